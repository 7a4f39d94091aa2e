/** Files that are newer editions of others: what is new, changed, gone, and the rows behind each count. */
import { useEffect, useState } from 'react';
import { Files, TriangleAlert } from 'lucide-react';
import type { Edition } from '../../shared/contract/edition-calls.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useController } from '../app/controller-context.ts';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { EmptyState } from '../ui/EmptyState.tsx';

const CLASSES = ['new', 'changed', 'gone', 'same'] as const;
const WORDS = { new: 'new', changed: 'changed', gone: 'gone', same: 'the same' } as const;
const MOST_COLUMNS = 8;

const fileName = (path: string): string => path.replace(/^.*[\\/]/, '');

export function EditionsTab() {
  const { client } = useServices();
  const sources = useSession((s) => s.caseInfo?.sources);
  const [editions, setEditions] = useState<readonly Edition[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    client
      .call('case/editions', { source_id: null }, { signal: abort.signal })
      .then(setEditions)
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setError(toErrorData(thrown).message);
      });
    return () => abort.abort();
  }, [client, sources]);

  if (error !== null)
    return (
      <EmptyState tone="failure" icon={TriangleAlert} title="The files could not be compared">
        {error}
      </EmptyState>
    );
  if (editions === null) return <p className="wb-editions wb-note">Comparing the files…</p>;
  if (editions.length === 0)
    return (
      <EmptyState icon={Files} title="No file is a newer edition of another">
        Files of one layout that share at least half of their lines are compared here.
      </EmptyState>
    );
  const names = new Map(sources?.map((s) => [s.source_id, fileName(s.path)]));
  return (
    <div className="wb-editions" tabIndex={0} role="region" aria-label="Newer editions of files">
      {editions.map((edition) => (
        <EditionCard key={edition.source_id} edition={edition} names={names} />
      ))}
    </div>
  );
}

function EditionCard({ edition, names }: { readonly edition: Edition; readonly names: ReadonlyMap<string, string> }) {
  const controller = useController();
  const name = fileName(edition.file);
  const nameOf = (id: string): string => visibleText(names.get(id) ?? id, 80);
  const columns = edition.changed_columns.slice(0, MOST_COLUMNS);
  return (
    <section className="wb-edition" aria-label={`Edition ${name}`}>
      <h2>{visibleText(name, 80)}</h2>
      <p className="wb-note">
        replaces {edition.replaces.map(nameOf).join(', ')}. A record is known again by{' '}
        {edition.by === 'whole record' ? 'its whole content' : 'declaration and line'}.
      </p>
      <div className="wb-edition-counts">
        {CLASSES.map((kind) => (
          <button
            key={kind}
            type="button"
            disabled={edition[kind] === 0}
            onClick={() => controller.openSql('case', edition.sql[kind], `${name}: ${WORDS[kind]}`)}
          >
            <strong>{formatCount(edition[kind])}</strong> {WORDS[kind]}
          </button>
        ))}
      </div>
      {columns.length > 0 && (
        <p>
          Changed in {columns.map((c) => `${visibleText(c.column, 60)} (${formatCount(c.records)})`).join(', ')}
          {edition.changed_columns.length > MOST_COLUMNS && ', …'}
        </p>
      )}
      <p className="wb-note">
        Where both have the same version of a line, the row of {nameOf(edition.leads)} counts in shipments.
      </p>
    </section>
  );
}
