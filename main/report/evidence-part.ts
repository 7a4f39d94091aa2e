/** The evidence part of an HTML report, for people. */
import type { Coverage } from './coverage.ts';
import type { Evidence } from './evidence.ts';
import { markup, type Html } from './html.ts';

/** Where the SQL of a cell stands; cell names can hold anything. */
export const anchor = (cell: string): string => `sql-${Buffer.from(cell, 'utf8').toString('hex')}`;

/** A word for a POSIX shell. */
const shellWord = (text: string): string =>
  /^[\w.,=/-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;

const list = (value: string | number | readonly string[]): string =>
  Array.isArray(value) ? value.join(',') : String(value);

export function evidencePart(evidence: Evidence, coverage: Coverage): Html {
  return markup`
<h3>Sources</h3>
${sources(evidence)}
<h3>Coverage and blind spots</h3>
<dl>${coverage.figures.map((f) => markup`<dt>${f.what}</dt><dd>${f.value}</dd>`)}</dl>
<ul>${coverage.blindSpots.map((text) => markup`<li>${text}</li>`)}</ul>
${inputs(evidence)}
<h3>Cells</h3>
${evidence.cells.filter((cell) => cell.kind === 'sql').map(cellPart)}
${run(evidence)}
<h3>How to repeat it</h3>
${repeat(evidence)}
<details><summary>The notebook, as it was run</summary><pre>${evidence.notebook.text}</pre></details>`;
}

const sources = (evidence: Evidence): Html => markup`<div class="scroll"><table>
<thead><tr><th scope="col">id</th><th scope="col">file</th><th scope="col" class="number">records read</th><th scope="col" class="number">loaded</th><th scope="col" class="number">rejected</th><th scope="col">SHA-256</th></tr></thead>
<tbody>
${evidence.sources.map((s) => {
  const about = `${s.kind}, ${s.bytes} bytes, layout ${s.layout}, added ${s.loaded_at.slice(0, 10)}`;
  return markup`<tr><td>${s.source_id}</td><td>${s.file} <span class="soft">${about}</span>${mappingOf(s)}</td><td class="number">${s.records_read}</td><td class="number">${s.records_loaded}</td><td class="number">${s.records_rejected}</td><td class="hash">${s.sha256}</td></tr>\n`;
})}</tbody></table></div>${lists(evidence)}`;

const mappingOf = (source: Evidence['sources'][number]): Html => {
  const pairs = Object.entries(source.mapping);
  if (pairs.length === 0) return markup``;
  const how = source.mapped_by_hand ? 'columns as a person mapped them' : 'columns as they were recognised';
  return markup`<details><summary class="soft">${how}</summary><ul>${pairs.map(([column, field]) => markup`<li>${column} → ${field}</li>`)}</ul></details>`;
};

const lists = ({ lists: all }: Evidence): Html =>
  all.length === 0
    ? markup``
    : markup`<p>Lists:</p><ul>${all.map((list) => markup`<li>${list.file} <span class="hash">${list.sha256}</span></li>`)}</ul>`;

function inputs(evidence: Evidence): Html {
  const values = Object.entries(evidence.inputs);
  if (values.length === 0) return markup``;
  return markup`<h3>Inputs</h3>
<dl>${values.map(([name, value]) => markup`<dt>${name}</dt><dd>${list(value)}</dd>`)}</dl>`;
}

function cellPart(cell: Evidence['cells'][number]): Html {
  const became =
    cell.error === null
      ? `${String(cell.rows)} rows, ${cell.seconds.toFixed(3)} s${cell.at === '' ? '' : `, run ${cell.at.slice(0, 19).replace('T', ' ')} UTC`}`
      : `failed: ${cell.error}`;
  const hash =
    cell.hash === null ? '' : markup`<br><span class="soft">result</span> <span class="hash">${cell.hash}</span>`;
  return markup`<div id="${anchor(cell.cell)}"><p><strong>${cell.cell}</strong> <span class="soft">${became}</span>${hash}</p>
<pre>${cell.sql}</pre></div>
`;
}

const run = ({ notebook, ...evidence }: Evidence): Html => markup`<h3>The run</h3>
<dl><dt>Run</dt><dd>${evidence.run_at}</dd><dt>Waybill</dt><dd>${evidence.waybill}</dd><dt>DuckDB</dt><dd>${evidence.engine}</dd>
<dt>Notebook</dt><dd>${notebook.file} <span class="hash">${notebook.sha256}</span></dd>
<dt>Custody log</dt><dd>${evidence.custody_entries} entries, head <span class="hash">${evidence.custody_head}</span></dd></dl>`;

/** Sources in their order; one that a person mapped is added by itself. */
function adds(sources: Evidence['sources']): string[] {
  const commands: string[] = [];
  let together: string[] = [];
  const flush = (): void => {
    if (together.length > 0) commands.push(`waybill add my-case ${together.join(' ')}`);
    together = [];
  };
  for (const source of sources) {
    if (!source.mapped_by_hand) together.push(shellWord(source.file));
    else {
      flush();
      const maps = Object.entries(source.mapping).map(([column, field]) => ` --map ${shellWord(`${column}=${field}`)}`);
      commands.push(`waybill add my-case ${shellWord(source.file)}${maps.join('')}`);
    }
  }
  flush();
  return commands;
}

function repeat(evidence: Evidence): Html {
  const { notebook } = evidence;
  const set = Object.entries(evidence.inputs).map(([name, value]) => ` --set ${shellWord(`${name}=${list(value)}`)}`);
  const commands = [
    'waybill new my-case',
    ...adds(evidence.sources),
    `waybill analyze my-case${evidence.lists.map((each) => ` --list ${shellWord(each.file)}`).join('')}`,
    `waybill run ${shellWord(notebook.file)} --case my-case${set.join('')} --report again.html`,
  ].join('\n');
  return markup`<ol><li>Get the sources above and compare their SHA-256.</li>
<li>Save the notebook below as <code>${notebook.file}</code>.</li>
<li><pre>${commands}</pre></li>
<li>To compare every result of this report with a case: <pre>waybill verify my-case --report this-report.html</pre></li></ol>
<p class="soft">How a result is hashed: each row as text (doubles to 12 significant digits), the MD5 of each row as a number, the sums of its two halves over all rows, then the SHA-256 of column names, row count and sums. The order of rows does not matter. Decisions that a person made in the case (on parties, brands, hits) are in its custody log.</p>`;
}
