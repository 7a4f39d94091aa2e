/** Brands of a case: the lines that name none, worked through in groups, and the dictionary. */
import { useState } from 'react';
import { SegmentedControl } from '@mantine/core';
import { StaleNotice } from '../investigate/StaleNotice.tsx';
import { Decisions } from './Decisions.tsx';
import { DictionaryEditor } from './DictionaryEditor.tsx';
import { Unattributed } from './Unattributed.tsx';

const PARTS = [
  { value: 'queue', label: 'Without a brand' },
  { value: 'dictionary', label: 'Dictionary' },
  { value: 'decisions', label: 'Decisions' },
] as const;
export type BrandsPart = (typeof PARTS)[number]['value'];

interface BrandsTabProps {
  readonly part: BrandsPart;
  readonly onPart: (part: BrandsPart) => void;
  /** Opens the rows of a statement in a tab of their own. */
  readonly onOpenRows: (sql: string, title: string) => void;
  /** Tables have changed. */
  readonly onChanged: () => void;
}

export function BrandsTab({ part, onPart, onOpenRows, onChanged }: BrandsTabProps) {
  /** A trademark of the queue on its way into the dictionary. */
  const [proposed, setProposed] = useState<string | null>(null);
  const tabs = (
    <SegmentedControl
      size="xs"
      aria-label="Part of the page"
      value={part}
      onChange={(value) => onPart(PARTS.find((p) => p.value === value)?.value ?? 'queue')}
      data={[...PARTS]}
    />
  );
  return (
    <div className="wb-brands">
      <StaleNotice />
      {part === 'queue' && (
        <Unattributed
          tabs={tabs}
          onOpenRows={onOpenRows}
          onChanged={onChanged}
          onAddBrand={(name) => {
            setProposed(name);
            onPart('dictionary');
          }}
        />
      )}
      {part === 'dictionary' && (
        <DictionaryEditor
          tabs={tabs}
          proposed={proposed}
          onTaken={() => setProposed(null)}
          onOpenRows={onOpenRows}
          onChanged={onChanged}
        />
      )}
      {part === 'decisions' && <Decisions tabs={tabs} onChanged={onChanged} />}
    </div>
  );
}
