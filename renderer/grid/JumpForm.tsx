/** Goes to a row by its number. */
import { useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { formatCount } from './format.ts';

interface JumpFormProps {
  readonly rows: number;
  /** @param row 0-based */
  readonly onJump: (row: number) => void;
}

export function JumpForm({ rows, onJump }: JumpFormProps) {
  const [text, setText] = useState('');
  const wanted = Number(text.replace(/[^\d]/g, ''));
  const valid = text !== '' && wanted >= 1 && wanted <= rows;
  return (
    <form
      className="wb-filter-form wb-filter-body"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) onJump(wanted - 1);
      }}
    >
      <TextInput
        data-autofocus
        label={`Row, 1 to ${formatCount(rows)}`}
        inputMode="numeric"
        value={text}
        error={text !== '' && !valid ? 'There is no such row.' : null}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="wb-filter-foot">
        <Button variant="default" disabled={rows === 0} onClick={() => onJump(rows - 1)}>
          Last row
        </Button>
        <Button type="submit" disabled={!valid}>
          Go
        </Button>
      </div>
    </form>
  );
}
