import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { REPAIR_RULES, type RepairRequest, type RepairRule } from '../../shared/contract/repair-calls.ts';
import { parseCsv } from '../../shared/csv/parse.ts';
import { WaybillError } from '../../shared/errors.ts';
import type { Case } from '../case/case.ts';
import { applyRepair, previewRepair, undoRepairs, type Tried } from '../case/repair.ts';
import { sourceFile } from '../case/sources.ts';
import { toJson, withCase, type CommandContext } from './io.ts';
import { formatTable } from './table.ts';

interface RepairFlags {
  readonly fix?: string;
  readonly rule?: string;
  readonly source?: string;
  readonly reason?: string;
  readonly search?: string;
  readonly record: readonly number[];
  readonly find?: string;
  readonly replacement?: string;
  readonly why?: string;
  readonly dryRun?: boolean;
  readonly undo?: boolean;
  readonly history?: boolean;
}

type Fixes = Extract<RepairRequest, { fixes: unknown }>['fixes'];

/** `repair CASE`: gives rejected records another text and loads those that then fit. */
export function registerRepair(program: Command, context: CommandContext): void {
  program
    .command('repair')
    .summary('repair rejected records and load them')
    .description(
      'Gives rejected records another text, reads it as their file is read, and loads those that fit under the record number that they always had. The custody log keeps the original text, the new one, who, when and why. Nothing is changed with --dry-run.',
    )
    .argument('<case>', 'the case folder')
    .option('--fix <file>', 'new texts: CSV or JSON with source_id, record, text and, where lines were joined, joined')
    .option('--rule <rule>', `change many alike: ${REPAIR_RULES.join(', ')}`)
    .option('--source <id>', 'only records of this source')
    .option('--reason <reason>', 'only records rejected for this reason, as "waybill rejects" gives it')
    .option('--search <text>', 'only records whose raw text contains this')
    .option('--record <n>', 'only this record (with --source); may be repeated', collectRecord, [])
    .option('--find <text>', 'for the rule replace: what is replaced')
    .option('--replacement <text>', 'for the rule replace: what takes its place')
    .option('--why <text>', 'the reason, for the custody log')
    .option('--dry-run', 'show what would be loaded')
    .option('--undo', 'take repairs back: the records chosen with --source and --record are rejects again')
    .option('--history', 'list every repair that was made')
    .addHelpText(
      'after',
      `
Rules:
  join-next            a record that a line break cut up: joined with the rejected ones after it, by a blank
  drop-trailing-empty  empty cells too many at the end are left out
  pad-end              cells missing at the end are empty
  literal-quotes       quotes inside a cell are text
  drop-nul             NUL characters are left out
  replace              --find is replaced by --replacement
  as-is                it is a record although it looks like a total, a footer or a header

Examples:
  waybill repair drones --rule drop-trailing-empty --reason "too many fields" --dry-run
  waybill rejects drones --json > fixes.json     # edit "raw", then
  waybill repair drones --fix fixes.json --why "typing errors of the sender"
  waybill repair drones --undo --source s1 --record 17
`,
    )
    .action(async (root: string, flags: RepairFlags, command: Command) => {
      const json = command.optsWithGlobals<{ json?: boolean }>().json === true;
      checkUsage(flags);
      await withCase(root, context.io, async (opened) => {
        if (flags.history === true) return printHistory(opened, flags, json, context);
        if (flags.undo === true) {
          const undone = await undoRepairs(
            opened,
            flags.record.map((record) => ({ source_id: flags.source!, record })),
            { why: flags.why ?? '' },
          );
          return context.io.out(json ? `${toJson({ undone })}\n` : `${undone} records are rejects again.\n`);
        }
        const request = requestOf(flags);
        const records =
          flags.dryRun === true
            ? await previewRepair(opened, request)
            : (await applyRepair(opened, request, { why: flags.why ?? '' })).records;
        // What was given record by record was meant to fit; a rule takes what it can.
        if (flags.fix !== undefined && records.some((r) => !r.fits)) context.fail();
        return context.io.out(json ? `${toJson(forJson(opened, records, flags))}\n` : forPeople(records, flags));
      });
    });
}

const collectRecord = (text: string, before: readonly number[]): number[] => {
  if (!/^[1-9][0-9]*$/.test(text)) throw new WaybillError('usage/record', `"${text}" is no record number.`);
  return [...before, Number(text)];
};

function checkUsage(flags: RepairFlags): void {
  const ways = [flags.fix !== undefined, flags.rule !== undefined, flags.undo === true, flags.history === true];
  const refuse = (code: `usage/${string}`, advice: string): never => {
    throw new WaybillError(code, advice);
  };
  if (ways.filter(Boolean).length !== 1)
    refuse('usage/repair', 'Say what to do with one of --fix FILE, --rule RULE, --undo or --history.');
  if (flags.rule !== undefined && !(REPAIR_RULES as readonly string[]).includes(flags.rule))
    refuse('usage/rule', `There is no rule "${flags.rule}". The rules are: ${REPAIR_RULES.join(', ')}.`);
  if (flags.rule === 'replace' && (flags.find ?? '') === '')
    refuse('usage/find', 'The rule replace needs --find TEXT, and --replacement TEXT where it is not just left out.');
  if (flags.record.length > 0 && flags.source === undefined)
    refuse('usage/source', '--record needs --source: record numbers are those of one source.');
  if (flags.undo === true && flags.record.length === 0)
    refuse('usage/undo', '--undo needs --source ID and --record N, once or more.');
}

