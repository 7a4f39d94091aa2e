/** A report as a workbook: the evidence, the sources, and one sheet (or more) for each table, whole. */
import type { RunOptions } from '../../shared/contract/engine.ts';
import type { ColumnInfo, ColumnPage } from '../../shared/contract/values.ts';
import type { NativeEngine } from '../engine/native.ts';
import type { NotebookSession } from '../notebook/run.ts';
import type { Coverage } from './coverage.ts';
import type { Evidence } from './evidence.ts';
import { writeXlsx, type XlsxResult, type XlsxTable } from './xlsx-writer.ts';

const PAGE = 2_000;
const text = (name: string): ColumnInfo => ({ name, type: 'VARCHAR', kind: 'text' });
const number = (name: string): ColumnInfo => ({ name, type: 'BIGINT', kind: 'integer' });
type Value = string | number | null;

function listed(name: string, columns: readonly ColumnInfo[], rows: readonly (readonly Value[])[]): XlsxTable {
  const page: ColumnPage = {
    from: 0,
    rows: rows.length,
    columns: columns.map((_, i) => rows.map((row) => row[i] ?? null)),
  };
  return { name, columns, pages: [page] };
}

/** Writes the workbook to `path`. */
export async function xlsxReport(
  engine: NativeEngine,
  session: NotebookSession,
  evidence: Evidence,
  coverage: Coverage,
  path: string,
  options: RunOptions = {},
): Promise<XlsxResult> {
  return writeXlsx(path, tables(engine, session, evidence, coverage, options), { signal: options.signal });
}

function* tables(
  engine: NativeEngine,
  session: NotebookSession,
  evidence: Evidence,
  coverage: Coverage,
  options: RunOptions,
): Iterable<XlsxTable> {
  yield listed('Evidence', [text('what'), text('value')], evidenceRows(session, evidence, coverage));
  yield listed(
    'Sources',
    ['source_id', 'file', 'sha256', 'kind', 'layout', 'loaded_at', 'columns']
      .map(text)
      .concat(['bytes', 'records_read', 'records_loaded', 'records_rejected'].map(number)),
    evidence.sources.map((s) => [
      s.source_id,
      s.file,
      s.sha256,
      s.kind,
      s.layout,
      s.loaded_at,
      Object.entries(s.mapping)
        .map(([column, field]) => `${column} → ${field}`)
        .join('; '),
      s.bytes,
      s.records_read,
      s.records_loaded,
      s.records_rejected,
    ]),
  );
  yield listed(
    'Cells',
    [text('cell'), text('kind'), number('rows'), text('result_hash'), text('ran_at'), text('error'), text('sql')],
    evidence.cells.map((c) => [c.cell, c.kind, c.rows, c.hash, c.at, c.error, c.sql]),
  );
  for (const node of session.graph.nodes) {
    const result = session.outcome(node.id)?.result;
    if (result)
      yield {
        name: node.id,
        columns: result.handle.columns,
        pages: pages(engine, result.handle.id, result.handle.rowCount, options),
      };
  }
}

function evidenceRows(session: NotebookSession, evidence: Evidence, coverage: Coverage): [string, Value][] {
  return [
    ['Title', session.notebook.front.title ?? evidence.notebook.file],
    ['Case', evidence.case_name],
    ...(evidence.synthetic
      ? ([['Synthetic case', 'Every name and number here is invented.']] as [string, Value][])
      : []),
    ['Run', evidence.run_at],
    ['Waybill', evidence.waybill],
    ['DuckDB', evidence.engine],
    ['Notebook', evidence.notebook.file],
    ['Notebook SHA-256', evidence.notebook.sha256],
    ['Custody log, entries', String(evidence.custody_entries)],
    ['Custody log, head', evidence.custody_head],
    ...Object.entries(evidence.inputs).map(([name, value]): [string, Value] => [
      `Input ${name}`,
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
    ...coverage.figures.map((f): [string, Value] => [f.what, f.value]),
    ...coverage.blindSpots.map((sentence): [string, Value] => ['Blind spot', sentence]),
    ...evidence.lists.map((list): [string, Value] => [`List ${list.file}`, list.sha256]),
    [
      'How to repeat it',
      `waybill run ${evidence.notebook.file} --case CASE, on a case with the same sources (see their SHA-256)`,
    ],
  ];
}

async function* pages(engine: NativeEngine, id: string, rows: number, options: RunOptions): AsyncIterable<ColumnPage> {
  for (let from = 0; from < rows; from += PAGE) yield await engine.page(id, from, PAGE, options);
}
