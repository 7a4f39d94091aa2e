/** Likenesses of parties to entries of lists: a person says whether the party is the listed one. */
import { useCallback, useMemo, useRef, useState } from 'react';
import { Button, SegmentedControl } from '@mantine/core';
import { CircleCheck, ListPlus, TriangleAlert } from 'lucide-react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { useServices } from '../app/services.ts';
import { showFailure } from '../app/toasts.ts';
import { formatCount } from '../grid/format.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useReviewActions, useSigner, usdText } from './review-desk.ts';
import { keepPlace, nextOpen, stepFrom, type Queued } from './review-order.ts';
import { ReviewFrame, type ReviewAction, type ReviewRow } from './ReviewFrame.tsx';
import { ReviewGate } from './ReviewGate.tsx';
import { ReviewHitCard } from './ReviewHitCard.tsx';
import { OwnedList, VerdictLog } from './ReviewHitLists.tsx';
import { Signature } from './Signature.tsx';
import { useQueue } from './use-queue.ts';

type Queue = CallOut<'hit/queue'>;
type Hit = Queue['items'][number];
type Verdict = 'match' | 'review' | 'none' | 'open';
type Part = 'review' | 'match' | 'all' | 'owned' | 'log';

/** Hits of a part that are shown at first, and how many more follow each time. */
const PAGE = 500;

export const VERDICT_WORDS = { match: 'Match', review: 'Unsure', none: 'Not a match', open: 'Taken back' } as const;

/** Hits of a part: what waits stays where it is when it is decided, so that the list does not move under the reader. */
const inPart = (hit: Hit, part: Part): boolean => {
  if (part === 'review') return hit.rule_verdict === 'review';
  return part === 'match' ? hit.verdict === 'match' : true;
};

export function ReviewHitsTab({ active }: { readonly active: boolean }) {
  return <ReviewGate>{() => <HitQueue active={active} />}</ReviewGate>;
}

