/** The layouts of the case: how each kind of file is read and mapped; they can be looked at and changed. */
import { useCallback, useEffect, useState } from 'react';
import { Button } from '@mantine/core';
import { FileWarning, LayoutList, SlidersHorizontal, TriangleAlert } from 'lucide-react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useController } from '../app/controller-context.ts';
import { useServices } from '../app/services.ts';
import { showFailure, useToasts } from '../app/toasts.ts';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { baseName, type Decisions } from './intake-model.ts';
import { rereadSources } from './reread.ts';
import { SetUp } from './SetUp.tsx';
import { Spinner } from '../ui/Spinner.tsx';

type Entry = CallOut<'intake/layouts'>[number];

export function LayoutsTab({ layout }: { readonly layout: string | null }) {
  const { client } = useServices();
  const [entries, setEntries] = useState<readonly Entry[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [current, setCurrent] = useState(layout);
  const [reads, setReads] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    client.call('intake/layouts', {}, { signal: abort.signal }).then(
      (answer) => {
        if (!abort.signal.aborted) setEntries(answer);
      },
      (thrown: unknown) => {
        if (!abort.signal.aborted) setError(toErrorData(thrown).message);
      },
    );
    return () => abort.abort();
  }, [client, reads]);
  const reload = useCallback(() => setReads((n) => n + 1), []);

  if (error !== null) {
    return (
      <EmptyState tone="failure" icon={TriangleAlert} title="The layouts could not be read">
        {error}
      </EmptyState>
    );
  }
  if (!entries) {
    return (
      <div className="wb-waiting">
        <Spinner size={22} label="Reading the layouts" />
      </div>
    );
  }
  if (entries.length === 0) {
    return (
      <EmptyState icon={LayoutList} title="No layout yet">
        A layout is how a kind of file is read and what its columns mean. The first file of a kind makes one; the next
        file of that kind needs no question.
      </EmptyState>
    );
  }
  const entry = entries.find((each) => each.name === current) ?? entries[0];
  return (
    <div className="wb-intake-room">
      <div className="wb-intake">
        <div className="wb-intake-side">
          <ul className="wb-intake-groups" aria-label="Layouts">
            {entries.map((each) => (
              <li key={each.name}>
                <button
                  type="button"
                  className="wb-intake-group"
                  aria-current={each === entry || undefined}
                  onClick={() => setCurrent(each.name)}
                >
                  {each.problem === null ? (
                    <SlidersHorizontal size={15} aria-hidden />
                  ) : (
                    <FileWarning size={15} aria-hidden className="wb-bad" />
                  )}
                  <span className="wb-intake-name">
                    <span className="wb-strong wb-clip">{visibleText(each.name, 80)}</span>
                    <span className="wb-note">
                      {each.problem === null
                        ? `${formatCount(each.mapped)} of ${formatCount(each.columns)} columns have a field`
                        : 'cannot be used'}
                    </span>
                    <span className="wb-note">
                      {each.sources.length === 1 ? '1 source' : `${formatCount(each.sources.length)} sources`}
                      {each.decided.length > 0 ? ` · decided: ${each.decided.join(', ')}` : ''}
                    </span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
        <div className="wb-intake-main">
          {entry && <LayoutEditor key={entry.name} entry={entry} onSaved={reload} />}
        </div>
      </div>
    </div>
  );
}

function LayoutEditor({ entry, onSaved }: { readonly entry: Entry; readonly onSaved: () => void }) {
  const { client } = useServices();
  const controller = useController();
  const [kept, setKept] = useState<Decisions | null>(null);
  const [decisions, setDecisions] = useState<Decisions | null>(null);
  const [saving, setSaving] = useState(false);
  const { name, problem, sources } = entry;
  useEffect(() => {
    if (problem !== null) return undefined;
    const abort = new AbortController();
    client.call('intake/layout', { name }, { signal: abort.signal }).then(
      ({ choice, map }) => {
        if (abort.signal.aborted) return;
        setKept({ choice, map, name: '' });
        setDecisions({ choice, map, name: '' });
      },
      (thrown: unknown) => {
        if (!abort.signal.aborted) showFailure(`The layout ${name} could not be read`, thrown);
      },
    );
    return () => abort.abort();
  }, [client, name, problem]);

  if (problem !== null) {
    return (
      <EmptyState tone="failure" icon={FileWarning} title={`The layout ${visibleText(name, 80)} cannot be used`}>
        {visibleText(problem, 600)}
      </EmptyState>
    );
  }
  const files = sources.filter((s) => s.present).map((s) => s.file);
  if (files.length === 0) {
    return (
      <EmptyState icon={FileWarning} title="None of its files is where it was">
        A layout is changed with one of its files at hand. Put one back where it was
        {sources[0] ? ` (${baseName(sources[0].file)})` : ''}, or change layouts/{name}.yml in a text editor.
      </EmptyState>
    );
  }
  if (!decisions || !kept) {
    return (
      <div className="wb-waiting">
        <Spinner size={22} label="Reading the layout" />
      </div>
    );
  }
  const changed = JSON.stringify(decisions) !== JSON.stringify(kept);
  const save = async (): Promise<void> => {
    setSaving(true);
    try {
      const { choice, map } = decisions;
      const { remapped, stale } = await client.call('intake/saveLayout', { name, choice, map: { ...map } });
      setKept(decisions);
      useToasts.getState().show({
        tone: stale.length > 0 ? 'info' : 'success',
        title: `The layout ${name} is saved`,
        detail: [
          remapped.length > 0 ? `Shipments of ${remapped.join(', ')} were made again with the new fields.` : '',
          stale.length > 0
            ? `${stale.join(', ')} ${stale.length === 1 ? 'was' : 'were'} read with the settings before; “Read again” above the settings reads with the new ones.`
            : '',
        ]
          .filter(Boolean)
          .join(' '),
      });
      onSaved();
      await controller.refreshCase();
      if (remapped.length > 0) controller.tablesChanged();
    } catch (thrown) {
      showFailure(`The layout ${name} could not be saved`, thrown);
    } finally {
      setSaving(false);
    }
  };
  const stale = sources.filter((s) => s.present && s.stale);
  const reread = async (): Promise<void> => {
    setSaving(true);
    try {
      await rereadSources(
        client,
        stale.map((s) => s.source_id),
        decisions.map,
      );
      onSaved();
      await controller.refreshCase();
      controller.tablesChanged();
    } finally {
      setSaving(false);
    }
  };
  return (
    <SetUp
      title={`Layout ${name}`}
      files={files}
      decisions={decisions}
      onChange={setDecisions}
      notice={
        stale.length > 0 && (
          <div className="wb-read-remark" role="group" aria-label="Read with other settings">
            <TriangleAlert size={13} aria-hidden />
            <span className="wb-grow">
              {stale.map((s) => `${s.source_id} (${visibleText(baseName(s.file), 60)})`).join(', ')}{' '}
              {stale.length === 1 ? 'was' : 'were'} read with other settings than the layout says now. The new reading
              takes the place of the old one; repairs of its rejected records start anew.
            </span>
            <Button size="compact-xs" variant="default" disabled={saving || changed} onClick={() => void reread()}>
              Read again
            </Button>
          </div>
        )
      }
    >
      <Button variant="default" disabled={!changed || saving} onClick={() => setDecisions(kept)}>
        Discard changes
      </Button>
      <Button disabled={!changed} loading={saving} onClick={() => void save()}>
        Save the layout
      </Button>
    </SetUp>
  );
}
