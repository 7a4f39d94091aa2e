/** One brand of the dictionary as a form. Nothing changes until it is put into the draft. */
import { useState } from 'react';
import { Button, Checkbox, TagsInput, TextInput } from '@mantine/core';
import type { CallOut } from '../../shared/contract/calls.ts';
import { formatCount } from '../grid/format.ts';
import type { Entry } from './use-draft.ts';

type Found = CallOut<'brands/dictionary'>['found'][number];

interface BrandFormProps {
  readonly entry: Entry;
  readonly isNew: boolean;
  readonly found: Found | null;
  readonly money: (value: string) => string;
  readonly onOpenRows: (sql: string, title: string) => void;
  readonly onKeep: (entry: Entry) => Promise<void>;
  readonly onRemove: () => void;
}

const LISTS = [
  ['aliases', 'Names', 'In any script. Case, look-alike letters, spaces and hyphens need no entry of their own.'],
  [
    'models',
    'Models',
    'Products that tell the brand without its name. “#” at the end stands for any number: Phantom #.',
  ],
  ['weak', 'Weak names', 'Also words or short codes: they count only in a text about these goods.'],
  ['parts', 'Parts', 'Parts and payloads of the brand’s own: “for UAV …” before them does not speak against it.'],
  ['other_goods', 'Other goods', 'What the maker sells beside these goods: it is not counted.'],
  ['exclusions', 'Not beside', 'Words beside which the brand is not meant.'],
] as const;

export function BrandForm({ entry, isNew, found, money, onOpenRows, onKeep, onRemove }: BrandFormProps) {
  const [now, setNow] = useState(entry);
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<Entry>): void => setNow((before) => ({ ...before, ...change }));
  const owner = now.owner ?? { group: '', source: '', date: '' };
  const setOwner = (change: Partial<typeof owner>): void => {
    const next = { ...owner, ...change };
    set({ owner: next.group === '' && next.source === '' && next.date === '' ? null : next });
  };
  const changed = isNew || JSON.stringify(now) !== JSON.stringify(entry);
  const ready = now.brand.trim() !== '' && now.aliases.length > 0;
  return (
    <form
      className="wb-brands-form"
      aria-label={isNew ? 'New brand' : `Brand ${entry.brand}`}
      onSubmit={(event) => {
        event.preventDefault();
        setBusy(true);
        void onKeep({ ...now, brand: now.brand.trim() }).finally(() => setBusy(false));
      }}
    >
      <div className="wb-brands-facts">
        <h2>{isNew ? 'New brand' : entry.brand}</h2>
        <p className="wb-note">
          {found === null ? 'No line so far.' : `${formatCount(found.lines)} lines, ${money(found.usd)} USD. `}
          {found !== null && (
            <button type="button" className="wb-link" onClick={() => onOpenRows(found.sql, `Lines of ${found.brand}`)}>
              Show the rows
            </button>
          )}
        </p>
      </div>
      <TextInput
        size="xs"
        label="Brand"
        description="The short name of the maker."
        value={now.brand}
        maxLength={80}
        onChange={(event) => set({ brand: event.currentTarget.value })}
      />
      {LISTS.map(([key, label, description]) => (
        <TagsInput
          key={key}
          size="xs"
          label={label}
          description={description}
          value={[...now[key]]}
          splitChars={[',', ';', '\n']}
          acceptValueOnBlur
          onChange={(values) => set({ [key]: values })}
        />
      ))}
      <Checkbox
        size="xs"
        label="The name is also a common word or somebody else’s trademark"
        checked={now.common_word}
        onChange={(event) => set({ common_word: event.currentTarget.checked })}
      />
      <fieldset className="wb-brands-owner">
        <legend>Owner group: a statement of its source, not a fact of the files</legend>
        <TextInput
          size="xs"
          label="Group"
          value={owner.group}
          onChange={(e) => setOwner({ group: e.currentTarget.value })}
        />
        <TextInput
          size="xs"
          label="Source"
          value={owner.source}
          onChange={(e) => setOwner({ source: e.currentTarget.value })}
        />
        <TextInput
          size="xs"
          label="Date"
          type="date"
          value={owner.date}
          onChange={(e) => setOwner({ date: e.currentTarget.value })}
        />
      </fieldset>
      <div className="wb-brands-buttons">
        <Button size="xs" type="submit" disabled={!changed || !ready} loading={busy}>
          {isNew ? 'Add to the draft' : 'Change in the draft'}
        </Button>
        <Button size="xs" variant="default" disabled={!changed || isNew} onClick={() => setNow(entry)}>
          As it was
        </Button>
        <span className="wb-grow" />
        <Button size="xs" variant="subtle" color="red" onClick={onRemove}>
          {isNew ? 'Not after all' : 'Take out of the draft'}
        </Button>
      </div>
    </form>
  );
}