function HitQueue({ active }: { readonly active: boolean }) {
  const { client } = useServices();
  const actions = useReviewActions();
  const signer = useSigner();
  const [most, setMost] = useState(PAGE);
  const read = useCallback((signal: AbortSignal) => client.call('hit/queue', { most }, { signal }), [client, most]);
  const { data, error, patch, retry } = useQueue<Queue>(read);
  const [part, setPart] = useState<Part | null>(null);
  const [place, setPlace] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [told, setTold] = useState('');
  const [history, setHistory] = useState<readonly string[]>([]);
  const chain = useRef<Promise<unknown>>(Promise.resolve());
  const waiting = useRef(0);

  // Where nothing waits, the matches are what one comes for.
  const shownPart = part ?? (data?.counts.review === 0 ? 'match' : 'review');
  const items = useMemo(() => (data?.items ?? []).filter((hit) => inPart(hit, shownPart)), [data, shownPart]);
  const queued = useMemo(() => items.map((h): Queued => ({ key: h.key, done: h.decided !== null })), [items]);
  const listed = shownPart === 'owned' || shownPart === 'log' ? null : shownPart;
  const more = data === null || listed === null ? 0 : Math.max(0, data.counts[listed] - items.length);
  const at = keepPlace(queued, place);
  const hit = items.find((h) => h.key === at) ?? null;

  const decide = (item: Hit, verdict: Verdict, why: string): void => {
    const put = (change: Pick<Hit, 'verdict' | 'decided'>): void =>
      patch((q) => {
        const was = q.items.find((i) => i.key === item.key) ?? item;
        const forPerson = Number(item.rule_verdict === 'review');
        return {
          ...q,
          items: q.items.map((i) => (i.key === item.key ? { ...i, ...change } : i)),
          counts: {
            ...q.counts,
            decided: q.counts.decided + forPerson * (Number(change.decided !== null) - Number(was.decided !== null)),
            match: q.counts.match + Number(change.verdict === 'match') - Number(was.verdict === 'match'),
          },
        };
      });
    put(
      verdict === 'open'
        ? { verdict: item.rule_verdict, decided: null }
        : { verdict, decided: { verdict, by: signer, why, at: new Date().toISOString() } },
    );
    const { party, list_id, entry_id } = item;
    waiting.current += 1;
    chain.current = chain.current
      .then(() => client.call('hit/decide', { party_id: party.party_id, list_id, entry_id, verdict, by: signer, why }))
      .catch((thrown: unknown) => {
        put({ verdict: item.verdict, decided: item.decided });
        showFailure('The verdict could not be kept', thrown);
      })
      .then(async () => {
        waiting.current -= 1;
        if (waiting.current > 0) return;
        await actions.changed();
        actions.gridsSoon();
      });
  };

  const judge = (verdict: 'match' | 'review' | 'none'): void => {
    if (hit === null) return;
    decide(hit, verdict, note.trim());
    setHistory([...history.filter((key) => key !== hit.key), hit.key]);
    setTold(`${VERDICT_WORDS[verdict]}: ${hit.party.name.slice(0, 60)}.`);
    setNote('');
    if (more > 0 && queued.every((q) => q.done || q.key === hit.key)) setMost(most + PAGE);
    setPlace(
      nextOpen(
        queued.map((q) => (q.key === hit.key ? { ...q, done: true } : q)),
        hit.key,
        new Set(),
      ),
    );
  };

  const undo = (): void => {
    const key = hit?.decided != null ? hit.key : history.at(-1);
    const item = data?.items.find((i) => i.key === key);
    if (item === undefined) return;
    setHistory(history.filter((k) => k !== key));
    decide(item, 'open', '');
    setPlace(item.key);
    setTold('Taken back. The rules judge it again.');
  };

  if (data === null) {
    if (error === null) return <p className="wb-note wb-pad">Reading the hits…</p>;
    return (
      <EmptyState
        tone="failure"
        icon={TriangleAlert}
        title="The hits could not be read"
        actions={<Button onClick={retry}>Try again</Button>}
      >
        {error.message}
      </EmptyState>
    );
  }
  if (data.lists === 0) {
    return (
      <EmptyState
        icon={ListPlus}
        title="The case has no list yet"
        actions={<Button onClick={() => actions.chooseLists()}>Import a list…</Button>}
      >
        BIS Entity List or Consolidated Screening List, OFAC SDN (sdn.csv with alt.csv and add.csv), OpenSanctions
        targets.simple.csv, or any CSV with a column of names. The file is copied into the case and never sent anywhere.
      </EmptyState>
    );
  }
  const frameActions: ReviewAction[] = [
    { key: 'm', label: 'Match', primary: true, run: () => judge('match') },
    { key: 'x', label: 'Not a match', run: () => judge('none') },
    { key: 'q', label: 'Unsure', run: () => judge('review') },
    { key: 'u', label: 'Undo', disabled: hit?.decided == null && history.length === 0, run: undo },
  ];
  return (
    <>
      <div className="wb-toolbar wb-review-bar">
        <SegmentedControl
          aria-label="Which hits"
          value={shownPart}
          onChange={(value) => {
            setPart(value as Part);
            setPlace(null);
          }}
          data={[
            { value: 'review', label: `To review ${formatCount(data.counts.review)}` },
            { value: 'match', label: `Matches ${formatCount(data.counts.match)}` },
            { value: 'all', label: `All ${formatCount(data.counts.all)}` },
            { value: 'owned', label: `Owned by ${formatCount(data.owned.length)}` },
            { value: 'log', label: 'Log' },
          ]}
        />
        <span className="wb-note wb-nowrap" aria-live="polite">
          {formatCount(data.counts.decided)} of {formatCount(data.counts.review)} decided
        </span>
        <span className="wb-grow" />
        <Button size="compact-sm" variant="default" onClick={() => actions.chooseLists()}>
          Import a list…
        </Button>
        <Signature />
      </div>
      {shownPart === 'owned' ? (
        <OwnedList owned={data.owned} />
      ) : shownPart === 'log' ? (
        <VerdictLog log={data.log} />
      ) : items.length === 0 ? (
        <EmptyState
          icon={CircleCheck}
          title={shownPart === 'review' ? 'No hit waits for you' : 'No party matches an entry'}
        >
          {shownPart === 'review'
            ? 'No party is so like an entry of a list that a person must decide.'
            : 'No party of this case bears the name, an alias or a number of an entry. Lists that are not in the case find nothing.'}
        </EmptyState>
      ) : (
        <ReviewFrame
          label="Hits"
          active={active}
          rows={items.map(rowOf)}
          more={more}
          onMore={() => setMost(most + PAGE)}
          at={at}
          actions={frameActions}
          note={note}
          noteHint="Why? Kept in the log with your verdict"
          told={told}
          onNote={setNote}
          onGo={setPlace}
          onStep={(step) => setPlace(stepFrom(queued, at, step))}
        >
          {hit !== null && <ReviewHitCard key={hit.key} hit={hit} />}
        </ReviewFrame>
      )}
    </>
  );
}

function rowOf(hit: Hit): ReviewRow {
  const said =
    hit.decided !== null
      ? VERDICT_WORDS[hit.decided.verdict]
      : hit.verdict === 'review'
        ? null
        : `${VERDICT_WORDS[hit.verdict]} (rules)`;
  return {
    key: hit.key,
    title: hit.party.name,
    second: `${hit.entry_name} · ${hit.list_id}`,
    worth: hit.lines_listed > 0 ? usdText(hit.usd_listed) : 'not while listed',
    said,
    tone: hit.verdict === 'match' ? 'bad' : hit.verdict === 'none' ? 'ok' : 'plain',
  };
}
