/** Type and date format of one column, in a small form over its header. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { columnTypes, type ReadChoice } from '../../shared/intake/read-choice.ts';
import { visibleText } from '../grid/visible-text.ts';
import { AnchoredPopover, type Anchor } from '../ui/AnchoredPopover.tsx';
import { chooseColumn, isAmbiguous, unchooseColumn, type Settings } from './intake-model.ts';

/** Formats of dates that files of the trade have. */
export const DATE_FORMATS = [
  'dd.mm.yyyy',
  'd/m/yyyy',
  'm/d/yyyy',
  'yyyy-mm-dd',
  'yyyymmdd',
  'dd-mm-yyyy',
  'd mmm yyyy',
  'excel-serial',
];

interface ColumnFormProps {
  readonly anchor: Anchor | null;
  readonly column: Settings['columns'][number] | undefined;
  readonly choice: ReadChoice;
  readonly onChange: (choice: ReadChoice) => void;
  readonly onClose: () => void;
}

export function ColumnForm({ anchor, column, choice, onChange, onClose }: ColumnFormProps) {
  if (!column) return null;
  const { header, type, format } = column;
  const dated = type === 'date' || type === 'timestamp';
  const formats = [...new Set([...DATE_FORMATS, ...(format === null ? [] : [format])])];
  const put = (change: { type?: string; format?: string | null }): void =>
    onChange(chooseColumn(choice, { header, type, format, ...change }));
  return (
    <AnchoredPopover anchor={anchor} label={`Column ${column.name}`} width={280} onClose={onClose}>
      <div className="wb-column-form">
        <p className="wb-strong wb-clip">{visibleText(header.trim() || column.name, 80)}</p>
        <NativeSelect
          label="Type"
          value={type}
          data={columnTypes.map((each) => ({ value: each, label: each }))}
          onChange={(event) => {
            const to = event.currentTarget.value;
            const stays = to === 'date' || to === 'timestamp';
            put({ type: to, format: stays ? (format ?? 'dd.mm.yyyy') : null });
          }}
        />
        {dated && (
          <NativeSelect
            label="Date format"
            description={
              isAmbiguous(format)
                ? 'The dates can be read as day/month or month/day. Choose which is meant.'
                : undefined
            }
            value={format ?? ''}
            data={formats.map((each) => ({ value: each, label: each }))}
            onChange={(event) => put({ format: event.currentTarget.value })}
          />
        )}
        {dated && (
          <TextInput
            label="Another format"
            placeholder="e.g. dd-mmm-yy"
            maxLength={120}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && event.currentTarget.value.trim() !== '')
                put({ format: event.currentTarget.value.trim() });
            }}
          />
        )}
        <p className="wb-note">
          Cells stay as they are in the file. The type is for what is made of them in shipments: dates in this format
          first, whole numbers without decimals, no number and no date from text.
        </p>
        <div className="wb-column-foot">
          <Button
            variant="default"
            disabled={column.chosen !== true}
            onClick={() => onChange(unchooseColumn(choice, header))}
          >
            Back to the guess
          </Button>
          <Button onClick={onClose}>Done</Button>
        </div>
      </div>
    </AnchoredPopover>
  );
}
