/** Chooses a canonical field by its name or by what it means. */
import { useMemo } from 'react';
import { Select, type ComboboxItem, type ComboboxParsedItem, type OptionsFilter } from '@mantine/core';
import { SHIPMENT_FIELDS } from '../../shared/shipments/fields.ts';

const OPEN = '';
const DOCS: ReadonlyMap<string, string> = new Map(SHIPMENT_FIELDS.map((f) => [f.name, f.description]));
const GROUPS = ['record', 'who', 'what', 'where', 'how much', 'transport'] as const;
const OPTIONS = [
  { value: OPEN, label: 'leave open' },
  ...GROUPS.map((group) => ({
    group,
    items: SHIPMENT_FIELDS.filter((f) => f.group === group).map((f) => ({ value: f.name, label: f.name })),
  })),
];

const matches = (item: ComboboxItem, words: readonly string[]): boolean => {
  const text = `${item.label} ${item.label.replaceAll('_', ' ')} ${DOCS.get(item.value) ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

/** Every word must be in the name or the description. */
const byMeaning: OptionsFilter = ({ options, search }) => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return options.flatMap((each): ComboboxParsedItem[] => {
    if (!('group' in each)) return matches(each, words) ? [each] : [];
    const items = each.items.filter((item) => matches(item as ComboboxItem, words));
    return items.length > 0 ? [{ ...each, items }] : [];
  });
};

interface FieldSelectProps {
  readonly label: string;
  readonly field: string | null;
  readonly header: string;
  /** Header of the column that has a field, by field. */
  readonly taken: ReadonlyMap<string, string>;
  readonly onField: (field: string) => void;
}

export function FieldSelect({ label, field, header, taken, onField }: FieldSelectProps) {
  const data = useMemo(() => OPTIONS, []);
  return (
    <Select
      aria-label={label}
      searchable
      selectFirstOptionOnChange
      placeholder="open: choose a field"
      nothingFoundMessage="No such field"
      value={field}
      data={data}
      filter={byMeaning}
      maxDropdownHeight={320}
      comboboxProps={{ width: 360, position: 'bottom-start', transitionProps: { duration: 0 }, withinPortal: true }}
      onChange={(value) => {
        if (value !== null) onField(value);
      }}
      renderOption={({ option }) => {
        const owner = taken.get(option.value);
        return (
          <span className="wb-field-option">
            <span className="wb-strong">{option.label}</span>
            <span className="wb-note">
              {DOCS.get(option.value) ?? 'The column stays in the raw table only.'}
              {owner !== undefined && owner !== header ? ` Now given to “${owner}”.` : ''}
            </span>
          </span>
        );
      }}
    />
  );
}
