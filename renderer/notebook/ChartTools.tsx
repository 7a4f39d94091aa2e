/** What can be done with a chart: its form, its text, its table, copies and files of it. */
import { useState } from 'react';
import { Code, Copy, Download, SlidersHorizontal, Table2 } from 'lucide-react';
import { chooseTarget } from '../app/files.ts';
import { useServices } from '../app/services.ts';
import { showFailure, useToasts } from '../app/toasts.ts';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { AnchoredPopover, anchorOf, type Anchor } from '../ui/AnchoredPopover.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { MenuList } from '../ui/MenuList.tsx';
import type { ChartTable, DrawnChart } from './draw-chart.ts';
import type { NotebookDesk } from './notebook-desk.ts';

interface ChartToolsProps {
  readonly desk: NotebookDesk;
  readonly cellKey: string;
  readonly label: string;
  readonly forming: boolean;
  readonly writing: boolean;
  /** Null while nothing is drawn. */
  readonly chart: DrawnChart | null;
}

type Format = 'png' | 'svg';

export function ChartTools({ desk, cellKey, label, forming, writing, chart }: ChartToolsProps) {
  const { client } = useServices();
  const [menu, setMenu] = useState<{ readonly what: 'copy' | 'save'; readonly at: Anchor } | null>(null);
  const [table, setTable] = useState(false);

  const copy = async (drawn: DrawnChart, format: Format): Promise<void> => {
    try {
      await (format === 'png'
        ? navigator.clipboard.write([new ClipboardItem({ 'image/png': drawn.png() })])
        : navigator.clipboard.writeText(await drawn.svg()));
      useToasts.getState().show({ tone: 'success', title: `The chart is copied as ${format.toUpperCase()}` });
    } catch (thrown) {
      showFailure('The chart could not be copied', thrown);
    }
  };
  const save = (drawn: DrawnChart, format: Format): void => {
    chooseTarget(`${label.replace(/[^\p{L}\p{N}_-]+/gu, '-')}.${format}`, (path) => {
      const write = async (): Promise<void> => {
        const bytes =
          format === 'png'
            ? new Uint8Array(await (await drawn.png()).arrayBuffer())
            : new TextEncoder().encode(await drawn.svg());
        const done = await client.call('writing/picture', { path, format, bytes });
        useToasts.getState().show({ tone: 'success', title: 'The chart is saved', detail: done.path });
      };
      write().catch((thrown: unknown) => showFailure('The chart could not be saved', thrown));
    });
  };
  const item = (format: Format): { id: string; label: string; run: () => void } => ({
    id: format,
    label: format === 'png' ? 'As a picture (PNG)' : 'As a drawing (SVG)',
    run: () => {
      const what = menu?.what;
      setMenu(null);
      if (!chart) return;
      if (what === 'copy') void copy(chart, format);
      else save(chart, format);
    },
  });

  return (
    <>
      <div className="wb-chart-tools" role="toolbar" aria-label={`Chart ${label}`}>
        <IconButton
          icon={SlidersHorizontal}
          label={`Form of ${label}`}
          active={forming}
          aria-expanded={forming}
          onClick={() => desk.toggleForm(cellKey)}
        />
        <IconButton
          icon={Code}
          label={`Edit chart ${label}`}
          active={writing}
          onClick={() => (writing ? desk.go(cellKey) : desk.write(cellKey))}
        />
        {chart?.table && (
          <IconButton
            icon={Table2}
            label={`Data of ${label}`}
            active={table}
            aria-expanded={table}
            onClick={() => setTable(!table)}
          />
        )}
        {chart && (
          <>
            <IconButton
              icon={Copy}
              label={`Copy chart ${label}`}
              aria-haspopup="menu"
              onClick={(event) => setMenu({ what: 'copy', at: anchorOf(event.currentTarget) })}
            />
            <IconButton
              icon={Download}
              label={`Save chart ${label}`}
              aria-haspopup="menu"
              onClick={(event) => setMenu({ what: 'save', at: anchorOf(event.currentTarget) })}
            />
          </>
        )}
      </div>
      {chart?.table && <DataTable label={label} table={chart.table} shown={table} />}
      <AnchoredPopover
        anchor={menu?.at ?? null}
        label={menu?.what === 'save' ? 'Save the chart' : 'Copy the chart'}
        width={200}
        onClose={() => setMenu(null)}
      >
        {menu && (
          <MenuList
            label={menu.what === 'save' ? 'Save the chart' : 'Copy the chart'}
            groups={[[item('png'), item('svg')]]}
          />
        )}
      </AnchoredPopover>
    </>
  );
}

/** The rows behind a chart. It is always there for people who have it read out, and seen when it is asked for. */
function DataTable({ label, table, shown }: { label: string; table: ChartTable; shown: boolean }) {
  const { columns, rows, total } = table;
  return (
    <div
      className={shown ? 'wb-chart-table' : 'wb-sr'}
      tabIndex={shown ? 0 : -1}
      role="region"
      aria-label={`Data of ${label}`}
    >
      <table>
        <caption>
          {rows.length < total
            ? `The first ${formatCount(rows.length)} of ${formatCount(total)} rows.`
            : `${formatCount(total)} rows.`}
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {visibleText(column, 60)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(shown ? rows : rows.slice(0, 50)).map((row, i) => (
            <tr key={i}>
              {row.map((value, j) => (
                <td key={columns[j]} data-number={typeof value === 'number' || undefined}>
                  {value === null
                    ? '–'
                    : typeof value === 'number'
                      ? value.toLocaleString()
                      : visibleText(String(value), 120)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
