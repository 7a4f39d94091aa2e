/**
 * A report as one HTML file: no script, nothing fetched, everything escaped; it opens offline, for ever, and prints.
 * Findings first, in the order of the notebook; then the evidence, for people and, as JSON in a `pre`, for `verify`.
 */
import type { ColumnPage } from '../../shared/contract/values.ts';
import type { RunOptions } from '../../shared/contract/engine.ts';
import type { ChartBlock, SqlBlock } from '../../shared/notebook/document.ts';
import { chartRows, MAX_CHART_ROWS, parseChart } from '../../shared/notebook/chart-spec.ts';
import { isNumeric } from '../../shared/notebook/placeholders.ts';
import { renderMarkdown } from '../../shared/notebook/markdown.ts';
import { WaybillError } from '../../shared/errors.ts';
import { csvHeader, csvRow } from '../../shared/sql/csv.ts';
import type { NativeEngine } from '../engine/native.ts';
import { drawChart } from '../notebook/chart.ts';
import { sha256 } from '../notebook/record.ts';
import type { CellOutcome, NotebookSession } from '../notebook/run.ts';
import { shownBy } from './cells.ts';
import type { Coverage } from './coverage.ts';
import type { Evidence } from './evidence.ts';
import { anchor, evidencePart } from './evidence-part.ts';
import { escapeHtml, markup, trusted, type Html } from './html.ts';
import { REPORT_STYLE } from './style.ts';

/** Rows of a table that are shown; the rest is in its CSV. */
export const SHOWN_ROWS = 50;
/** A result that other cells use and that has more rows is folded away: it is a step, not a finding. */
const STEP_ROWS = 200;
/** UTF-16 units of CSV embedded for one table. */
const MAX_CSV = 4_000_000;
const PAGE = 2_000;

/** Where the JSON stands in the file; `verify` looks for the same marks. */
export const EVIDENCE_OPEN = '<pre id="waybill-evidence">';
export const EVIDENCE_CLOSE = '</pre><!-- waybill-evidence -->';

/**
 * The text of the report.
 * @throws WaybillError 'chart/…' never: a chart that cannot be drawn is said in its place
 */
