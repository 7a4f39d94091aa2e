/** Records that were not loaded: found by file, reason and text, repaired one by one or many alike, and taken back. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { CircleCheck, Search, TriangleAlert } from 'lucide-react';
import type { RejectFilter, RepairRequest } from '../../shared/contract/repair-calls.ts';
import { useController } from '../app/controller-context.ts';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';
import { runTask } from '../app/tasks.ts';
import { showFailure, useToasts } from '../app/toasts.ts';
import { formatCount } from '../grid/format.ts';
import { BulkRepair } from '../repair/BulkRepair.tsx';
import { RecordEditor } from '../repair/RecordEditor.tsx';
import { fileName, keyOf } from '../repair/reject-key.ts';
import { RejectTable } from '../repair/RejectTable.tsx';
import { RepairHistory } from '../repair/RepairHistory.tsx';
import { likelyRule } from '../repair/rules.ts';
import { PAGE, useRejects } from '../repair/use-rejects.ts';
import { EmptyState } from '../ui/EmptyState.tsx';

type Side = 'rejects' | 'repairs';

export function RejectsTab({ sourceId }: { readonly sourceId: string | null }) {
  const [side, setSide] = useState<Side>('rejects');
  const [version, setVersion] = useState(0);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState('');
  const { client } = useServices();
  const controller = useController();

  /** Runs a change, then shows what is there now. */
  const change = useCallback(
    async (title: string, work: () => Promise<string>): Promise<void> => {
      setBusy(true);
      try {
        useToasts.getState().show({ tone: 'success', title: await runTask(title, work) });
        await controller.refreshCase();
        controller.tablesChanged();
      } catch (thrown) {
        showFailure(`${title} failed`, thrown);
      } finally {
        setVersion((v) => v + 1);
        setBusy(false);
      }
    },
    [controller],
  );

  const repair = (request: RepairRequest): Promise<void> =>
    change('Repairing records', async () => {
      const { repaired, refused } = await client.call('repair/apply', { request, why });
      const left = refused > 0 ? `, ${formatCount(refused)} stay rejected` : '';
      return `${formatCount(repaired)} ${repaired === 1 ? 'record is' : 'records are'} loaded${left}`;
    });

  return (
    <div className="wb-rejects">
      <div className="wb-toolbar">
        <SegmentedControl
          aria-label="What is listed"
          value={side}
          onChange={(value) => setSide(value as Side)}
          data={[
            { value: 'rejects', label: 'Rejected' },
            { value: 'repairs', label: 'Repaired' },
          ]}
        />
        <span className="wb-grow" />
        <TextInput
          aria-label="Why, for the custody log"
          placeholder="Why, for the custody log"
          className="wb-reject-why"
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
      </div>
      {side === 'repairs' ? (
        <RepairHistory
          sourceId={sourceId}
          version={version}
          busy={busy}
          onUndo={({ source_id, record }) =>
            void change('Taking a repair back', async () => {
              await client.call('repair/undo', { records: [{ source_id, record }], why });
              return `Record ${formatCount(record)} is a reject again`;
            })
          }
        />
      ) : (
        <Rejects sourceId={sourceId} version={version} busy={busy} onApply={repair} />
      )}
    </div>
  );
}

interface RejectsProps {
  readonly sourceId: string | null;
  readonly version: number;
  readonly busy: boolean;
  readonly onApply: (request: RepairRequest) => Promise<void>;
}

