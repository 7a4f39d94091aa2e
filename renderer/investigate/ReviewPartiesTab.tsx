/** Pairs of parties that may be one: a person decides, by key; the count of parties follows. */
import { useCallback, useMemo, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { useServices } from '../app/services.ts';
import { ProgressBar } from '../app/Tasks.tsx';
import { showFailure } from '../app/toasts.ts';
import { formatCount } from '../grid/format.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { rangeText, useReviewActions, useSigner, usdText } from './review-desk.ts';
import { keepPlace, nextOpen, stepFrom, type Queued } from './review-order.ts';
import { ReviewFrame, type ReviewAction, type ReviewRow } from './ReviewFrame.tsx';
import { ReviewGate } from './ReviewGate.tsx';
import { ReviewPairCard } from './ReviewPairCard.tsx';
import { Signature } from './Signature.tsx';
import { useQueue } from './use-queue.ts';

type Queue = CallOut<'party/queue'>;
type Pair = Queue['items'][number];
type Decision = 'merge' | 'apart' | 'open';

/** Pairs that are shown at first, and how many more follow each time. */
const PAGE = 500;
const SAID = { merge: 'Merged', apart: 'Kept apart' } as const;
const queuedOf = (items: readonly Pair[]): Queued[] =>
  items.map(({ key, decision }) => ({ key, done: decision !== null }));

export function ReviewPartiesTab({ active }: { readonly active: boolean }) {
  return <ReviewGate>{() => <PartyQueue active={active} />}</ReviewGate>;
}

function PartyQueue({ active }: { readonly active: boolean }) {
  const { client } = useServices();
  const actions = useReviewActions();
  const signer = useSigner();
  const [most, setMost] = useState(PAGE);
  const read = useCallback((signal: AbortSignal) => client.call('party/queue', { most }, { signal }), [client, most]);
  const { data, error, patch, retry } = useQueue<Queue>(read);
  const [place, setPlace] = useState<string | null>(null);
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const [note, setNote] = useState('');
  const [told, setTold] = useState('');
  const [applying, setApplying] = useState(false);
  /** Keys decided here, the latest last: what Undo takes back. */
  const [history, setHistory] = useState<readonly string[]>([]);
  /** Decisions go out one after the other, however fast they are made. */
  const chain = useRef<Promise<unknown>>(Promise.resolve());
  const waiting = useRef(0);

  const items = useMemo(() => data?.items ?? [], [data]);
  const queued = useMemo(() => queuedOf(items), [items]);
  const at = keepPlace(queued, place);
  const pair = items.find((item) => item.key === at) ?? null;

  const apply = useCallback(async () => {
    setApplying(true);
    await actions.apply();
    setApplying(false);
  }, [actions]);

  const decide = (item: Pair, decision: Decision, why: string): void => {
    const before = { decision: item.decision, decided: item.decided };
    const put = (change: Pick<Pair, 'decision' | 'decided'>): void =>
      patch((q) => {
        const was = q.items.some((i) => i.key === item.key && i.decided !== null);
        const more = Number(change.decided !== null) - Number(was);
        return {
          ...q,
          items: q.items.map((i) => (i.key === item.key ? { ...i, ...change } : i)),
          waiting: q.waiting - more,
          decided: q.decided + more,
        };
      });
    put(
      decision === 'open'
        ? { decision: null, decided: null }
        : { decision, decided: { by: signer, why, at: new Date().toISOString() } },
    );
    const live = data?.live ?? false;
    waiting.current += 1;
    chain.current = chain.current
      .then(() => client.call('party/decide', { decision, a: item.a, b: item.b, by: signer, why }))
      .catch((thrown: unknown) => {
        put(before);
        showFailure('The decision could not be kept', thrown);
      })
      .then(async () => {
        waiting.current -= 1;
        if (waiting.current > 0) return;
        if (live) await apply();
        else await actions.changed();
      });
  };

  const judge = (decision: 'merge' | 'apart'): void => {
    if (pair === null) return;
    decide(pair, decision, note.trim());
    setHistory([...history.filter((key) => key !== pair.key), pair.key]);
    const next = nextOpen(
      queued.map((q) => (q.key === pair.key ? { ...q, done: true } : q)),
      pair.key,
      skipped,
    );
    const isLast = next === pair.key;
    setTold(
      `${SAID[decision]}: ${pair.aParty.name.slice(0, 60)}.${isLast && data?.more === 0 ? ' That was the last pair.' : ''}`,
    );
    setNote('');
    setPlace(next);
  };

  const undo = (): void => {
    const key = pair?.decision != null ? pair.key : history.at(-1);
    const item = items.find((i) => i.key === key);
    if (item === undefined) return;
    setHistory(history.filter((k) => k !== key));
    decide(item, 'open', '');
    setPlace(item.key);
    setTold('Taken back. The pair waits again.');
  };

  const skip = (): void => {
    if (pair === null) return;
    const now = new Set(skipped).add(pair.key);
    setSkipped(now);
    if (data !== null && data.more > 0 && queued.every((q) => q.done || now.has(q.key))) setMost(most + PAGE);
    setPlace(nextOpen(queued, pair.key, now));
    setTold('Skipped.');
  };

  if (data === null) {
    if (error === null) return <p className="wb-note wb-pad">Reading the queue…</p>;
    return (
      <EmptyState
        tone="failure"
        icon={TriangleAlert}
        title="The queue could not be read"
        actions={<Button onClick={retry}>Try again</Button>}
      >
        {error.message}
      </EmptyState>
    );
  }
  const total = data.waiting + data.decided;
  const toolbar = (
    <div className="wb-toolbar wb-review-bar">
      <span className="wb-strong wb-nowrap">
        {formatCount(data.decided)} of {formatCount(total)} decided
      </span>
      <div className="wb-review-progress">
        <ProgressBar label="Pairs decided" fraction={total === 0 ? 1 : data.decided / total} />
      </div>
      <span
        className="wb-nowrap wb-range"
        aria-live="polite"
        aria-busy={applying}
        title={applying ? 'Counting again…' : undefined}
        data-testid="range"
      >
        <span className="wb-note">Exporters </span>
        <span className="wb-strong wb-tabular">{rangeText(data.exporters)}</span>
        <span className="wb-note"> · Importers </span>
        <span className="wb-strong wb-tabular">{rangeText(data.importers)}</span>
      </span>
      {data.unapplied > 0 && !data.live && (
        <Button size="compact-sm" loading={applying} onClick={() => void apply()}>
          Apply {formatCount(data.unapplied)} {data.unapplied === 1 ? 'decision' : 'decisions'}
        </Button>
      )}
      <span className="wb-grow" />
      <Signature />
    </div>
  );
  if (items.length === 0) {
    return (
      <>
        {toolbar}
        <EmptyState icon={CircleCheck} title="No pair waits for you">
          Every two spellings are either alike enough to be one party, or too different to be.
        </EmptyState>
      </>
    );
  }
  const frameActions: ReviewAction[] = [
    { key: 'm', label: 'Merge', primary: true, run: () => judge('merge') },
    { key: 'a', label: 'Keep apart', run: () => judge('apart') },
    { key: 's', label: 'Skip', run: skip },
    { key: 'u', label: 'Undo', disabled: pair?.decision == null && history.length === 0, run: undo },
  ];
  return (
    <>
      {toolbar}
      <ReviewFrame
        label="Parties to review"
        active={active}
        rows={items.map((item) => rowOf(item, skipped))}
        more={data.more}
        onMore={() => setMost(most + PAGE)}
        at={at}
        actions={frameActions}
        note={note}
        noteHint="Why? Kept in the log with your decision"
        told={told}
        onNote={setNote}
        onGo={setPlace}
        onStep={(step) => setPlace(stepFrom(queued, at, step))}
      >
        {pair !== null && <ReviewPairCard key={pair.key} pair={pair} />}
      </ReviewFrame>
    </>
  );
}

function rowOf(item: Pair, skipped: ReadonlySet<string>): ReviewRow {
  const said = item.decision === null ? (skipped.has(item.key) ? 'Skipped' : null) : SAID[item.decision];
  return {
    key: item.key,
    title: item.a.rawName,
    second: item.b.rawName,
    worth: usdText(item.stake),
    said,
    tone: item.decision === 'merge' ? 'ok' : item.decision === 'apart' ? 'bad' : said === null ? 'plain' : 'skipped',
  };
}
