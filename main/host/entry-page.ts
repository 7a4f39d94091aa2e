import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Writes the page that lets the window in: it posts the token to the loopback server (loopback.ts says why). Only its
 * owner can read it, and the token works once.
 * @returns its URL, and what removes it
 */
export function writeEntryPage(
  dir: string,
  origin: string,
  token: string,
): { url: string; path: string; remove: () => void } {
  const file = join(dir, 'enter.html');
  rmSync(file, { force: true });
  writeFileSync(
    file,
    `<!doctype html><meta charset="utf-8"><title>Waybill</title>
<form method="post" action="${origin}/enter"><input type="hidden" name="token" value="${token}"></form>
<script>document.forms[0].submit()</script>
`,
    { mode: 0o600 },
  );
  return { url: pathToFileURL(file).href, path: file, remove: () => rmSync(file, { force: true }) };
}
