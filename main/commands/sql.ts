import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { ColumnInfo } from '../../shared/contract/values.ts';
import { WaybillError, assertNever } from '../../shared/errors.ts';
import { csvHeader, csvRow } from '../../shared/sql/csv.ts';
import { syncFile, TEMPORARY, writeError } from '../case/atomic.ts';
import { checkExportTarget, exportStatement } from '../case/export.ts';
import type { StreamedResult } from '../engine/native.ts';
import { withCase, type CommandContext } from './io.ts';
import { formatTable } from './table.ts';

const FORMATS = ['json', 'csv', 'table', 'parquet', 'xlsx'] as const;
type Format = (typeof FORMATS)[number];

/** Rows that `--format table` shows; the rest is counted. */
const TABLE_ROWS = 1000;

/** `sql CASE SQL`: runs reading statements on a case and prints the rows of the last one. */
export function registerSql(program: Command, context: CommandContext): void {
  program
    .command('sql')
    .summary('run SQL on a case')
    .description(
      'Runs SQL on a case and prints the rows of the last statement. Statements may read the case and write to tables of your own, work.<name>.',
    )
    .argument('<case>', 'the case folder')
    .argument('<sql>', 'one or more statements')
    .option('--format <format>', `one of ${FORMATS.join(', ')}`)
    .option('--out <file>', 'write to this file instead of standard output')
    .option('--safe', 'in CSV, neutralise texts that a spreadsheet would take for a formula')
    .addHelpText(
      'after',
      '\nExample:\n  waybill sql drones "select exporter_name, sum(value_usd) usd from shipments group by all order by usd desc limit 10"\n',
    )
    .action(
      async (
        root: string,
        text: string,
        options: { format?: string; out?: string; safe?: boolean },
        command: Command,
      ) => {
        const format = (options.format ??
          (command.optsWithGlobals<{ json?: boolean }>().json ? 'json' : 'table')) as Format;
        if (!FORMATS.includes(format))
          throw new WaybillError('usage/format', `There is no format "${format}". Use one of ${FORMATS.join(', ')}.`);
        if ((format === 'parquet' || format === 'xlsx') && options.out === undefined) {
          throw new WaybillError('usage/out', `--format ${format} needs --out FILE.`);
        }
        await withCase(root, context.io, async (opened) => {
          if (format === 'parquet' || format === 'xlsx') {
            const { rows } = await exportStatement(opened, text, format, options.out!, { signal: context.io.signal });
            context.io.err(`${rows.toLocaleString('en')} rows written to ${options.out}\n`);
            return;
          }
          if (options.out !== undefined) checkExportTarget(opened, options.out);
          const sink =
            options.out === undefined
              ? { write: (t: string) => context.io.out(t), end: async () => undefined }
              : fileSink(options.out);
          await opened.engine.stream(text, {}, (result) => print(result, format, options.safe ?? false, sink.write), {
            signal: context.io.signal,
          });
          await sink.end();
        });
      },
    );
}

/** A file that appears whole under its name, or not at all. */
function fileSink(target: string): { write(text: string): Promise<void>; end(): Promise<void> } {
  const file = path.resolve(target);
  const temporary = `${file}.${process.pid}${TEMPORARY}`;
  const handle = openForWriting(temporary, file);
  return {
    write: async (text) => {
      try {
        const bytes = Buffer.from(text, 'utf8');
        for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
      } catch (cause) {
        closeSync(handle);
        rmSync(temporary, { force: true });
        throw writeError(cause, file);
      }
    },
    end: async () => {
      closeSync(handle);
      syncFile(temporary);
      renameSync(temporary, file);
    },
  };
}

function openForWriting(temporary: string, file: string): number {
  try {
    return openSync(temporary, 'w');
  } catch (cause) {
    throw writeError(cause, file);
  }
}

async function print(
  result: StreamedResult,
  format: 'json' | 'csv' | 'table',
  safe: boolean,
  write: (text: string) => Promise<void>,
): Promise<void> {
  switch (format) {
    case 'json':
      return printJson(result, write);
    case 'csv':
      await write(csvHeader(result.columns, safe));
      for await (const page of result.pages)
        await write(
          rowsOf(page.columns)
            .map((row) => csvRow(row, safe))
            .join(''),
        );
      return;
    case 'table':
      return printTable(result, write);
    default:
      return assertNever(format);
  }
}

type Row = (string | number | boolean | null)[];
const rowsOf = (columns: readonly (readonly (string | number | boolean | null)[])[]): Row[] =>
  Array.from({ length: columns[0]?.length ?? 0 }, (_, r) => columns.map((c) => c[r] ?? null));

/** Names of object keys: a doubled column name gets a number, or one of the values would be lost. */
function keysOf(columns: readonly ColumnInfo[]): string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let key = name;
    for (let n = 1; taken.has(key); n += 1) key = `${name}_${n}`;
    taken.add(key);
    return key;
  });
}

/** Integers up to 2^53 and decimals of up to 15 digits are exact as JSON numbers; all else stays text. */
function jsonValue(value: Row[number], column: ColumnInfo): Row[number] {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'string') return value;
  if (column.kind === 'integer') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (column.kind === 'decimal')
    return value.replace(/[^0-9]/g, '').replace(/^0+/, '').length <= 15 ? Number(value) : value;
  return value;
}

async function printJson(result: StreamedResult, write: (text: string) => Promise<void>): Promise<void> {
  const keys = keysOf(result.columns);
  let separator = '[\n';
  for await (const page of result.pages) {
    let text = '';
    for (const row of rowsOf(page.columns)) {
      const fields = keys.map(
        (key, i) => `${JSON.stringify(key)}: ${JSON.stringify(jsonValue(row[i] ?? null, result.columns[i]!))}`,
      );
      text += `${separator}{${fields.join(', ')}}`;
      separator = ',\n';
    }
    await write(text);
  }
  await write(separator === '[\n' ? '[]\n' : '\n]\n');
}

async function printTable(result: StreamedResult, write: (text: string) => Promise<void>): Promise<void> {
  const rows: Row[] = [];
  let total = 0;
  for await (const page of result.pages) {
    total += page.rows;
    if (rows.length < TABLE_ROWS) rows.push(...rowsOf(page.columns).slice(0, TABLE_ROWS - rows.length));
  }
  const right = result.columns.map((c) => ['integer', 'decimal', 'float'].includes(c.kind));
  await write(
    formatTable(
      result.columns.map((c) => c.name),
      right,
      rows,
    ),
  );
  await write(
    total > rows.length
      ? `… ${(total - rows.length).toLocaleString('en')} more rows; use --format csv or --out\n`
      : `${total.toLocaleString('en')} rows\n`,
  );
}
