/** Earlier versions of a notebook's file: what was other then, and back to one of them. */
import { useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import { lineDiff, shortDiff } from '../../shared/notebook/line-diff.ts';
import { useServices } from '../app/services.ts';
import { visibleText } from '../grid/visible-text.ts';
import { ageOf, momentOf } from './age.ts';
import { SidePanel } from './SidePanel.tsx';
import { useAsked } from './use-asked.ts';

interface VersionsPanelProps {
  readonly name: string;
  /** The text on screen. */
  readonly text: string;
  readonly onClose: () => void;
  readonly onRestore: (text: string) => void;
}

export function VersionsPanel({ name, text, onClose, onRestore }: VersionsPanelProps) {
  const { client } = useServices();
  const [turn, setTurn] = useState(0);
  const [chosen, setChosen] = useState<string | null>(null);
  const versions = useAsked(`${name} ${turn}`, (signal) => client.call('notebook/versions', { name }, { signal }));
  return (
    <SidePanel title="Versions" onClose={onClose}>
      <p className="wb-note">
        Kept beside the case, some minutes apart. A version is text; it holds no results.{' '}
        <button type="button" className="wb-link" onClick={() => setTurn(turn + 1)}>
          Look again
        </button>
      </p>
      {versions.kind === 'failed' && (
        <p className="wb-cell-error" role="alert">
          {versions.message}
        </p>
      )}
      {versions.kind === 'there' && versions.value.length === 0 && (
        <p className="wb-note">There is no earlier version yet.</p>
      )}
      {versions.kind === 'there' && (
        <ol className="wb-nb-list">
          {versions.value.map(({ id, savedAt }) => (
            <li key={id}>
              <button
                type="button"
                className="wb-nb-version"
                aria-expanded={chosen === id}
                onClick={() => setChosen(chosen === id ? null : id)}
              >
                <strong>{momentOf(savedAt)}</strong> <span className="wb-note">{ageOf(savedAt)}</span>
              </button>
              {chosen === id && <VersionDiff name={name} id={id} text={text} onRestore={onRestore} />}
            </li>
          ))}
        </ol>
      )}
    </SidePanel>
  );
}

interface VersionDiffProps {
  readonly name: string;
  readonly id: string;
  readonly text: string;
  readonly onRestore: (text: string) => void;
}

/** Lines of a diff that are drawn. */
const MOST_LINES = 2_000;

function VersionDiff({ name, id, text, onRestore }: VersionDiffProps) {
  const { client } = useServices();
  const version = useAsked(`${name} ${id}`, (signal) => client.call('notebook/version', { name, id }, { signal }));
  const then = version.kind === 'there' ? version.value.text : null;
  const lines = useMemo(() => (then === null ? [] : shortDiff(lineDiff(then, text))), [then, text]);
  if (version.kind === 'failed') {
    return (
      <p className="wb-cell-error" role="alert">
        {version.message}
      </p>
    );
  }
  if (then === null) return <p className="wb-note">Reading…</p>;
  const isSame = lines.every((line) => line === null || line.kind === 'same');
  return (
    <div className="wb-nb-diff">
      {isSame ? (
        <p className="wb-note">The same as on screen.</p>
      ) : (
        <>
          <p className="wb-note">From this version to what is on screen:</p>
          <div className="wb-nb-diff-lines" tabIndex={0} role="region" aria-label="Changes since this version">
            {lines.slice(0, MOST_LINES).map((line, i) =>
              line === null ? (
                <div key={i} className="wb-nb-diff-gap">
                  …
                </div>
              ) : (
                <div key={i} data-kind={line.kind}>
                  <span aria-hidden>{{ same: ' ', removed: '−', added: '+' }[line.kind]}</span>
                  {line.kind !== 'same' && <span className="wb-hidden">{line.kind}: </span>}
                  {visibleText(line.text, 400)}
                </div>
              ),
            )}
          </div>
          <Button size="compact-sm" variant="default" onClick={() => onRestore(then)}>
            Restore this version
          </Button>
        </>
      )}
    </div>
  );
}
