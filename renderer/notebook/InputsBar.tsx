/** The inputs of a notebook as controls. A changed value is written into the file and makes stale what uses it. */
import { useState } from 'react';
import { MultiSelect, NativeSelect, Select, TextInput } from '@mantine/core';
import { toErrorData } from '../../shared/errors.ts';
import type { InputValues } from '../../shared/notebook/inputs.ts';
import type { NotebookInput } from '../../shared/notebook/front-matter.ts';
import { useAsked } from './use-asked.ts';

type Choices = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

interface InputsBarProps {
  readonly inputs: InputValues;
  /** @throws WaybillError for a value that does not fit */
  readonly onChange: (name: string, value: unknown) => void;
  /** Asks the case for the choices of an input with a query. */
  readonly choices: Choices;
}

export function InputsBar({ inputs, onChange, choices }: InputsBarProps) {
  if (inputs.size === 0) return null;
  return (
    <div className="wb-inputs" role="group" aria-label="Inputs">
      {[...inputs].map(([name, input]) => {
        const change = (value: unknown): void => onChange(name, value);
        return 'query' in input && input.query !== undefined ? (
          <QueriedInput key={name} name={name} input={input} query={input.query} onChange={change} choices={choices} />
        ) : (
          <InputControl key={name} name={name} input={input} onChange={change} />
        );
      })}
    </div>
  );
}

interface InputControlProps {
  readonly name: string;
  readonly input: NotebookInput;
  readonly onChange: (value: unknown) => void;
}

/** Choices of a long list that are drawn at once; the rest is found by typing. */
const SHOWN_CHOICES = 200;

function QueriedInput({
  name,
  query,
  choices,
  ...rest
}: InputControlProps & { readonly query: string; readonly choices: Choices }) {
  const asked = useAsked(query, (signal) => choices(name, signal));
  const options = asked.kind === 'there' ? asked.value : [];
  return (
    <InputControl name={name} {...rest} options={options} problem={asked.kind === 'failed' ? asked.message : null} />
  );
}

function InputControl({
  name,
  input,
  onChange,
  options: queried,
  problem = null,
}: InputControlProps & { readonly options?: readonly string[]; readonly problem?: string | null }) {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const label = input.label ?? name;
  const change = (value: unknown): void => {
    try {
      onChange(value);
      setError(null);
      setDraft(null);
    } catch (thrown) {
      setError(toErrorData(thrown).message);
    }
  };
  const options = queried ?? ('options' in input ? input.options : undefined);
  if (input.type === 'choice' && queried) {
    return (
      <Select
        size="xs"
        label={label}
        value={input.value}
        data={[...new Set([input.value, ...queried])]}
        searchable
        limit={SHOWN_CHOICES}
        nothingFoundMessage="No such choice"
        error={error ?? problem}
        onChange={(value) => {
          if (value !== null) change(value);
        }}
      />
    );
  }
  if (input.type === 'choice' && options) {
    return (
      <NativeSelect
        label={label}
        value={input.value}
        data={[...options]}
        error={error}
        onChange={(event) => change(event.currentTarget.value)}
      />
    );
  }
  if (input.type === 'multi') {
    return (
      <MultiSelect
        size="xs"
        label={label}
        value={input.value}
        data={[...new Set([...(options ?? []), ...input.value])]}
        searchable
        limit={SHOWN_CHOICES}
        error={error ?? problem}
        onChange={change}
      />
    );
  }
  return (
    <TextInput
      label={label}
      type={input.type === 'date' ? 'date' : 'text'}
      inputMode={input.type === 'number' ? 'decimal' : undefined}
      value={draft ?? String(input.value)}
      error={error}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => {
        if (draft !== null) change(input.type === 'number' ? Number(draft) : draft);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}
