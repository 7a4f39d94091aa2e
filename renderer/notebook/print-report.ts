/** Prints a report through the window's own print dialog, which also saves as PDF. The report is drawn in a frame of its own. */
import { styleNonce } from '../app/nonce.ts';

/** @param html a report: one file without scripts, all text escaped */
export function printReport(html: string, title: string): Promise<void> {
  const frame = document.createElement('iframe');
  frame.title = title;
  frame.className = 'wb-print-frame';
  // No script runs in it; it may open the print dialog.
  frame.setAttribute('sandbox', 'allow-same-origin allow-modals');
  frame.srcdoc = html.replace('<style>', `<style nonce="${styleNonce}">`);
  return new Promise((resolve) => {
    frame.addEventListener('load', () => {
      const view = frame.contentWindow;
      if (!view) return;
      view.addEventListener('afterprint', () => frame.remove());
      view.print();
      resolve();
    });
    document.body.append(frame);
  });
}
