/** Lines about the goods that name no brand, in groups of like descriptions: one decision for many, with undo. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Button, Select, TextInput } from '@mantine/core';
import { CircleCheck, TriangleAlert, Undo2 } from 'lucide-react';
import type { CallIn, CallOut } from '../../shared/contract/calls.ts';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';
import { runTask } from '../app/tasks.ts';
import { showFailure, useToasts } from '../app/toasts.ts';
import { formatCount, formatterFor } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useCall } from './use-call.ts';
import { Spinner } from '../ui/Spinner.tsx';

type Queue = CallOut<'brands/queue'>;
type Group = Queue['groups'][number];
type Decision = CallIn<'brands/decide'>;

interface UnattributedProps {
  readonly tabs: ReactNode;
  readonly onOpenRows: (sql: string, title: string) => void;
  readonly onAddBrand: (name: string) => void;
  readonly onChanged: () => void;
}

const money = formatterFor({ kind: 'decimal', type: 'DECIMAL(18,2)' });
/** Shown in the list; the whole text stands at the right. */
const TITLE = 140;

export function Unattributed({ tabs, onOpenRows, onAddBrand, onChanged }: UnattributedProps) {
  const { client } = useServices();
  const epoch = useSession((s) => s.epoch);
  const queue = useCall('brands/queue', {}, String(epoch));
  /** Decisions made here and not applied yet, the last one last. */
  const [made, setMade] = useState<readonly { readonly key: string; readonly decision: Decision }[]>([]);
  const [chosen, setChosen] = useState<string | null>(null);
  const [showNone, setShowNone] = useState(false);
  const data = queue.value;

  const decided = new Map(made.map(({ key, decision }) => [key, decision]));
  const groups = (data?.groups ?? []).filter((g) => (g.decision === 'none') === showNone);
  const waiting = groups.filter((g) => !decided.has(g.key));
  const current = groups.find((g) => g.key === chosen) ?? waiting[0] ?? null;

  const decide = async (group: Group, decision: Decision): Promise<void> => {
    try {
      await client.call('brands/decide', decision);
      setMade((before) => [...before.filter((m) => m.key !== group.key), { key: group.key, decision }]);
      const at = groups.findIndex((g) => g.key === group.key);
      const next = [...groups.slice(at + 1), ...groups.slice(0, at)].find((g) => !decided.has(g.key));
      setChosen(next?.key ?? null);
    } catch (thrown) {
      showFailure('The decision could not be kept', thrown);
    }
  };
  const undo = async (): Promise<void> => {
    const last = made.at(-1);
    if (!last) return;
    try {
      await client.call('brands/decide', { ...last.decision, decision: 'open', brand: null, why: 'Taken back' });
      setMade((before) => before.filter((m) => m !== last));
      setChosen(last.key);
    } catch (thrown) {
      showFailure('The decision could not be taken back', thrown);
    }
  };
  const apply = async (): Promise<void> => {
    try {
      const { records, unknown } = await runTask('Applying decisions about brands', (options) =>
        client.call('brands/apply', {}, options),
      );
      setMade([]);
      useToasts.getState().show({
        tone: 'success',
        title: `${formatCount(records)} lines have a brand now`,
        detail: unknown.length === 0 ? null : `Decisions name brands that the dictionary lacks: ${unknown.join(', ')}`,
      });
      queue.reload();
      onChanged();
    } catch (thrown) {
      showFailure('The decisions could not be applied', thrown);
    }
  };

  return (
    <>
      <div className="wb-toolbar">
        <h1>Brands</h1>
        {tabs}
        <span className="wb-grow" />
        {queue.busy && <Spinner size={14} label="Looking at the lines" />}
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Undo2 size={14} aria-hidden />}
          disabled={made.length === 0}
          onClick={() => void undo()}
        >
          Undo
        </Button>
        <Button size="compact-sm" disabled={made.length === 0} onClick={() => void apply()}>
          {made.length === 0
            ? 'Nothing to apply'
            : `Apply ${made.length === 1 ? 'the decision' : `${made.length} decisions`}`}
        </Button>
      </div>
      {queue.error !== null && (
        <EmptyState
          tone="failure"
          icon={TriangleAlert}
          title="The lines could not be read"
          actions={<Button onClick={queue.reload}>Try again</Button>}
        >
          {queue.error}
        </EmptyState>
      )}
      {data && <Shares queue={data} />}
      {data && queue.error === null && (
        <div className="wb-brands-split">
          <div className="wb-brands-list-box">
            <label className="wb-brands-none">
              <input
                type="checkbox"
                checked={showNone}
                onChange={(event) => setShowNone(event.currentTarget.checked)}
              />{' '}
              Show what was said not to be told ({formatCount(data.none.lines)} lines)
            </label>
            <GroupList
              groups={groups}
              decided={decided}
              current={current?.key ?? null}
              onChoose={setChosen}
              onUndo={() => void undo()}
            />
            {(data.moreGroups > 0 || !data.complete) && (
              <p className="wb-note wb-brands-more">
                {data.complete
                  ? `${formatCount(data.moreGroups)} smaller groups follow when these are decided.`
                  : 'There are more descriptions than are read at once: those worth most are here.'}
              </p>
            )}
          </div>
          {current === null ? (
            <EmptyState icon={CircleCheck} title={showNone ? 'Nothing of this kind' : 'Nothing is left to decide'}>
              {made.length > 0
                ? 'Apply the decisions to bring the tables up to date.'
                : 'Every line about the goods of the dictionary names a brand or was decided.'}
            </EmptyState>
          ) : (
            <GroupDetail
              key={current.key}
              group={current}
              decision={decided.get(current.key) ?? null}
              brands={data.brands}
              analyst={data.analyst}
              onDecide={(decision) => void decide(current, decision)}
              onUndo={() => void undo()}
              onOpenRows={onOpenRows}
              onAddBrand={onAddBrand}
            />
          )}
        </div>
      )}
    </>
  );
}

