import type { Command } from 'commander';
import type { QualityDetail, QualitySummary } from '../../shared/contract/quality-calls.ts';
import { qualityDetail, qualitySummary } from '../shipments/quality.ts';
import { progressLine, toJson, withCase, type CommandContext } from './io.ts';
import { formatTable } from './table.ts';

/** `quality CASE [SOURCE_ID]`: what is there, what is missing, what is odd. */
export function registerQuality(program: Command, context: CommandContext): void {
  program
    .command('quality')
    .summary('say what is there, what is missing and what is odd')
    .description(
      'Says for a source or the whole case which months are covered, which fields are empty, what did not parse, which lines occur in two sources, what the totals are, which lines are odd, and what the data cannot show. With --json every figure carries the statement that lists its rows.',
    )
    .argument('<case>', 'the case folder')
    .argument('[source]', 'id of a source; without it the whole case')
    .action(async (root: string, source: string | undefined, _options: unknown, command: Command) => {
      const json = command.optsWithGlobals<{ json?: boolean }>().json ?? false;
      await withCase(root, context.io, async (opened) => {
        const line = progressLine(context.io, 'Looking');
        const options = { signal: context.io.signal, onProgress: line.report };
        const summary = await qualitySummary(opened, source ?? null, options);
        const detail = await qualityDetail(opened, source ?? null, options);
        line.done();
        await context.io.out(json ? `${toJson({ ...summary, ...detail })}\n` : forPeople(summary, detail));
      });
    });
}

const count = (n: number): string => n.toLocaleString('en');
const share = (part: number, all: number): string => (all === 0 ? '–' : `${((100 * part) / all).toFixed(1)} %`);
const table = (
  title: string,
  names: readonly string[],
  right: readonly boolean[],
  rows: (string | number)[][],
): string => (rows.length === 0 ? '' : `${title}\n${formatTable(names, right, rows)}\n`);

function forPeople(summary: QualitySummary, detail: QualityDetail): string {
  const { sources, coverage, empty, values, checks, statuses } = summary;
  const busiest = Math.max(1, ...coverage.months.map((m) => m.lines));
  return [
    table(
      'Sources',
      [
        'source',
        'file',
        'read',
        'rejected',
        'lines',
        'current',
        'superseded',
        'deleted',
        'duplicate',
        'USD of current',
      ],
      [false, false, true, true, true, true, true, true, true, true],
      sources.map((s) => [
        s.source_id, s.file, count(s.read), count(s.rejected), count(s.lines), count(s.current), count(s.superseded), count(s.deleted), count(s.duplicate), s.usd,
      ]), // prettier-ignore
    ),
    ...sources.flatMap((s) => [
      ...(s.added || s.reason === null ? [] : [`${s.source_id}: ${s.reason}\n`]),
      ...s.remarks.map((remark) => `${s.source_id}: ${remark}\n`),
    ]),
    '\n',
    table(
      'Coverage (current lines by month)',
      ['month', 'lines', 'USD', ''],
      [false, true, true, false],
      [
        ...coverage.months.map((m) => [m.month, count(m.lines), m.usd, m.lines === 0 ? 'GAP' : bar(m.lines / busiest)]),
        ...coverage.outside.map((o) => [o.title, count(o.lines), '', '']),
      ],
    ),
    table(
      'Lines by status',
      ['status', 'lines', 'USD'],
      [false, true, true],
      statuses.map((s) => [s.status, count(s.lines), s.usd]),
    ),
    table(
      'Values of current lines (different currencies and kinds are never added)',
      ['kind', 'currency', 'lines', 'total'],
      [false, false, true, true],
      values.map((v) => [v.basis, v.currency, count(v.lines), v.total]),
    ),
    table(
      'Empty cells',
      ['field', 'empty', 'share'],
      [false, true, true],
      empty.map((e) => [e.field, count(e.empty), share(e.empty, e.lines)]),
    ),
    table(
      'Cells with a text that is no value',
      ['source', 'column', 'field', 'cells'],
      [false, false, false, true],
      detail.unparsed.map((u) => [u.source_id, u.header, u.field, count(u.cells)]),
    ),
    table(
      'Lines that two sources both have (the first leads)',
      ['first', 'second', 'lines', 'copies', 'other value'],
      [false, false, true, true, true],
      detail.shared.map((s) => [s.first, s.second, count(s.lines), count(s.copies), count(s.differing)]),
    ),
    table(
      'Odd lines',
      ['what', 'lines'],
      [false, true],
      [...checks, ...detail.outliers].filter((c) => c.lines > 0).map((c) => [c.title, count(c.lines)]),
    ),
    detail.hs.nomenclature === null
      ? 'HS codes: no nomenclature was imported (waybill nomenclature CASE FILE).\n\n'
      : `HS codes that ${detail.hs.nomenclature} does not have: ${count(detail.hs.codes)}, on ${count(detail.hs.lines)} lines.\n\n`,
    table(
      'Columns left open',
      ['source', 'column', 'reason'],
      [false, false, false],
      detail.open.map((o) => [o.source_id, o.header.trim(), o.reason]),
    ),
    summary.blindSpots.length === 0
      ? ''
      : `What the data cannot show\n${summary.blindSpots.map((b) => `  ${b.text}\n`).join('')}`,
  ].join('');
}

const bar = (part: number): string => '█'.repeat(Math.max(1, Math.round(part * 24)));
