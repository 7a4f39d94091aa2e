/** The inputs of a notebook as controls. A changed value is written into the file and makes stale what uses it. */
import { useState } from 'react';
import { MultiSelect, NativeSelect, TextInput } from '@mantine/core';
import { toErrorData } from '../../shared/errors.ts';
import type { InputValues } from '../../shared/notebook/inputs.ts';
import type { NotebookInput } from '../../shared/notebook/front-matter.ts';

interface InputsBarProps {
  readonly inputs: InputValues;
  /** @throws WaybillError for a value that does not fit */
  readonly onChange: (name: string, value: unknown) => void;
}

export function InputsBar({ inputs, onChange }: InputsBarProps) {
  if (inputs.size === 0) return null;
  return (
    <div className="wb-inputs" role="group" aria-label="Inputs">
      {[...inputs].map(([name, input]) => (
        <InputControl key={name} name={name} input={input} onChange={(value) => onChange(name, value)} />
      ))}
    </div>
  );
}

interface InputControlProps {
  readonly name: string;
  readonly input: NotebookInput;
  readonly onChange: (value: unknown) => void;
}

function InputControl({ name, input, onChange }: InputControlProps) {
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
  const options = 'options' in input ? input.options : undefined;
  if (input.type === 'choice' && options) {
    return (
      <NativeSelect
        label={label}
        value={input.value}
        data={options}
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
        error={error}
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