function Rejects({ sourceId, version, busy, onApply }: RejectsProps) {
  const sources = useSession((s) => s.caseInfo?.sources);
  const [filter, setFilter] = useState<RejectFilter>({ source_id: sourceId, reason: null, search: '' });
  const [from, setFrom] = useState(0);
  const [current, setCurrent] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const editor = useRef<HTMLTextAreaElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const refocus = useRef<'editor' | 'list' | null>(null);
  const { list: found, error } = useRejects(filter, from, version);
  const rejects = useMemo(() => found?.rejects ?? [], [found]);
  const at = Math.max(
    0,
    rejects.findIndex((r) => keyOf(r) === current),
  );
  const reject = rejects[at];

  const narrow = (part: Partial<RejectFilter>): void => {
    setFilter({ ...filter, ...part });
    setFrom(0);
    none();
  };
  const none = (): void => {
    setAll(false);
    setChosen(new Set());
  };
  const toggle = (key: string, range: boolean): void => {
    const next = new Set(all ? rejects.map(keyOf) : chosen);
    setAll(false);
    const to = rejects.findIndex((r) => keyOf(r) === key);
    if (range) for (const r of rejects.slice(Math.min(at, to), Math.max(at, to) + 1)) next.add(keyOf(r));
    else if (!next.delete(key)) next.add(key);
    setChosen(next);
  };
  const focusList = (): void => list.current?.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus();
  // After a repair the list is read anew; the keyboard goes on where it was.
  useEffect(() => {
    if (refocus.current === 'editor') editor.current?.focus();
    if (refocus.current === 'list') list.current?.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus();
    refocus.current = null;
  }, [rejects]);

  if (error !== null) {
    return (
      <EmptyState tone="failure" icon={TriangleAlert} title="The rejected records could not be read">
        {error}
      </EmptyState>
    );
  }
  const isFiltered = filter.reason !== null || filter.search !== '' || filter.source_id !== sourceId;
  if (found?.total === 0 && !isFiltered) {
    return (
      <EmptyState icon={CircleCheck} title="No record was rejected">
        Every record of the source is loaded.
      </EmptyState>
    );
  }
  const count = all ? (found?.total ?? 0) : chosen.size;
  const target = all
    ? filter
    : {
        records: [...chosen].map((key) => {
          const [source_id = '', record = ''] = key.split('/');
          return { source_id, record: Number(record) };
        }),
      };
  const apply = async (request: RepairRequest): Promise<void> => {
    // What comes after the repaired record is looked at next.
    const gone = new Set('fixes' in request ? request.fixes.flatMap((f) => [f.record, ...(f.joined ?? [])]) : []);
    const next = rejects.slice(at + 1).find((r) => !gone.has(r.record)) ?? rejects[at - 1];
    refocus.current = 'fixes' in request ? 'editor' : 'list';
    await onApply(request);
    none();
    if ('fixes' in request && next) setCurrent(keyOf(next));
  };
  return (
    <>
      <div className="wb-toolbar" role="search" aria-label="Find rejected records">
        <TextInput
          aria-label="Text in the record"
          placeholder="Text in the record"
          leftSection={<Search size={13} aria-hidden />}
          value={filter.search}
          onChange={(event) => narrow({ search: event.currentTarget.value })}
        />
        {sourceId === null && (sources?.length ?? 0) > 1 && (
          <NativeSelect
            aria-label="File"
            value={filter.source_id ?? ''}
            onChange={(event) => narrow({ source_id: event.currentTarget.value || null })}
            data={[
              { value: '', label: 'All files' },
              ...(sources ?? [])
                .filter((s) => s.records_rejected > 0)
                .map((s) => ({ value: s.source_id, label: fileName(s.path) })),
            ]}
          />
        )}
        <NativeSelect
          aria-label="Reason"
          value={filter.reason ?? ''}
          onChange={(event) => narrow({ reason: event.currentTarget.value || null })}
          data={[
            { value: '', label: 'All reasons' },
            ...(found?.reasons ?? []).map((r) => ({
              value: r.reason,
              label: `${r.reason} (${formatCount(r.count)})`,
            })),
          ]}
        />
        <span className="wb-row-count" role="status">
          {found === null
            ? 'Reading…'
            : `${formatCount(found.total)} rejected${count > 0 ? `, ${formatCount(count)} chosen` : ''}`}
        </span>
        <span className="wb-grow" />
        {(found?.total ?? 0) > PAGE && (
          <>
            <Button size="compact-sm" variant="default" disabled={from === 0} onClick={() => setFrom(from - PAGE)}>
              Before
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              disabled={from + PAGE >= (found?.total ?? 0)}
              onClick={() => setFrom(from + PAGE)}
            >
              Next
            </Button>
          </>
        )}
      </div>
      <div className="wb-rejects-split">
        <div className="wb-rejects-list" ref={list}>
          {found?.total === 0 ? (
            <EmptyState icon={Search} title="No rejected record is like that" />
          ) : (
            <RejectTable
              rejects={rejects}
              chosen={chosen}
              allChosen={all}
              current={reject ? keyOf(reject) : null}
              withFile={sourceId === null && (sources?.length ?? 0) > 1}
              onCurrent={setCurrent}
              onToggle={toggle}
              onAll={() => setAll(true)}
              onNone={none}
              onEdit={() => editor.current?.focus()}
            />
          )}
        </div>
        {count > 1 ? (
          <BulkRepair
            key="bulk"
            count={count}
            target={target}
            likely={likelyRule(filter.reason ?? reject?.reason ?? '')}
            busy={busy}
            onApply={(request) => void apply(request)}
          />
        ) : (
          reject && (
            <RecordEditor
              key={keyOf(reject)}
              reject={reject}
              editor={editor}
              busy={busy}
              onApply={(request) => void apply(request)}
              onLeave={focusList}
            />
          )
        )}
      </div>
    </>
  );
}
