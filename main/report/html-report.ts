/**
 * A report as one HTML file: no script, nothing fetched, everything escaped; it opens offline, for ever, and prints.
 * Findings first, in the order of the notebook; then the evidence, for people and, as JSON in a `pre`, for `verify`.
 */
import type { ColumnPage } from '../../shared/contract/values.ts';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { isCell, type ChartBlock, type SqlBlock } from '../../shared/notebook/document.ts';
import { chartRows, MAX_CHART_ROWS, parseChart } from '../../shared/notebook/chart-spec.ts';
import { renderMarkdown } from '../../shared/notebook/markdown.ts';
import { WaybillError } from '../../shared/errors.ts';
import { csvHeader, csvRow } from '../../shared/sql/csv.ts';
import type { NativeEngine } from '../engine/native.ts';
import { drawChart } from '../notebook/chart.ts';
import { sha256 } from '../notebook/record.ts';
import type { CellOutcome, NotebookSession } from '../notebook/run.ts';
import { isNumeric, shownValue } from './cells.ts';
import type { Coverage } from './coverage.ts';
import type { Evidence } from './evidence.ts';
import { escapeHtml, html, trusted, type Html } from './html.ts';
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
  const body = html`<header>
      <h1>${title}</h1>
      <p class="soft">
        Case “${evidence.case_name}” · run ${evidence.run_at.slice(0, 16).replace('T', ' ')} UTC ·
        <a href="#evidence">evidence</a>
      </p>
      ${evidence.synthetic ? html`<p class="banner"><strong>Synthetic case.</strong> Every name and number here is invented.</p>` : ''}
    </header>
    <main>
      ${findings.map((part) => html`${part} `)}
      <section id="evidence">
        <h2>Evidence</h2>
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

const anchor = (cell: string): string => `sql-${Buffer.from(cell, 'utf8').toString('hex')}`;

const failure = (outcome: CellOutcome): Html =>
  html`<div class="error"><strong>${outcome.cell} has no result.</strong> ${outcome.error!.message}</div>`;

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
  if (block.info.attributes.get('report') === 'no') return html``;
  const [page] = await pagesOf(engine, outcome, SHOWN_ROWS, options);
  const { columns, rowCount } = handle;
  const rows = Array.from({ length: page?.rows ?? 0 }, (_, row) =>
    columns.map((c, i) => ({ c, value: page!.columns[i]![row]! })),
  );
  const shown =
    rows.length < rowCount
      ? `first ${rows.length} of ${rowCount} rows`
      : `${rowCount} ${rowCount === 1 ? 'row' : 'rows'}`;
  const csv = rows.length < rowCount || rows.length > 3 ? await csvLink(engine, outcome, options) : '';
  const content = html`<div class="scroll">
    <table>
      <caption>
        ${outcome.cell}: ${shown} ·
        <a href="#${anchor(outcome.cell)}">SQL</a
        >${csv}
      </caption>
      <thead>
        <tr>
          ${columns.map((c) => html`<th scope="col" ${trusted(isNumeric(c) ? ' class="number"' : '')}>${c.name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map(({ c, value }) => cell(shownValue(value, c), value === null, isNumeric(c)))}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
  const isStep = session.graph.nodes.some((n) => n.kind === 'sql' && n.needs.includes(outcome.cell));
  if (!isStep || rowCount <= STEP_ROWS) return content;
  return html`<details>
    <summary>${outcome.cell}: ${rowCount} rows that other cells use</summary>
    ${content}
  </details>`;
}

const cell = (text: string, isNull: boolean, numeric: boolean): Html => {
  const classes = [...(numeric ? ['number'] : []), ...(isNull ? ['null'] : [])].join(' ');
  return html`<td${trusted(classes === '' ? '' : ` class="${classes}"`)}>${text}</td>`;
};

/** All rows as a CSV inside the file, as long as it is not too large for one. */
async function csvLink(engine: NativeEngine, outcome: CellOutcome, options: RunOptions): Promise<Html> {
  const { handle } = outcome.result!;
  const note = html` · all rows: export the cell, or ask for the report as .xlsx`;
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
  return html` ·
    <a class="noprint" download="${name}.csv" href="data:text/csv;charset=utf-8;base64,${data}">all rows as CSV</a>`;
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
      ? html`Rows: ${data.cell} · <a href="#${anchor(data.cell)}">SQL</a>`
      : html`Rows: written in the chart`;
    return html`<figure>
      ${trusted(svg.replace('<svg', '<svg role="img"'))}
      <figcaption>${of}</figcaption>
    </figure>`;
  } catch (error) {
    if (!(error instanceof WaybillError)) throw error;
    return html`<div class="error"><strong>${outcome.cell} cannot be drawn.</strong> ${error.advice}</div>`;
  }
}

function evidencePart(evidence: Evidence, coverage: Coverage): Html {
  const { notebook } = evidence;
  const inputs = Object.entries(evidence.inputs);
  const set = inputs.map(
    ([name, value]) => ` --set ${shellWord(`${name}=${Array.isArray(value) ? value.join(',') : String(value)}`)}`,
  );
  return html` <h3>Sources</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">id</th>
            <th scope="col">file</th>
            <th scope="col" class="number">records read</th>
            <th scope="col" class="number">loaded</th>
            <th scope="col" class="number">rejected</th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          ${evidence.sources.map(
            (s) =>
              html`<tr>
                <td>${s.source_id}</td>
                <td>
                  ${s.file}
                  <span class="soft"
                    >${s.kind}, ${s.bytes} bytes, layout ${s.layout}, added ${s.loaded_at.slice(0, 10)}</span
                  >
                </td>
                <td class="number">${s.records_read}</td>
                <td class="number">${s.records_loaded}</td>
                <td class="number">${s.records_rejected}</td>
                <td class="hash">${s.sha256}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    <h3>Coverage and blind spots</h3>
    <dl>
      ${coverage.figures.map(
        (f) =>
          html`<dt>${f.what}</dt>
            <dd>${f.value}</dd>`,
      )}
    </dl>
    <ul>
      ${coverage.blindSpots.map((text) => html`<li>${text}</li>`)}
    </ul>
    ${
      inputs.length === 0
        ? ''
        : html`<h3>Inputs</h3>
            <dl>
              ${inputs.map(
                ([name, value]) =>
                  html`<dt>${name}</dt>
                    <dd>${Array.isArray(value) ? value.join(', ') : String(value)}</dd>`,
              )}
            </dl>`
    }
    <h3>Cells</h3>
    ${evidence.cells
      .filter((c) => c.kind === 'sql')
      .map(
        (c) =>
          html`<div id="${anchor(c.cell)}">
            <p>
              <strong>${c.cell}</strong>
              <span class="soft"
                >${c.error !== null ? `failed: ${c.error}` : `${String(c.rows)} rows, ${c.seconds.toFixed(3)} s`}</span
              >${c.hash === null ? '' : html`<br /><span class="soft">result</span> <span class="hash">${c.hash}</span>`}
            </p>
            <pre>${c.sql}</pre>
          </div> `,
      )}
    <h3>The run</h3>
    <dl>
      <dt>Run</dt>
      <dd>${evidence.run_at}</dd>
      <dt>Waybill</dt>
      <dd>${evidence.waybill}</dd>
      <dt>DuckDB</dt>
      <dd>${evidence.engine}</dd>
      <dt>Notebook</dt>
      <dd>${notebook.file} <span class="hash">${notebook.sha256}</span></dd>
      <dt>Custody log</dt>
      <dd>${evidence.custody_entries} entries, head <span class="hash">${evidence.custody_head}</span></dd>
    </dl>
    <h3>How to repeat it</h3>
    <ol>
      <li>Get the sources above and compare their SHA-256.</li>
      <li>Save the notebook below as <code>${notebook.file}</code>.</li>
      <li>
        <pre>
waybill new my-case
waybill add my-case ${evidence.sources.map((s) => shellWord(s.file)).join(' ')}
waybill analyze my-case
waybill run ${shellWord(notebook.file)} --case my-case${set} --report again.html</pre>
      </li>
      <li>
        With this report and a case:
        <pre>waybill verify my-case --report this-report.html</pre>
      </li>
    </ol>
    <p class="soft">
      A result's hash does not depend on the order of its rows: each row as text, doubles to 12 significant digits, MD5
      of each row, the sums of both halves over all rows, and the SHA-256 of column names, row count and sums. Column
      mappings and decisions about parties that a person made in the case are in its custody log.
    </p>
    <details>
      <summary>The notebook, as it was run</summary>
      <pre>${notebook.text}</pre>
    </details>`;
}

const shellWord = (text: string): string =>
  /^[\w.,=/-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** Whether the notebook has anything to show. */
export const hasFindings = (session: NotebookSession): boolean => session.notebook.blocks.some(isCell);
