/** The rows of `shipments` that the first records give; cells that do not parse are marked and keep their raw text. */
import { useState } from 'react';
import { ChevronDown, ChevronRight, TriangleAlert } from 'lucide-react';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import type { Mapping } from './intake-model.ts';

interface ShipmentsPreviewProps {
  readonly shipments: Mapping['shipments'];
  readonly busy: boolean;
}

export function ShipmentsPreview({ shipments, busy }: ShipmentsPreviewProps) {
  const { fields, rows, looked, remarks, none } = shipments;
  const [open, setOpen] = useState(true);
  const failing = fields.filter((f) => f.failures > 0);
  return (
    <section className="wb-shipments" aria-label="Shipments that result" data-busy={busy || undefined}>
      <div className="wb-shipments-head">
        <button type="button" className="wb-section-title" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />}
          Shipments that result
        </button>
        <span className="wb-note" aria-live="polite">
          {looked > 0 && `first ${formatCount(looked)} records: `}
          {failing.length === 0
            ? looked > 0 && 'every cell parses'
            : failing.map((f) => `${formatCount(f.failures)} of ${f.field} do not parse`).join(', ')}
        </span>
      </div>
      {open && (
        <>
          {none !== null && (
            <p className="wb-read-remark">
              <TriangleAlert size={13} aria-hidden />
              <span>{none}</span>
            </p>
          )}
          {remarks.map((remark) => (
            <p key={remark} className="wb-read-remark">
              <TriangleAlert size={13} aria-hidden />
              <span>{visibleText(remark, 300)}</span>
            </p>
          ))}
          {rows.length > 0 && (
            <div className="wb-shipments-table" role="region" aria-label="Rows of shipments" tabIndex={0}>
              <table>
                <thead>
                  <tr>
                    <th scope="col" className="wb-pane-number">
                      Record
                    </th>
                    {fields.map((f) => (
                      <th
                        key={f.field}
                        scope="col"
                        title={`From “${f.header}”`}
                        data-warn={f.failures > 0 || undefined}
                      >
                        {f.field}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.record}>
                      <td className="wb-pane-number">{formatCount(row.record)}</td>
                      {row.cells.map((cell, i) => (
                        <Cell key={i} cell={cell} />
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </>
      )}
    </section>
  );
}

function Cell({ cell }: { readonly cell: Mapping['shipments']['rows'][number]['cells'][number] }) {
  if (cell.failed) {
    return (
      <td data-failed title="It does not parse: the cell stays empty in shipments and keeps its raw text.">
        <TriangleAlert size={11} aria-label="does not parse" />
        <bdi>{visibleText(cell.raw ?? '', 80)}</bdi>
      </td>
    );
  }
  return (
    <td title={cell.raw === null || cell.raw === cell.value ? undefined : `In the file: ${visibleText(cell.raw, 200)}`}>
      {cell.value === null ? <span className="wb-special">∅</span> : <bdi>{visibleText(cell.value, 80)}</bdi>}
    </td>
  );
}
