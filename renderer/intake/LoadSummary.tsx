/** What became of the files that were added, with the ways on. */
import { CircleCheck, Copy, TriangleAlert } from 'lucide-react';
import { formatCount, formatSeconds } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { baseName, type AddResult } from './intake-model.ts';

interface LoadSummaryProps {
  readonly results: readonly AddResult[];
  readonly onRejects: (sourceId: string) => void;
  readonly onTable: (layout: string) => void;
  readonly onShipments: () => void;
  readonly onLayout: (layout: string) => void;
}

export function LoadSummary({ results, onRejects, onTable, onShipments, onLayout }: LoadSummaryProps) {
  const added = results.filter((r): r is Extract<AddResult, { loaded: number }> => 'loaded' in r && !r.existed);
  const sum = (part: 'read' | 'loaded' | 'rejected'): string => formatCount(added.reduce((n, r) => n + r[part], 0));
  return (
    <div className="wb-load-summary" role="region" aria-label="What was loaded" tabIndex={0}>
      {added.length > 1 && (
        <p className="wb-load-total wb-tabular">
          {formatCount(added.length)} files: {sum('read')} read = {sum('loaded')} loaded + {sum('rejected')} rejected
        </p>
      )}
      <ul>
        {results.map((result) => (
          <li key={result.file} className="wb-load-file">
            {'error' in result ? (
              <>
                <TriangleAlert size={15} aria-hidden className="wb-bad" />
                <div>
                  <p className="wb-strong">{visibleText(baseName(result.file), 120)} was refused</p>
                  <p>{result.error}</p>
                </div>
              </>
            ) : result.existed ? (
              <>
                <Copy size={15} aria-hidden />
                <div>
                  <p className="wb-strong">{visibleText(baseName(result.file), 120)} is in the case already</p>
                  <p>The same bytes are here as {result.source_id}; nothing was added.</p>
                  <p className="wb-load-links">
                    <button type="button" className="wb-link" onClick={() => onLayout(result.layout)}>
                      Read it with other settings: layout {result.layout}
                    </button>
                  </p>
                </div>
              </>
            ) : (
              <>
                <CircleCheck size={15} aria-hidden className="wb-ok" />
                <div>
                  <p className="wb-strong">{visibleText(baseName(result.file), 120)}</p>
                  <p className="wb-tabular">
                    {formatCount(result.read)} read = {formatCount(result.loaded)} loaded +{' '}
                    {formatCount(result.rejected)} rejected{' '}
                    <span className="wb-note">in {formatSeconds(result.seconds)}</span>
                  </p>
                  {result.noShipments !== null && <p className="wb-warn">No shipments: {result.noShipments}</p>}
                  {result.remarks.map((remark) => (
                    <p key={remark} className="wb-note">
                      {visibleText(remark, 300)}
                    </p>
                  ))}
                  {result.open.length > 0 && (
                    <p className="wb-note">
                      {formatCount(result.open.length)} of {formatCount(result.columns)} columns{' '}
                      {result.open.length === 1 ? 'has' : 'have'} no field.
                    </p>
                  )}
                  {result.others.length > 0 && (
                    <p className="wb-warn">
                      The archive also holds {result.others.join(', ')}: not loaded. Unpack it and add these files
                      apart.
                    </p>
                  )}
                  <p className="wb-load-links">
                    <button type="button" className="wb-link" onClick={() => onTable(result.layout)}>
                      Open the table
                    </button>
                    {result.noShipments === null && (
                      <button type="button" className="wb-link" onClick={onShipments}>
                        Open shipments
                      </button>
                    )}
                    {result.rejected > 0 && (
                      <button type="button" className="wb-link" onClick={() => onRejects(result.source_id)}>
                        See the {formatCount(result.rejected)} rejected
                      </button>
                    )}
                    <button type="button" className="wb-link" onClick={() => onLayout(result.layout)}>
                      Layout {result.layout}
                    </button>
                  </p>
                </div>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
