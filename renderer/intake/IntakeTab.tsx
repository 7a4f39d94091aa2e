/** The intake screen: files that wait to be added, grouped by their shape, set up once per group, loaded, reconciled. */
import { useEffect, useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { CircleCheck, FileQuestion, FileWarning, Files, TriangleAlert } from 'lucide-react';
import { toErrorData } from '../../shared/errors.ts';
import { useController } from '../app/controller-context.ts';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';
import { openTab } from '../app/tabs.ts';
import { formatBytes, formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { loadGroups } from './add-files.ts';
import {
  baseName,
  describeSettings,
  NO_DECISIONS,
  type AddResult,
  type Decisions,
  type IntakeGroup,
  type RefusedFile,
} from './intake-model.ts';
import { forgetDecisions, keepDecisions, useKeptDecisions } from './kept-decisions.ts';
import { LoadSummary } from './LoadSummary.tsx';
import { SetUp } from './SetUp.tsx';
import { Spinner } from '../ui/Spinner.tsx';

interface Found {
  readonly groups: readonly IntakeGroup[];
  readonly refused: readonly RefusedFile[];
}

export function IntakeTab({ paths }: { readonly paths: readonly string[] }) {
  const { client } = useServices();
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [looking, setLooking] = useState('');
  const key = JSON.stringify(paths);
  useEffect(() => {
    const abort = new AbortController();
    client
      .call(
        'intake/inspect',
        { paths: JSON.parse(key) as string[] },
        { signal: abort.signal, onProgress: (progress) => setLooking(progress.phase ?? '') },
      )
      .then(
        (answer) => {
          if (!abort.signal.aborted) setFound(answer);
        },
        (thrown: unknown) => {
          if (!abort.signal.aborted) setError(toErrorData(thrown).message);
        },
      );
    return () => abort.abort();
  }, [client, key]);

  if (error !== null) {
    return (
      <EmptyState tone="failure" icon={TriangleAlert} title="The files could not be looked at">
        {error}
      </EmptyState>
    );
  }
  if (!found) {
    return (
      <div className="wb-waiting">
        <div className="wb-intake-wait">
          <Spinner size={22} label="Looking at the files" />
          <p className="wb-note">{visibleText(looking, 120)}</p>
        </div>
      </div>
    );
  }
  return <IntakeGroups {...found} />;
}

function IntakeGroups({ groups, refused }: Found) {
  const controller = useController();
  const { client } = useServices();
  const casePath = useSession((s) => s.caseInfo?.path ?? '');
  const [current, setCurrent] = useState(groups[0]?.id ?? 'refused');
  const [results, setResults] = useState<Readonly<Record<string, readonly AddResult[]>>>({});
  const [loading, setLoading] = useState(false);
  const waiting = groups.filter((g) => results[g.id] === undefined);
  const group = groups.find((g) => g.id === current);
  const kept = useKeptDecisions((s) => s.byFile);
  const keyOf = (each: IntakeGroup): string => `${casePath} ${each.files[0]?.file ?? ''}`;
  const isDecided = (each: IntakeGroup): boolean => kept.has(keyOf(each));
  const decisionsOf = (each: IntakeGroup): Decisions => kept.get(keyOf(each)) ?? NO_DECISIONS;
  const decide = (each: IntakeGroup, decisions: Decisions): void => keepDecisions(keyOf(each), decisions);

  const load = async (wanted: readonly IntakeGroup[]): Promise<void> => {
    setLoading(true);
    try {
      const answers = await loadGroups(
        client,
        wanted.map((each) => ({ group: each, decisions: decisionsOf(each) })),
      );
      if (answers) {
        setResults((before) => ({ ...before, ...answers }));
        for (const each of wanted) forgetDecisions(keyOf(each));
      }
      await controller.refreshCase();
    } finally {
      setLoading(false);
    }
  };

  return (
    <div className="wb-intake-room">
      <div className="wb-intake">
        <div className="wb-intake-side">
          <ul className="wb-intake-groups" aria-label="Kinds of files">
            {groups.map((each) => (
              <li key={each.id}>
                <GroupButton
                  group={each}
                  current={each.id === current}
                  results={results[each.id]}
                  touched={isDecided(each)}
                  onOpen={() => setCurrent(each.id)}
                />
              </li>
            ))}
            {refused.length > 0 && (
              <li>
                <button
                  type="button"
                  className="wb-intake-group"
                  aria-current={current === 'refused' || undefined}
                  onClick={() => setCurrent('refused')}
                >
                  <FileWarning size={15} aria-hidden className="wb-bad" />
                  <span className="wb-intake-name">
                    <span className="wb-strong">{formatCount(refused.length)} refused</span>
                    <span className="wb-note">cannot be read as a table</span>
                  </span>
                </button>
              </li>
            )}
          </ul>
          {waiting.length > 0 && (
            <div className="wb-intake-all">
              <Button fullWidth loading={loading} disabled={loading} onClick={() => void load(waiting)}>
                {waiting.length === 1 && groups.length === 1
                  ? loadLabel(waiting)
                  : `Load all ${formatCount(waiting.reduce((n, g) => n + g.files.length, 0))} files`}
              </Button>
            </div>
          )}
        </div>
        <div className="wb-intake-main">
          {group && results[group.id] ? (
            <LoadSummary
              results={results[group.id] ?? []}
              onRejects={(sourceId) => openTab({ kind: 'rejects', sourceId })}
              onTable={(layout) => controller.openTable('case', `raw_${layout}`)}
              onShipments={() => controller.openTable('case', 'shipments')}
              onLayout={(layout) => openTab({ kind: 'layouts', layout })}
            />
          ) : group ? (
            <SetUp
              key={group.id}
              title={`Set up ${baseName(group.files[0]?.file ?? '')}`}
              files={group.files.map((f) => f.file)}
              decisions={decisionsOf(group)}
              onChange={(decisions) => decide(group, decisions)}
            >
              {group.layout === null ? (
                <TextInput
                  className="wb-setup-name"
                  aria-label="Name of the layout"
                  placeholder="name of the layout"
                  maxLength={100}
                  value={decisionsOf(group).name}
                  onChange={(event) => decide(group, { ...decisionsOf(group), name: event.currentTarget.value })}
                />
              ) : (
                <span className="wb-tag">layout {group.layout}</span>
              )}
              {groups.length > 1 && (
                <Button variant="default" disabled={loading} onClick={() => void load([group])}>
                  {loadLabel([group])}
                </Button>
              )}
            </SetUp>
          ) : (
            <RefusedList refused={refused} />
          )}
        </div>
      </div>
    </div>
  );
}

const loadLabel = (groups: readonly IntakeGroup[]): string => {
  const files = groups.reduce((n, g) => n + g.files.length, 0);
  return files === 1 ? 'Load this file' : `Load these ${formatCount(files)} files`;
};

interface GroupButtonProps {
  readonly group: IntakeGroup;
  readonly current: boolean;
  readonly results: readonly AddResult[] | undefined;
  readonly touched: boolean;
  readonly onOpen: () => void;
}

function GroupButton({ group, current, results, touched, onOpen }: GroupButtonProps) {
  const { files, settings, layout, questions, records } = group;
  const bytes = files.reduce((sum, f) => sum + f.bytes, 0);
  const asks = questions.length > 0 && !touched && !results;
  const Icon = results ? CircleCheck : asks ? FileQuestion : Files;
  return (
    <button type="button" className="wb-intake-group" aria-current={current || undefined} onClick={onOpen}>
      <Icon size={15} aria-hidden className={results ? 'wb-ok' : asks ? 'wb-warn' : undefined} />
      <span className="wb-intake-name">
        <span className="wb-strong wb-clip">
          {files.length === 1
            ? visibleText(baseName(files[0]?.file ?? ''), 80)
            : `${formatCount(files.length)} files: ${visibleText(baseName(files[0]?.file ?? ''), 60)}, …`}
        </span>
        <span className="wb-note wb-clip">{describeSettings(settings)}</span>
        <span className="wb-note wb-tabular">
          {formatBytes(bytes)}
          {records === null ? '' : ` · ${formatCount(records)} records`} · {formatCount(settings.columns.length)}{' '}
          columns
        </span>
        <span className="wb-intake-state">
          {results ? (
            <span className="wb-tag">loaded</span>
          ) : layout !== null ? (
            <span className="wb-tag">fits layout {layout}: no question</span>
          ) : asks ? (
            <span className="wb-tag" data-tone="warn">
              please look
            </span>
          ) : (
            <span className="wb-tag">{Math.round(group.confidence * 100)} % sure</span>
          )}
        </span>
        {asks &&
          questions.map((question) => (
            <span key={question} className="wb-intake-question">
              {visibleText(question, 200)}
            </span>
          ))}
      </span>
    </button>
  );
}

function RefusedList({ refused }: { readonly refused: readonly RefusedFile[] }) {
  if (refused.length === 0) {
    return (
      <EmptyState icon={FileQuestion} title="No files">
        Choose files to add to the case.
      </EmptyState>
    );
  }
  return (
    <ul className="wb-load-summary" aria-label="Refused files">
      {refused.map((each) => (
        <li key={each.file} className="wb-load-file">
          <TriangleAlert size={15} aria-hidden className="wb-bad" />
          <div>
            <p className="wb-strong" title={each.file}>
              {visibleText(baseName(each.file), 160)}
            </p>
            <p>{each.error}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
