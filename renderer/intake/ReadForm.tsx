/** Every setting of how a file is read. What is not decided shows the guess; a decision can be given back. */
import { useId, type ReactNode } from 'react';
import { NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import type { ReadChoice } from '../../shared/intake/read-choice.ts';
import { changeChoice, signName, type Preview, type Settings } from './intake-model.ts';

const ENCODINGS = [
  'utf-8',
  'windows-1251',
  'koi8-r',
  'cp866',
  'utf-16le',
  'utf-16be',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-kr',
  'windows-1250',
  'windows-1252',
  'windows-1254',
  'windows-1258',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-5',
  'iso-8859-9',
  'koi8-u',
  'macintosh',
];
const DELIMITERS = [',', ';', '\t', '|', ':', '^', '~', ' '];
const THOUSANDS = [' ', '\u00a0', '\u2009', "'", '.', ','];
const NEWLINES = { lf: 'LF (Unix)', crlf: 'CRLF (Windows)', cr: 'CR (old Mac)', mixed: 'mixed' } as const;

interface ReadFormProps {
  readonly preview: Preview;
  readonly choice: ReadChoice;
  readonly onChange: (choice: ReadChoice) => void;
}

export function ReadForm({ preview, choice, onChange }: ReadFormProps) {
  const { settings, choices } = preview;
  const put = (change: ReadChoice): void => onChange(changeChoice(choice, change));
  const text = settings.kind === 'csv';
  return (
    <div className="wb-read-form" role="group" aria-label="How the file is read">
      {settings.compression === 'zip' && (
        <Guessed
          label="File in the archive"
          guess={settings.member ?? ''}
          value={choice.member}
          options={choices.map((c) => [c, c])}
          onChange={(member) => put({ member })}
        />
      )}
      {(settings.kind === 'xlsx' || (settings.kind === 'json' && choices.length > 0)) && (
        <Guessed
          label={settings.kind === 'xlsx' ? 'Sheet' : 'List'}
          guess={settings.sheet ?? ''}
          value={choice.sheet}
          options={choices.map((c) => [c, c])}
          onChange={(sheet) => put({ sheet, headerRow: undefined, headerRows: undefined, skippedRows: undefined })}
        />
      )}
      {settings.encoding !== null && (
        <Guessed
          label="Encoding"
          guess={settings.encoding}
          value={choice.encoding}
          options={[...new Set([...ENCODINGS, settings.encoding])].map((e) => [e, e])}
          onChange={(encoding) => put({ encoding })}
        />
      )}
      {text && <TextSettings settings={settings} choice={choice} put={put} />}
      {(text || settings.kind === 'xlsx') && <HeaderSettings settings={settings} choice={choice} put={put} />}
      <Guessed
        label="Decimal sign"
        guess={settings.decimal}
        guessName={signName(settings.decimal)}
        value={choice.decimal}
        options={[
          ['.', signName('.')],
          [',', signName(',')],
        ]}
        onChange={(decimal) => put({ decimal: decimal === undefined ? undefined : decimal === ',' ? ',' : '.' })}
      />
      <Guessed
        label="Thousands"
        guess={settings.thousands}
        guessName={signName(settings.thousands)}
        value={choice.thousands}
        options={THOUSANDS.map((sign) => [sign, signName(sign)])}
        onChange={(thousands) => put({ thousands })}
      />
      <TagsInput
        className="wb-read-wide"
        size="xs"
        label={
          <Label
            text="No value"
            decided={choice.nullTokens !== undefined}
            onReset={() => put({ nullTokens: undefined })}
          />
        }
        aria-label="Texts that stand for no value"
        placeholder="Add a text, e.g. NULL"
        value={settings.nullTokens}
        onChange={(nullTokens) => put({ nullTokens })}
      />
    </div>
  );
}

interface PartProps {
  readonly settings: Settings;
  readonly choice: ReadChoice;
  readonly put: (change: ReadChoice) => void;
}

function TextSettings({ settings, choice, put }: PartProps) {
  const delimiters = [...new Set([...DELIMITERS, settings.delimiter ?? ','])];
  return (
    <>
      <Guessed
        label="Delimiter"
        guess={settings.delimiter}
        guessName={signName(settings.delimiter)}
        value={choice.delimiter}
        options={delimiters.map((sign) => [sign, signName(sign)])}
        other={{ label: 'Other delimiter', longest: 8 }}
        onChange={(delimiter) => put({ delimiter })}
      />
      <Guessed
        label="Quote"
        guess={settings.quote}
        guessName={signName(settings.quote)}
        value={choice.quote}
        options={['"', "'", ''].map((sign) => [sign, signName(sign)])}
        onChange={(quote) => put({ quote })}
      />
      <Guessed
        label="Escape"
        guess={settings.escape}
        guessName={settings.escape === settings.quote ? 'doubled quote' : signName(settings.escape)}
        value={choice.escape}
        options={[
          [settings.quote === '' || settings.quote === null ? '"' : settings.quote, 'doubled quote'],
          ['\\', signName('\\')],
        ]}
        onChange={(escape) => put({ escape })}
      />
      <Guessed
        label="Line ends"
        guess={settings.newline}
        guessName={settings.newline === null ? 'none' : NEWLINES[settings.newline]}
        value={choice.newline}
        options={Object.entries(NEWLINES)}
        onChange={(newline) => put({ newline: newline as ReadChoice['newline'] })}
      />
      <TextInput
        label={
          <Label
            text="Comments begin"
            decided={choice.comment !== undefined}
            onReset={() => put({ comment: undefined })}
          />
        }
        aria-label="Comment lines begin with"
        placeholder="none"
        maxLength={8}
        value={choice.comment === undefined ? (settings.comment ?? '') : (choice.comment ?? '')}
        onChange={(event) => {
          const { value } = event.currentTarget;
          put({ comment: value === '' ? null : value });
        }}
      />
    </>
  );
}

function HeaderSettings({ settings, choice, put }: PartProps) {
  const decided = choice.headerRow !== undefined;
  const reset = (): void => put({ headerRow: undefined, headerRows: undefined, skippedRows: undefined });
  const number = (value: string | number, least: number): number => Math.max(least, Math.trunc(Number(value) || 0));
  const { headerRow } = settings;
  return (
    <>
      <NumberInput
        label={<Label text="Header row" decided={decided} onReset={reset} />}
        aria-label="Header row, 0 for none"
        min={0}
        max={10_000}
        clampBehavior="strict"
        value={headerRow}
        onChange={(value) => put({ headerRow: number(value, 0), headerRows: undefined, skippedRows: undefined })}
      />
      {headerRow > 0 ? (
        <NumberInput
          label={
            <Label
              text="Rows of the header"
              decided={choice.headerRows !== undefined}
              onReset={() => put({ headerRows: undefined })}
            />
          }
          aria-label="Rows of the header"
          min={1}
          max={10}
          clampBehavior="strict"
          value={Math.max(1, settings.headerRows)}
          onChange={(value) => put({ headerRow, headerRows: number(value, 1), skippedRows: undefined })}
        />
      ) : (
        <NumberInput
          label={
            <Label
              text="Skip rows"
              decided={choice.skippedRows !== undefined}
              onReset={() => put({ skippedRows: undefined })}
            />
          }
          aria-label="Rows to skip at the top"
          min={0}
          max={10_000}
          clampBehavior="strict"
          value={settings.skippedRows}
          onChange={(value) => put({ headerRow: 0, skippedRows: number(value, 0) })}
        />
      )}
    </>
  );
}

/** The name of a setting; where it was decided, with a way back to the guess. */
function Label({
  text,
  decided,
  guessed = false,
  onReset,
}: {
  readonly text: string;
  readonly decided: boolean;
  /** Says that what is shown is the guess. */
  readonly guessed?: boolean;
  readonly onReset: () => void;
}): ReactNode {
  return (
    <span className="wb-read-label" data-decided={decided || undefined}>
      {text}
      {guessed && <span className="wb-read-guessed">guessed</span>}
      {decided && (
        <button
          type="button"
          className="wb-link"
          aria-label={`${text}: back to the guess`}
          onClick={(event) => {
            event.preventDefault();
            onReset();
          }}
        >
          guess
        </button>
      )}
    </span>
  );
}

interface GuessedProps {
  readonly label: string;
  readonly guess: string | null;
  readonly guessName?: string;
  readonly value: string | null | undefined;
  readonly options: readonly (readonly [value: string, name: string])[];
  /** Offers a text of one's own. */
  readonly other?: { readonly label: string; readonly longest: number };
  readonly onChange: (value: string | undefined) => void;
}

const GUESS = '\u0000guess';
const OTHER = '\u0000other';

/** A choice whose first entry is what was guessed. */
function Guessed({ label, guess, guessName, value, options, other, onChange }: GuessedProps) {
  const id = useId();
  const own = value !== undefined && value !== null && !options.some(([each]) => each === value);
  const decided = value !== undefined;
  const all = own ? [...options, [value, signName(value)] as const] : options;
  return (
    <div className="wb-guessed">
      <NativeSelect
        id={id}
        label={<Label text={label} decided={decided} guessed={!decided} onReset={() => onChange(undefined)} />}
        aria-label={label}
        value={value ?? GUESS}
        onChange={(event) => {
          const { value: chosen } = event.currentTarget;
          if (chosen === OTHER) onChange('*');
          else onChange(chosen === GUESS ? undefined : chosen);
        }}
      >
        <option value={GUESS}>{decided ? 'Guess' : (guessName ?? guess ?? 'none')}</option>
        {all.map(([each, name]) => (
          <option key={each} value={each}>
            {!decided && each === guess ? `${name}: decide` : name}
          </option>
        ))}
        {other && <option value={OTHER}>Other…</option>}
      </NativeSelect>
      {other && own && (
        <TextInput
          aria-label={other.label}
          maxLength={other.longest}
          value={value}
          onChange={(event) => {
            const { value: typed } = event.currentTarget;
            onChange(typed === '' ? undefined : typed);
          }}
        />
      )}
    </div>
  );
}
