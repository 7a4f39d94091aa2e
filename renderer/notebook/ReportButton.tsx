/** The report of a notebook: as a file that opens anywhere, as a workbook, or on paper. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { FileSpreadsheet, FileText, Printer } from 'lucide-react';
import { chooseTarget } from '../app/files.ts';
import { useServices } from '../app/services.ts';
import { runTask } from '../app/tasks.ts';
import { showFailure, useToasts } from '../app/toasts.ts';
import { AnchoredPopover, anchorOf, type Anchor } from '../ui/AnchoredPopover.tsx';
import { MenuList, type MenuItem } from '../ui/MenuList.tsx';
import type { NotebookModel } from './notebook-model.ts';
import { printReport } from './print-report.ts';

export function ReportButton({ model }: { readonly model: NotebookModel }) {
  const { client } = useServices();
  const [menu, setMenu] = useState<Anchor | null>(null);
  const base = model.name.replace(/\.md$/, '');

  const write = async (path: string): Promise<void> => {
    const { name } = model;
    const { text } = model.getState().notebook;
    try {
      const done = await runTask(`Report of ${base}`, (options) =>
        client.call('notebook/report', { name, text, path }, options),
      );
      const detail = done.failed === 0 ? done.path : `${done.path}; ${done.failed} cells failed, and it says so`;
      useToasts.getState().show({ tone: done.failed === 0 ? 'success' : 'info', title: 'Report written', detail });
    } catch (thrown) {
      showFailure('The report could not be written', thrown);
    }
    void model.refresh();
  };
  const print = async (): Promise<void> => {
    const { name } = model;
    const { text } = model.getState().notebook;
    try {
      const { html } = await runTask(`Report of ${base}`, (options) =>
        client.call('notebook/reportText', { name, text }, options),
      );
      await printReport(html, `Report of ${base}`);
    } catch (thrown) {
      showFailure('The report could not be printed', thrown);
    }
    void model.refresh();
  };
  const item = (id: string, label: string, icon: MenuItem['icon'], run: () => void): MenuItem => ({
    id,
    label,
    ...(icon ? { icon } : {}),
    run: () => {
      setMenu(null);
      run();
    },
  });
  const items = [
    item('html', 'Web page (one file, opens offline)…', FileText, () => chooseTarget(`${base}.html`, (path) => void write(path))),
    item('xlsx', 'Workbook with all tables…', FileSpreadsheet, () => chooseTarget(`${base}.xlsx`, (path) => void write(path))),
    item('print', 'Print, or save as PDF…', Printer, () => void print()),
  ]; // prettier-ignore
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<FileText size={13} aria-hidden />}
        aria-haspopup="menu"
        onClick={(event) => setMenu(anchorOf(event.currentTarget))}
      >
        Report
      </Button>
      <AnchoredPopover anchor={menu} label="Report" width={300} onClose={() => setMenu(null)}>
        {menu && <MenuList label="Report" groups={[items]} />}
      </AnchoredPopover>
    </>
  );
}
