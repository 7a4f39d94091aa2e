/** A notebook: sentences, queries and charts, each with what it gave. */
import { useEffect, useRef, useState } from 'react';
import { BookText, TriangleAlert } from 'lucide-react';
import type { RelationInfo } from '../../shared/contract/engine.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useServices } from '../app/services.ts';
import type { GridModel } from '../grid/grid-model.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { NotebookDesk } from './notebook-desk.ts';
import { NotebookModel } from './notebook-model.ts';
import { NotebookPage } from './NotebookPage.tsx';

export interface NotebookTabProps {
  readonly name: string;
  readonly relations: readonly RelationInfo[];
  readonly active: boolean;
  readonly headerProfiles: boolean;
  /** Counts restarts of the case process: results are gone then. */
  readonly epoch: number;
  readonly onExport: (model: GridModel) => void;
  readonly onOpenSql: (text: string) => void;
  readonly onProfile: (column: string) => void;
}

type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'open'; readonly desk: NotebookDesk };

function useNotebook(name: string, relations: readonly RelationInfo[], epoch: number): Loaded {
  const { client } = useServices();
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const known = useRef(relations);
  useEffect(() => {
    known.current = relations;
  });
  useEffect(() => {
    const abort = new AbortController();
    let model: NotebookModel | null = null;
    client
      .call('notebook/read', { name }, { signal: abort.signal })
      .then(({ text, hash }) => {
        const names = new Set(known.current.map((r) => r.name.toLowerCase()));
        model = new NotebookModel(client, name, text, hash, names);
        setLoaded({ kind: 'open', desk: new NotebookDesk(model) });
      })
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setLoaded({ kind: 'failed', message: toErrorData(thrown).message });
      });
    return () => {
      abort.abort();
      model?.stop();
    };
  }, [client, name, epoch]);
  return loaded;
}

export function NotebookTab(props: NotebookTabProps) {
  const { relations } = props;
  const loaded = useNotebook(props.name, relations, props.epoch);
  const model = loaded.kind === 'open' ? loaded.desk.model : null;
  useEffect(() => model?.setKnown(new Set(relations.map((r) => r.name.toLowerCase()))), [model, relations]);
  if (loaded.kind === 'loading') return <EmptyState icon={BookText} title="Reading the notebook…" />;
  if (loaded.kind === 'failed') {
    return (
      <EmptyState tone="failure" icon={TriangleAlert} title={`${props.name} could not be opened`}>
        {loaded.message}
      </EmptyState>
    );
  }
  return <NotebookPage key={props.epoch} desk={loaded.desk} {...props} />;
}