function requestOf(flags: RepairFlags): RepairRequest {
  if (flags.fix !== undefined) return { fixes: readFixes(flags.fix) };
  const { source, reason = null, search = '', record, find, replacement } = flags;
  return {
    rule: flags.rule as RepairRule,
    ...(find === undefined ? {} : { find }),
    ...(replacement === undefined ? {} : { replacement }),
    target:
      record.length > 0
        ? { records: record.map((each) => ({ source_id: source!, record: each })) }
        : { source_id: source ?? null, reason, search },
  };
}

const count = z.coerce.number().int().min(1);
const fix = z
  .object({
    source_id: z.string(),
    record: count,
    text: z.string().optional(),
    /** The list of rejects, edited in place, has the new text here. */
    raw: z.string().optional(),
    joined: z.array(count).optional(),
    as_is: z.boolean().optional(),
  })
  .refine((each) => each.text !== undefined || each.raw !== undefined, { message: 'there is no text' });

/** @throws WaybillError 'usage/fixes' */
function readFixes(file: string): Fixes {
  const refuse = (what: string): WaybillError =>
    new WaybillError('usage/fixes', `${file} holds no list of fixes: ${what}`, { place: { file } });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new WaybillError('usage/fixes', `The file ${file} cannot be read.`, { cause });
  }
  const parsed = z
    .array(fix)
    .min(1)
    .safeParse(/^\s*\[/.test(text) ? readJson(text, refuse) : readTable(text, refuse));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const [row, ...rest] = issue?.path ?? [];
    throw refuse(`${row === undefined ? '' : `entry ${Number(row) + 1}, `}${rest.join('.')}: ${issue?.message ?? ''}`);
  }
  return parsed.data.map(({ source_id, record, text: given, raw, joined, as_is }) => ({
    source_id,
    record,
    text: given ?? raw ?? '',
    ...(joined === undefined ? {} : { joined }),
    ...(as_is === undefined ? {} : { as_is }),
  }));
}

function readJson(text: string, refuse: (what: string) => WaybillError): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}

/** A table with a header; `joined` has numbers with blanks between them. */
function readTable(text: string, refuse: (what: string) => WaybillError): unknown[] {
  const [header, ...rows] = parseCsv(text);
  if (!header?.includes('source_id')) throw refuse('it needs the columns source_id, record and text.');
  return rows.map((row) => {
    const cells = Object.fromEntries(header.map((name, i) => [name.trim(), row[i] ?? '']));
    const joined = (cells['joined'] ?? '').split(/[\s;]+/).filter((part) => part !== '');
    const asIs = cells['as_is'] === 'true' || cells['as_is'] === '1';
    return { ...cells, joined: joined.length === 0 ? undefined : joined, as_is: asIs ? true : undefined };
  });
}

function forJson(opened: Case, records: readonly Tried[], flags: RepairFlags): object {
  const ids = new Set(records.map((r) => r.source_id));
  return {
    dry_run: flags.dryRun === true,
    repaired: records.filter((r) => r.fits).length,
    refused: records.filter((r) => !r.fits).length,
    sources: opened.sources
      .filter((s) => ids.has(s.source_id))
      .map((s) => ({
        source_id: s.source_id,
        file: sourceFile(opened.folder.root, s),
        read: s.records_read,
        loaded: s.records_loaded,
        rejected: s.records_rejected,
      })),
    records: records.map((r) => ({
      source_id: r.source_id,
      record: r.record,
      joined: r.joined,
      line: r.line,
      reason: r.reason,
      original: r.original,
      text: r.text,
      fits: r.fits,
      problem: r.problem,
      values: r.fits
        ? Object.fromEntries(opened.source(r.source_id).columns.map((name, i) => [name, r.cells[i] ?? null]))
        : null,
    })),
  };
}

function forPeople(records: readonly Tried[], flags: RepairFlags): string {
  const shown = records.slice(0, 200);
  const fitting = records.filter((r) => r.fits).length;
  const verdict = flags.dryRun === true ? 'would be loaded' : 'loaded';
  const lines = [
    shown.length === 0
      ? ''
      : formatTable(
          ['source', 'record', 'fits', 'new text', 'why not'],
          [false, true, false, false, false],
          shown.map((r) => [
            r.source_id,
            [r.record, ...r.joined].join(' + '),
            r.fits ? 'yes' : 'no',
            r.text,
            r.problem ?? '',
          ]),
        ),
    records.length > shown.length ? `… ${records.length - shown.length} more; use --json\n` : '',
    `${fitting} of ${records.length} records ${verdict}; ${records.length - fitting} ${flags.dryRun === true ? 'would stay' : 'stay'} rejected.\n`,
  ];
  return lines.join('');
}

function printHistory(opened: Case, flags: RepairFlags, json: boolean, { io }: CommandContext): Promise<void> {
  const list = opened.sources
    .filter((s) => flags.source === undefined || s.source_id === flags.source)
    .flatMap((s) => s.repairs?.history ?? []);
  if (json)
    return io.out(
      `${toJson(
        list.map(({ source_id, repair, record, joined, line, reason, original, text, rule, by, why, at, undone }) => ({
          source_id,
          repair,
          record,
          joined,
          line,
          reason,
          original,
          text,
          rule,
          by,
          why,
          at,
          undone,
        })),
      )}\n`,
    );
  if (list.length === 0) return io.out('No record was repaired.\n');
  return io.out(
    formatTable(
      ['source', 'record', 'rule', 'who', 'when', 'undone', 'original', 'text'],
      [false, true, false, false, false, false, false, false],
      list.map((r) => [
        r.source_id,
        [r.record, ...r.joined].join(' + '),
        r.rule,
        r.by,
        r.at,
        r.undone?.at ?? '',
        r.original,
        r.text,
      ]),
    ),
  );
}
