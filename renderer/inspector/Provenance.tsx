/** Where a row comes from: file, hash, record number and the raw text, with the focused value marked in it. */
import { CopyButton } from '@mantine/core';
import { FileSearch } from 'lucide-react';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { findInRaw } from './find-in-raw.ts';
import { useRecord } from './use-record.ts';

interface ProvenanceProps {
  readonly sourceId: string;
  readonly record: number;
  /** The value of the focused cell, to be marked in the raw text. */
  readonly value: string | null;
}

const RAW_LIMIT = 20_000;

export function Provenance({ sourceId, record, value }: ProvenanceProps) {
  const state = useRecord(sourceId, record);
  return (
    <section className="wb-provenance" aria-label="Where this row comes from">
      <h3>
        <FileSearch size={13} aria-hidden /> Record {formatCount(record)}
        {state.phase === 'ready' && <span className="wb-clip"> of {state.row.file.replace(/^.*[\\/]/, '')}</span>}
      </h3>
      {state.phase === 'loading' && <div className="wb-provenance-wait" />}
      {state.phase === 'failed' && <p className="wb-note wb-bad">{state.error.message}</p>}
      {state.phase === 'ready' && (
        <>
          <pre className="wb-raw" tabIndex={0} role="group" aria-label="Raw text of the record">
            <Marked text={state.row.raw.slice(0, RAW_LIMIT)} mark={state.row.repair ? null : value} />
          </pre>
          {state.row.repair && (
            <>
              <p className="wb-note">
                Rejected ({state.row.repair.reason}), repaired by {state.row.repair.by} on{' '}
                {new Date(state.row.repair.at).toLocaleDateString()}
                {state.row.repair.why !== '' && `: ${state.row.repair.why}`}. Loaded text:
              </p>
              <pre className="wb-raw" tabIndex={0} role="group" aria-label="Repaired text of the record">
                <Marked text={state.row.repair.text.slice(0, RAW_LIMIT)} mark={value} />
              </pre>
            </>
          )}
          <div className="wb-provenance-foot">
            <span className="wb-clip wb-mono" title={`SHA-256 of the file: ${state.row.sha256}`}>
              SHA-256 {state.row.sha256.slice(0, 16)}…
            </span>
            <CopyButton value={state.row.raw}>
              {({ copied, copy }) => (
                <button type="button" className="wb-link" onClick={copy}>
                  {copied ? 'Copied' : 'Copy raw text'}
                </button>
              )}
            </CopyButton>
          </div>
        </>
      )}
    </section>
  );
}

function Marked({ text, mark }: { readonly text: string; readonly mark: string | null }) {
  const found = mark === null ? null : findInRaw(text, mark);
  if (!found) return <bdi>{visibleText(text, text.length)}</bdi>;
  const { at, end } = found;
  return (
    <bdi>
      {visibleText(text.slice(0, at), at)}
      <mark>{visibleText(text.slice(at, end), end - at)}</mark>
      {visibleText(text.slice(end), text.length)}
    </bdi>
  );
}
