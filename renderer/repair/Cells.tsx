/** What a text gives when it is read as a record: column by column, or why it is none. */
import { CircleCheck, CircleX } from 'lucide-react';
import { visibleText } from '../grid/visible-text.ts';
import type { Tried } from './reject-key.ts';

interface CellsProps {
  readonly tried: Tried | null;
  readonly columns: readonly string[];
}

const LIMIT = 500;

export function Verdict({ tried }: { readonly tried: Tried | null }) {
  if (tried === null) return <p className="wb-verdict">Reading…</p>;
  return (
    <p className="wb-verdict" data-fits={tried.fits} role="status">
      {tried.fits ? <CircleCheck size={14} aria-hidden /> : <CircleX size={14} aria-hidden />}
      {tried.fits ? 'This text is a record of the file.' : tried.problem}
    </p>
  );
}

export function Cells({ tried, columns }: CellsProps) {
  const cells = tried?.cells ?? [];
  const rows = Math.max(columns.length, cells.length);
  return (
    <div className="wb-repair-cells" tabIndex={0} role="region" aria-label="Cells of the text">
      <table>
        <thead>
          <tr>
            <th>Column</th>
            <th>Cell</th>
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, i) => {
            const cell = cells[i];
            const column = columns[i];
            return (
              <tr key={i} data-bad={column === undefined || i >= cells.length || undefined}>
                <th scope="row">{column === undefined ? 'no column' : visibleText(column, 80)}</th>
                <td className="wb-mono">
                  {cell == null ? (
                    <span className="wb-faint">{i < cells.length ? 'empty' : 'no cell'}</span>
                  ) : (
                    <bdi>{visibleText(cell, LIMIT)}</bdi>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
