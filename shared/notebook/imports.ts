/**
 * Other people's notebooks as ours: SQL scripts in cells (`-- %%`) and Jupyter notebooks (SQL cells and text). What is
 * not SQL is kept as a code block that is shown and does not run. Results are left behind: they may hold leaked data.
 */
import { z } from 'zod';
import { WaybillError } from '../errors.ts';
import { fenceFor, setAttribute } from './fence.ts';

const front = (title: string): string => `---\nwaybill: 1\ntitle: ${JSON.stringify(title)}\n---\n`;
const fenced = (info: string, source: string): string => {
  const fence = fenceFor(source);
  return `${fence}${info}\n${source === '' ? '' : `${source}\n`}${fence}\n`;
};
const trimLines = (text: string): string => text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();

/** `-- %% name`, `-- %% [markdown]`, `-- %% [sql] name` */
const MARKER = /^--[ \t]*%%[ \t]*(?:\[(\w+)\])?[ \t]*(.*)$/;

/**
 * A SQL script as a notebook: each `-- %%` line begins a cell and may name it; `-- %% [markdown]` begins text, written
 * as comments. A script without markers is one cell.
 */
export function importSqlScript(script: string, title: string): string {
  const cells: { kind: string; name: string; lines: string[] }[] = [{ kind: 'sql', name: '', lines: [] }];
  for (const line of script.replace(/^\uFEFF/, '').split(/\r\n?|\n/)) {
    const marker = MARKER.exec(line);
    if (marker) cells.push({ kind: (marker[1] ?? 'sql').toLowerCase(), name: marker[2]!.trim(), lines: [] });
    else cells.at(-1)!.lines.push(line);
  }
  const taken = new Set<string>();
  const parts = cells.flatMap(({ kind, name, lines }) => {
    if (kind === 'markdown' || kind === 'md') {
      const text = trimLines(lines.map((line) => line.replace(/^--[ \t]?/, '')).join('\n'));
      return text === '' && name === '' ? [] : [`${name === '' ? '' : `## ${name}\n\n`}${text}\n`];
    }
    const source = trimLines(lines.join('\n'));
    return source === '' ? [] : [sqlCell(source, name, taken)];
  });
  return [front(title), ...parts].join('\n');
}

/** A title that several words make is kept above the cell as text; a word becomes its name. */
function sqlCell(source: string, name: string, taken: Set<string>): string {
  const isName = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !taken.has(name.toLowerCase());
  if (isName) taken.add(name.toLowerCase());
  const heading = name === '' || isName ? '' : `### ${name.replace(/[\\`*_[\]<>#]/g, '\\$&')}\n\n`;
  return heading + fenced(isName ? setAttribute('sql', 'name', name) : 'sql', source);
}

const ipynbSchema = z.object({
  nbformat: z.number().optional(),
  metadata: z.looseObject({}).optional(),
  cells: z
    .array(
      z.looseObject({
        cell_type: z.string(),
        source: z.union([z.string(), z.array(z.string())]).default(''),
        metadata: z.looseObject({}).optional(),
      }),
    )
    .max(100_000),
});

const languageOf = (metadata: unknown): string => {
  const { kernelspec, language_info: info } = (metadata ?? {}) as Record<string, { language?: string; name?: string }>;
  return (info?.name ?? kernelspec?.language ?? 'python').toLowerCase();
};

/**
 * A Jupyter notebook as ours. SQL cells are those that say so: `%%sql` at the top, VS Code's or Deepnote's mark in the
 * metadata, or a kernel of SQL. `%%sql name <<` gives the cell its name.
 * @throws WaybillError 'notebook/import'
 */
export function importIpynb(text: string, title: string): string {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new WaybillError('notebook/import', 'This is not a Jupyter notebook: it is not JSON.', { cause });
  }
  const parsed = ipynbSchema.safeParse(json);
  if (!parsed.success)
    throw new WaybillError('notebook/import', 'This is not a Jupyter notebook of version 4: it has no list of cells.');
  const kernel = languageOf(parsed.data.metadata);
  const taken = new Set<string>();
  const parts = parsed.data.cells.flatMap((cell) => {
    const source = trimLines((Array.isArray(cell.source) ? cell.source.join('') : cell.source).replace(/\r\n?/g, '\n'));
    if (source === '') return [];
    if (cell.cell_type === 'markdown') return [`${source}\n`];
    if (cell.cell_type !== 'code') return [fenced('text', source)];
    const magic = /^%%(?:sql|bigquery|duckdb)\b[ \t]*(?:([\p{L}_][\p{L}\p{N}_]*)[ \t]*<<)?[^\n]*(?:\n|$)/u.exec(source);
    if (magic) return [sqlCell(trimLines(source.slice(magic[0].length)), magic[1] ?? '', taken)];
    const {
      vscode,
      language,
      sql_cell: marked,
    } = (cell.metadata ?? {}) as {
      vscode?: { languageId?: string };
      language?: string;
      sql_cell?: boolean;
    };
    const isSql = marked === true || (vscode?.languageId ?? language ?? kernel) === 'sql';
    return [isSql ? sqlCell(source, '', taken) : fenced(vscode?.languageId ?? language ?? kernel, source)];
  });
  return [front(title), ...parts].join('\n');
}
