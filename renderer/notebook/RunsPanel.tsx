/** The recorded runs of a notebook: when, by what, and which cells gave other values than the time before. */
import type { RecordedRun } from '../../shared/contract/notebook-calls.ts';
import { useServices } from '../app/services.ts';
import { formatCount, formatSeconds } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { ageOf, momentOf } from './age.ts';
import { SidePanel } from './SidePanel.tsx';
import { useAsked } from './use-asked.ts';

interface RunsPanelProps {
  readonly name: string;
  /** Changes when a run has ended. */
  readonly turn: number;
  readonly onClose: () => void;
  readonly onGo: (cell: string) => void;
}

export function RunsPanel({ name, turn, onClose, onGo }: RunsPanelProps) {
  const { client } = useServices();
  const runs = useAsked(`${name} ${turn}`, (signal) => client.call('notebook/runs', { name }, { signal }));
  return (
    <SidePanel title="Runs" onClose={onClose}>
      {runs.kind === 'failed' && (
        <p className="wb-cell-error" role="alert">
          {runs.message}
        </p>
      )}
      {runs.kind === 'there' && runs.value.length === 0 && (
        <p className="wb-note">No run is recorded yet. Every run is noted in the custody log of the case.</p>
      )}
      {runs.kind === 'there' && (
        <ol className="wb-nb-list">
          {runs.value.map((run) => (
            <li key={run.seq}>
              <RunEntry run={run} onGo={onGo} />
            </li>
          ))}
        </ol>
      )}
    </SidePanel>
  );
}

function RunEntry({ run, onGo }: { readonly run: RecordedRun; readonly onGo: (cell: string) => void }) {
  const failed = run.cells.filter((cell) => cell.error !== null);
  const changed = run.cells.filter((cell) => cell.same === false);
  const inputs = Object.entries(run.inputs);
  return (
    <>
      <p className="wb-nb-when">
        <strong>{momentOf(run.at)}</strong> <span className="wb-note">{ageOf(run.at)}</span>
      </p>
      <p className="wb-note">
        {formatCount(run.cells.length)} {run.cells.length === 1 ? 'cell' : 'cells'}, {formatSeconds(run.seconds)}, by
        the {run.by}, DuckDB {run.engine}, {formatCount(run.sources)} {run.sources === 1 ? 'source' : 'sources'}
      </p>
      {inputs.length > 0 && (
        <p className="wb-note wb-mono wb-clip">
          {inputs.map(([key, value]) => `$${key} = ${Array.isArray(value) ? value.join(', ') : value}`).join(' · ')}
        </p>
      )}
      {changed.length > 0 && (
        <ul className="wb-nb-cells" aria-label="Cells that gave other values than the run before">
          {changed.map((cell) => (
            <li key={cell.cell}>
              <button type="button" className="wb-link" onClick={() => onGo(cell.cell)}>
                {visibleText(cell.cell, 50)}
              </button>{' '}
              gave other values
              {cell.rows === null ? '' : ` (${formatCount(cell.rows)} ${cell.rows === 1 ? 'row' : 'rows'})`}
            </li>
          ))}
        </ul>
      )}
      {failed.map((cell) => (
        <p key={cell.cell} className="wb-note wb-danger">
          {visibleText(cell.cell, 50)} failed: {visibleText(cell.error ?? '', 200)}
        </p>
      ))}
      <p className="wb-note wb-mono wb-clip" title={run.notebook_sha256}>
        entry {run.seq} of the custody log
      </p>
    </>
  );
}