export async function htmlReport(
  engine: NativeEngine,
  session: NotebookSession,
  evidence: Evidence,
  coverage: Coverage,
  options: RunOptions = {},
): Promise<string> {
  const findings: Html[] = [];
  for (const node of session.graph.nodes) {
    const outcome = session.outcome(node.id);
    if (!outcome) continue;
    const block = session.notebook.blocks[node.block]!;
    if (outcome.error) findings.push(failure(outcome));
    else if (block.kind === 'markdown') findings.push(trusted(renderMarkdown(outcome.markdown ?? '')));
    else if (block.kind === 'sql') findings.push(await table(engine, session, block, outcome, options));
    else if (block.kind === 'vega-lite') findings.push(await chart(engine, session, block, outcome, options));
  }
  const title = session.notebook.front.title ?? evidence.notebook.file;
  const body = markup`<header>
<h1>${title}</h1>
<p class="soft">Case “${evidence.case_name}” · run ${evidence.run_at.slice(0, 16).replace('T', ' ')} UTC · <a href="#evidence">evidence</a></p>
${evidence.synthetic ? SYNTHETIC : ''}
</header>
<main>
${findings.map(
  (part) => markup`${part}
`,
)}
<section id="evidence"><h2>Evidence</h2>
${evidencePart(evidence, coverage)}
</section>
</main>`;
  const before = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer"><meta name="generator" content="Waybill ${escapeHtml(evidence.waybill)}">
<title>${escapeHtml(title)}</title>
<style>${REPORT_STYLE}</style></head>
<body>
${body.html}
<footer><details class="noprint"><summary>The evidence as JSON, for “waybill verify”</summary>
`;
  const after = `\n</details></footer>\n</body></html>\n`;
  const json = JSON.stringify({ ...evidence, body_sha256: sha256(before + after) }, null, 1);
  return before + EVIDENCE_OPEN + escapeHtml(json) + EVIDENCE_CLOSE + after;
}

const SYNTHETIC = markup`<p class="banner"><strong>Synthetic case.</strong> Every name and number here is invented.</p>`;

const failure = (outcome: CellOutcome): Html =>
  markup`<div class="error"><strong>${outcome.cell} has no result.</strong> ${outcome.error!.message}</div>`;

async function pagesOf(
  engine: NativeEngine,
  outcome: CellOutcome,
  rows: number,
  options: RunOptions,
): Promise<ColumnPage[]> {
  const pages: ColumnPage[] = [];
  const { handle } = outcome.result!;
  for (let from = 0; from < Math.min(rows, handle.rowCount); from += PAGE)
    pages.push(await engine.page(handle.id, from, Math.min(PAGE, rows - from), options));
  return pages;
}

async function table(
  engine: NativeEngine,
  session: NotebookSession,
  block: SqlBlock,
  outcome: CellOutcome,
  options: RunOptions,
): Promise<Html> {
  const { handle } = outcome.result!;
  if (block.info.attributes.get('report') === 'no') return markup``;
  const [page] = await pagesOf(engine, outcome, SHOWN_ROWS, options);
  const { columns, rowCount } = handle;
  const show = columns.map((column, i) => shownBy(column, page?.columns[i] ?? []));
  const rows = Array.from({ length: page?.rows ?? 0 }, (_, row) =>
    columns.map((column, i) => {
      const value = page!.columns[i]![row] ?? null;
      return cell('td', show[i]!(value), { number: isNumeric(column), null: value === null });
    }),
  );
  const shown =
    rows.length < rowCount
      ? `first ${rows.length} of ${rowCount} rows`
      : `${rowCount} ${rowCount === 1 ? 'row' : 'rows'}`;
  const csv = rows.length < rowCount || rows.length > 3 ? await csvLink(engine, outcome, options) : '';
  const head = columns.map((column) => cell('th scope="col"', column.name, { number: isNumeric(column) }));
  const content = markup`<div class="scroll"><table>
<caption>${outcome.cell}: ${shown} · <a href="#${anchor(outcome.cell)}">SQL</a>${csv}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${rows.map(
  (cells) => markup`<tr>${cells}</tr>
`,
)}</tbody></table></div>`;
  const isStep = session.graph.nodes.some((n) => n.kind === 'sql' && n.needs.includes(outcome.cell));
  if (!isStep || rowCount <= STEP_ROWS) return content;
  const summary = `${outcome.cell}: ${rowCount} rows that other cells use`;
  return markup`<details><summary>${summary}</summary>${content}</details>`;
}

/** One cell of a table. @param tag e.g. `td`, from this file only */
function cell(tag: string, text: string, classes: Readonly<Record<string, boolean>>): Html {
  const names = Object.keys(classes).filter((name) => classes[name]);
  const attribute = names.length === 0 ? '' : ` class="${names.join(' ')}"`;
  return markup`${trusted(`<${tag}${attribute}>`)}${text}${trusted(`</${tag.slice(0, 2)}>`)}`;
}

/** All rows as a CSV inside the file, as long as it is not too large for one. */
async function csvLink(engine: NativeEngine, outcome: CellOutcome, options: RunOptions): Promise<Html> {
  const { handle } = outcome.result!;
  const note = markup` · all rows: export the cell, or ask for the report as .xlsx`;
  // A first look at the size, so that no more pages than needed are read.
  if (handle.rowCount * handle.columns.length > MAX_CSV / 4) return note;
  let text = csvHeader(handle.columns, true);
  for (let from = 0; from < handle.rowCount; from += PAGE) {
    const page = await engine.page(handle.id, from, PAGE, options);
    for (let row = 0; row < page.rows; row += 1)
      text += csvRow(
        page.columns.map((column) => column[row] ?? null),
        true,
      );
    if (text.length > MAX_CSV) return note;
  }
  const data = Buffer.from(`\uFEFF${text}`, 'utf8').toString('base64');
  const name = outcome.cell.replace(/[^\p{L}\p{N}_-]+/gu, '_').slice(0, 80);
  const address = `data:text/csv;charset=utf-8;base64,${data}`;
  return markup` · <a class="noprint" download="${name}.csv" href="${address}">all rows as CSV</a>`;
}

async function chart(
  engine: NativeEngine,
  session: NotebookSession,
  block: ChartBlock,
  outcome: CellOutcome,
  options: RunOptions,
): Promise<Html> {
  try {
    const spec = parseChart(block.source);
    const data = session.graph.nodes.find((n) => n.id === outcome.cell)!.needs.map((id) => session.outcome(id)!)[0];
    let rows = null;
    if (data?.result) {
      if (data.result.handle.rowCount > MAX_CHART_ROWS)
        throw new WaybillError(
          'chart/too-many-rows',
          `The chart has ${data.result.handle.rowCount} rows to draw; at most ${MAX_CHART_ROWS} are drawn. Aggregate them in SQL first.`,
        );
      rows = chartRows(spec, data.result.handle.columns, await pagesOf(engine, data, MAX_CHART_ROWS, options));
    }
    const svg = await drawChart(block.source, rows);
    const of = data
      ? markup`Rows: ${data.cell} · <a href="#${anchor(data.cell)}">SQL</a>`
      : markup`Rows: written in the chart`;
    const drawing = trusted(svg.replace('<svg', '<svg role="img"'));
    return markup`<figure>${drawing}<figcaption>${of}</figcaption></figure>`;
  } catch (error) {
    if (!(error instanceof WaybillError)) throw error;
    return markup`<div class="error"><strong>${outcome.cell} cannot be drawn.</strong> ${error.advice}</div>`;
  }
}
