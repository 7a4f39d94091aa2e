/**
 * What an analyst decides about how a file is read: any part of `SourceSettings` that is a decision and not an
 * observation. It crosses from the window, and layouts keep it, so it is checked as hostile input.
 */
import { z } from 'zod';
import type { ColumnSettings, NumberSign, SourceSettings } from './settings.ts';

const ascii = /^[\x20-\x7e]?$/;
const oneLine = /^[^\r\n]*$/;

/** The parts that can be decided, with what each may be. */
export const readParts = {
  encoding: z.string().max(40).nullable(),
  newline: z.enum(['lf', 'crlf', 'cr', 'mixed']).nullable(),
  delimiter: z.string().min(1).max(8).regex(oneLine, 'is no line break').nullable(),
  /** `''` = no quoting. */
  quote: z.string().regex(ascii, 'is one ASCII character, or empty').nullable(),
  escape: z.string().regex(ascii, 'is one ASCII character, or empty').nullable(),
  comment: z.string().max(8).regex(oneLine, 'is no line break').nullable(),
  sheet: z.string().max(200).nullable(),
  headerRow: z.number().int().min(0).max(10_000),
  headerRows: z.number().int().min(0).max(10),
  skippedRows: z.number().int().min(0).max(10_000),
  decimal: z.enum(['.', ',']).nullable(),
  thousands: z.string().max(4).nullable(),
  nullTokens: z.array(z.string().max(200)).max(200),
} as const;

export const columnTypes = ['text', 'integer', 'decimal', 'date', 'timestamp', 'boolean', 'empty'] as const;

export const columnChoice = z
  .object({
    header: z.string(),
    type: z.enum(columnTypes),
    /** E.g. `d/m/yyyy`; null = none. */
    format: z.string().max(120).nullable(),
  })
  .strict();
export type ColumnChoice = z.infer<typeof columnChoice>;

export const readChoice = z
  .object({
    ...readParts,
    /** The member of a zip. */
    member: z.string().max(1000).nullable(),
    /** Types and date formats, by header. */
    columns: z.array(columnChoice).max(20_000),
  })
  .partial()
  .strict();
export type ReadChoice = z.infer<typeof readChoice>;

export type ReadPart = keyof typeof readParts;
export const READ_PARTS = Object.keys(readParts) as readonly ReadPart[];

const NUMBER_SIGNS: readonly NumberSign[] = ['decimal', 'thousands'];

/** Headers as they are compared: blanks folded, without regard to case. */
export const headerKey = (header: string): string => header.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();

/** Two choices as one; the second goes before. */
export function mergeChoices(first: ReadChoice, second: ReadChoice): ReadChoice {
  const columns = [...(first.columns ?? []), ...(second.columns ?? [])];
  return { ...first, ...second, ...(columns.length > 0 ? { columns } : {}) };
}

/** What detection is told beforehand; the rest of a choice is put over what it finds (`applyChoice`). */
export function detectionOverrides(choice: ReadChoice): Partial<SourceSettings> {
  const { columns: _columns, decimal: _decimal, thousands: _thousands, nullTokens: _nullTokens, ...rest } = choice;
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
}

/**
 * Settings as detected, with what was decided about numbers, null tokens and columns.
 * @param decided the part of the choice that is the analyst's own; the rest is only what a layout says of its first file
 */
export function applyChoice(
  settings: SourceSettings,
  choice: ReadChoice,
  decided: ReadChoice = choice,
): SourceSettings {
  const signs = NUMBER_SIGNS.filter((sign) => decided[sign] !== undefined);
  const chosen = new Map((choice.columns ?? []).map((c) => [headerKey(c.header), c]));
  const columns = settings.columns.map((column): ColumnSettings => {
    const own = chosen.get(headerKey(column.header));
    return own === undefined ? column : { ...column, type: own.type, format: own.format, chosen: true };
  });
  return {
    ...settings,
    ...(choice.decimal === undefined ? {} : { decimal: choice.decimal }),
    ...(choice.thousands === undefined ? {} : { thousands: choice.thousands }),
    ...(choice.nullTokens === undefined ? {} : { nullTokens: choice.nullTokens }),
    ...(signs.length === 0 ? {} : { decided: signs }),
    columns,
  };
}

/** Columns whose dates can be day/month or month/day, and that nobody has decided. */
export const ambiguousColumns = (settings: Pick<SourceSettings, 'columns'>): ColumnSettings[] =>
  settings.columns.filter((column) => column.chosen !== true && /ambiguous|mixed/.test(column.format ?? ''));