/** How much of the lines about the goods is attributed: always in view. */
function Shares({ queue: { named, open, none } }: { readonly queue: Queue }) {
  const all = named.lines + open.lines + none.lines;
  const percent = (lines: number): string => (all === 0 ? '–' : `${((100 * lines) / all).toFixed(1)} %`);
  return (
    <p className="wb-note wb-brands-shares">
      <b>{percent(named.lines)}</b> of {formatCount(all)} lines have a brand;{' '}
      <b>{formatCount(open.lines + none.lines)}</b> lines worth {money(addUsd(open.usd, none.usd))} USD do not
    </p>
  );
}

/** Adds decimal texts of two places without losing a cent. */
function addUsd(a: string, b: string): string {
  const cents = (text: string): bigint => BigInt(text.replace('.', ''));
  const sum = cents(a) + cents(b);
  const plain = String(sum < 0n ? -sum : sum).padStart(3, '0');
  return `${sum < 0n ? '-' : ''}${plain.slice(0, -2)}.${plain.slice(-2)}`;
}

interface GroupListProps {
  readonly groups: readonly Group[];
  readonly decided: ReadonlyMap<string, Decision>;
  readonly current: string | null;
  readonly onChoose: (key: string) => void;
  readonly onUndo: () => void;
}

function GroupList({ groups, decided, current, onChoose, onUndo }: GroupListProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = groups.findIndex((g) => g.key === current);
    const to = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: groups.length - 1 }[event.key];
    const next = to === undefined ? undefined : groups[Math.min(Math.max(to, 0), groups.length - 1)];
    if (next) {
      event.preventDefault();
      onChoose(next.key);
    } else if (event.key === 'u') onUndo();
    else if (event.key === 'Enter') {
      event.preventDefault();
      document.querySelector<HTMLElement>('.wb-brands-detail input')?.focus();
    }
  };
  return (
    <ul
      ref={list}
      className="wb-brands-list"
      role="listbox"
      aria-label="Groups of like descriptions"
      tabIndex={0}
      aria-activedescendant={current === null ? undefined : optionId(groups.findIndex((g) => g.key === current))}
      onKeyDown={onKeyDown}
    >
      {groups.map((group, i) => {
        const decision = decided.get(group.key);
        return (
          <li
            key={group.key}
            id={optionId(i)}
            role="option"
            aria-selected={group.key === current}
            data-done={decision !== undefined || undefined}
            onClick={() => onChoose(group.key)}
          >
            <span className="wb-brands-title">
              {group.trademark !== null && <span className="wb-tag">declared</span>}
              <bdi>{group.title === '' ? '(no description)' : visibleText(group.title, TITLE)}</bdi>
            </span>
            <span className="wb-brands-figures">
              {formatCount(group.lines)} {group.lines === 1 ? 'line' : 'lines'} · {money(group.usd)} USD
              {decision && (
                <span className="wb-tag" data-tone="ok">
                  {decision.brand ?? 'cannot be told'}
                </span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
const optionId = (i: number): string => `wb-brand-group-${i}`;

interface GroupDetailProps {
  readonly group: Group;
  readonly decision: Decision | null;
  readonly brands: readonly string[];
  readonly analyst: string;
  readonly onDecide: (decision: Decision) => void;
  readonly onUndo: () => void;
  readonly onOpenRows: (sql: string, title: string) => void;
  readonly onAddBrand: (name: string) => void;
}

function GroupDetail({ group, decision, brands, analyst, onDecide, onUndo, onOpenRows, onAddBrand }: GroupDetailProps) {
  const [brand, setBrand] = useState<string | null>(decision?.brand ?? null);
  const [why, setWhy] = useState('');
  const make = (what: 'brand' | 'none' | 'open'): void =>
    onDecide({
      decision: what,
      brand: what === 'brand' ? brand : null,
      templates: group.templates,
      example: group.texts[0]?.description.slice(0, 4000) ?? '',
      by: analyst,
      why,
    });
  const undecidable = group.templates.length === 0;
  return (
    <section className="wb-brands-detail" aria-label="The chosen group">
      <div className="wb-brands-facts">
        <h2>
          {group.trademark === null ? (
            'Like descriptions'
          ) : (
            <bdi>Declared trademark “{visibleText(group.trademark, 80)}”</bdi>
          )}
        </h2>
        <p className="wb-note">
          {formatCount(group.lines)} {group.lines === 1 ? 'line' : 'lines'}, {money(group.usd)} USD
          {group.first !== null && `, ${group.first} to ${group.last ?? group.first}`}.{' '}
          <button type="button" className="wb-link" onClick={() => onOpenRows(group.sql, 'Lines without a brand')}>
            Show the rows
          </button>
        </p>
        {group.trademark !== null && (
          <p className="wb-note">
            The files name a trademark that is not in the dictionary. If it is a maker of these goods,{' '}
            <button type="button" className="wb-link" onClick={() => onAddBrand(group.trademark ?? '')}>
              add it to the dictionary
            </button>
            .
          </p>
        )}
      </div>
      <form
        className="wb-brands-decide"
        onSubmit={(event) => {
          event.preventDefault();
          if (brand !== null) make('brand');
        }}
      >
        <Select
          label="The goods are of"
          placeholder="Choose a brand"
          size="xs"
          searchable
          data={[...brands]}
          value={brand}
          onChange={setBrand}
          disabled={undecidable}
          nothingFoundMessage="Not in the dictionary"
        />
        <TextInput
          label="Why"
          placeholder="What shows it"
          size="xs"
          value={why}
          maxLength={4000}
          onChange={(event) => setWhy(event.currentTarget.value)}
          disabled={undecidable}
        />
        <Button size="xs" type="submit" disabled={brand === null || undecidable}>
          Give the brand
        </Button>
        {group.decision === 'none' ? (
          <Button size="xs" variant="default" onClick={() => make('open')}>
            Ask again
          </Button>
        ) : (
          <Button size="xs" variant="default" onClick={() => make('none')} disabled={undecidable}>
            It cannot be told
          </Button>
        )}
        {decision !== null && (
          <Button size="xs" variant="subtle" onClick={onUndo}>
            Take the last one back
          </Button>
        )}
      </form>
      <div className="wb-brands-texts" tabIndex={0} role="region" aria-label="Descriptions of the group">
        <table className="wb-q-table">
          <thead>
            <tr>
              <th scope="col">Description</th>
              <th scope="col" data-right>
                Lines
              </th>
              <th scope="col" data-right>
                USD
              </th>
            </tr>
          </thead>
          <tbody>
            {group.texts.map((text, i) => (
              <tr key={i}>
                <td className="wb-brands-text">
                  <bdi>{text.description === '' ? '(empty)' : visibleText(text.description, 1000)}</bdi>
                </td>
                <td data-right>{formatCount(text.lines)}</td>
                <td data-right>{money(text.usd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
