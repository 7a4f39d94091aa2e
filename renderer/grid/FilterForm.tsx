/** The filter of one column: from its values, or by a condition that fits its kind. Nothing is asked until Apply. */
import { useMemo, useState, type FormEvent } from 'react';
import { Button, Checkbox, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import type { ColumnFilter, ViewSpec } from '../../shared/contract/engine.ts';
import type { ColumnInfo } from '../../shared/contract/values.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import { OP_LABEL, opsFor, type FilterOp } from './filters.ts';
import { formatCount, isNumeric, isTemporal } from './format.ts';
import { DISTINCT_LIMIT, useDistinct } from './use-distinct.ts';
import { visibleText } from './visible-text.ts';

interface FilterFormProps {
  readonly engine: WindowEngine;
  /** The view without this column's own filter. */
  readonly spec: ViewSpec;
  readonly column: ColumnInfo;
  readonly filter: ColumnFilter | null;
  readonly onApply: (filter: ColumnFilter | null) => void;
}

type Way = 'values' | 'condition';

const wayOf = (filter: ColumnFilter | null): Way =>
  filter === null || filter.op === 'in' || filter.op === 'notIn' ? 'values' : 'condition';

export function FilterForm(props: FilterFormProps) {
  const [way, setWay] = useState<Way>(wayOf(props.filter));
  return (
    <div className="wb-filter-form">
      <div className="wb-filter-head">
        <span className="wb-clip wb-strong">{visibleText(props.column.name, 80)}</span>
        <SegmentedControl
          aria-label="Way to filter"
          size="xs"
          value={way}
          onChange={(value) => setWay(value as Way)}
          data={[
            { value: 'values', label: 'Values' },
            { value: 'condition', label: 'Condition' },
          ]}
        />
      </div>
      {way === 'values' ? <ValuesForm {...props} /> : <ConditionForm {...props} />}
    </div>
  );
}

/** A key of a value that tells NULL from any text. */
const keyOf = (value: string | null): string => (value === null ? 'null' : `=${value}`);

function ValuesForm({ engine, spec, column, filter, onApply }: FilterFormProps) {
  const [search, setSearch] = useState('');
  const given = filter?.op === 'in' || filter?.op === 'notIn' ? filter : null;
  const [leaveOut, setLeaveOut] = useState(given?.op === 'notIn');
  const [chosen, setChosen] = useState<ReadonlyMap<string, string | null>>(
    () => new Map(given?.values.map((v) => [keyOf(v), v])),
  );
  const state = useDistinct(engine, spec, column.name, search);
  const highest = state.values[0]?.count ?? 1;

  const toggle = (value: string | null): void => {
    const next = new Map(chosen);
    if (!next.delete(keyOf(value))) next.set(keyOf(value), value);
    setChosen(next);
  };
  const allShown = state.values.length > 0 && state.values.every((v) => chosen.has(keyOf(v.value)));
  const toggleAll = (): void => {
    const next = new Map(chosen);
    for (const { value } of state.values) {
      if (allShown) next.delete(keyOf(value));
      else next.set(keyOf(value), value);
    }
    setChosen(next);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onApply(
      chosen.size === 0 ? null : { column: column.name, op: leaveOut ? 'notIn' : 'in', values: [...chosen.values()] },
    );
  };

  return (
    <form onSubmit={submit} className="wb-filter-body">
      <TextInput
        data-autofocus
        aria-label="Search values"
        placeholder="Search values"
        leftSection={<Search size={13} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <div className="wb-values-tools">
        <Checkbox
          label={search === '' ? 'All shown' : 'All found'}
          checked={allShown}
          indeterminate={!allShown && chosen.size > 0}
          onChange={toggleAll}
        />
        <Checkbox
          label="Leave these out"
          checked={leaveOut}
          onChange={(event) => setLeaveOut(event.currentTarget.checked)}
        />
      </div>
      <ul className="wb-values" aria-label={`Values of ${column.name}`} aria-busy={state.phase === 'loading'}>
        {state.values.map(({ value, count }) => (
          <li key={keyOf(value)}>
            <label className="wb-value">
              <input type="checkbox" checked={chosen.has(keyOf(value))} onChange={() => toggle(value)} />
              <span className="wb-clip" data-special={value === null || value === '' || undefined}>
                <bdi>{value === null ? 'NULL' : value === '' ? 'empty text' : visibleText(value, 120)}</bdi>
              </span>
              <span className="wb-value-bar" aria-hidden>
                <span style={{ width: `${(100 * count) / highest}%` }} />
              </span>
              <span className="wb-value-count">{formatCount(count)}</span>
            </label>
          </li>
        ))}
        {state.phase === 'ready' && state.values.length === 0 && <li className="wb-note">No value contains this.</li>}
        {state.phase === 'failed' && <li className="wb-note wb-bad">{state.error.message}</li>}
      </ul>
      <div className="wb-filter-foot">
        <span className="wb-note" aria-live="polite">
          {chosen.size > 0
            ? `${formatCount(chosen.size)} chosen`
            : state.values.length >= DISTINCT_LIMIT
              ? `First ${formatCount(DISTINCT_LIMIT)}; search for more`
              : ''}
        </span>
        <Button variant="default" onClick={() => onApply(null)} disabled={filter === null}>
          Clear
        </Button>
        <Button type="submit">Apply</Button>
      </div>
    </form>
  );
}

function ConditionForm({ column, filter, onApply }: FilterFormProps) {
  const ops = useMemo(() => opsFor(column.kind), [column.kind]);
  const first = filter && ops.includes(filter.op) ? filter : null;
  const [op, setOp] = useState<FilterOp>(first?.op ?? ops[0] ?? 'contains');
  const [value, setValue] = useState(first && 'value' in first ? first.value : '');
  const [min, setMin] = useState(first?.op === 'range' ? (first.min ?? '') : '');
  const [max, setMax] = useState(first?.op === 'range' ? (first.max ?? '') : '');
  const dates = isTemporal(column.kind);
  const type = column.kind === 'date' ? 'date' : 'text';
  const needsValue = !['range', 'isNull', 'isNotNull', 'isEmpty', 'isNotEmpty'].includes(op);

  const badNumber = (text: string): string | null =>
    isNumeric(column.kind) && text !== '' && !/^-?\d+(\.\d+)?$/.test(text) ? 'Write a number with a point.' : null;
  const badExpression = op === 'regexp' && value !== '' ? expressionError(value) : null;
  const error = (needsValue ? badNumber(value) : (badNumber(min) ?? badNumber(max))) ?? badExpression;
  const ready = error === null && (op === 'range' ? min !== '' || max !== '' : true);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready) return;
    if (op === 'range') {
      onApply({ column: column.name, op, min: min === '' ? null : min, max: max === '' ? null : max });
    } else if (op === 'isNull' || op === 'isNotNull' || op === 'isEmpty' || op === 'isNotEmpty') {
      onApply({ column: column.name, op });
    } else if (op !== 'in' && op !== 'notIn') onApply({ column: column.name, op, value });
  };

  return (
    <form onSubmit={submit} className="wb-filter-body">
      <NativeSelect
        aria-label="Condition"
        data-autofocus
        value={op}
        onChange={(event) => setOp(event.currentTarget.value as FilterOp)}
        data={ops.map((each) => ({ value: each, label: OP_LABEL[each] }))}
      />
      {op === 'range' && (
        <div className="wb-range-fields">
          <TextInput
            type={type}
            label={dates ? 'From (inclusive)' : 'At least'}
            value={min}
            error={badNumber(min)}
            onChange={(event) => setMin(event.currentTarget.value)}
          />
          <TextInput
            type={type}
            label={dates ? 'To (inclusive)' : 'At most'}
            value={max}
            error={badNumber(max)}
            onChange={(event) => setMax(event.currentTarget.value)}
          />
        </div>
      )}
      {needsValue && (
        <TextInput
          type={type}
          label={op === 'regexp' ? 'Regular expression (RE2)' : 'Value'}
          value={value}
          error={badNumber(value) ?? badExpression}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      )}
      <div className="wb-filter-foot">
        <span />
        <Button variant="default" onClick={() => onApply(null)} disabled={filter === null}>
          Clear
        </Button>
        <Button type="submit" disabled={!ready}>
          Apply
        </Button>
      </div>
    </form>
  );
}

/** What is wrong with an expression, as far as the window can tell; the engine has the last word. */
function expressionError(text: string): string | null {
  try {
    new RegExp(text.replace(/\(\?[a-z]+\)/g, ''), 'u');
    return null;
  } catch {
    return 'This is not a complete regular expression.';
  }
}
