/**
 * What was done in a Quick Look, as a notebook: which file it was, the view that was on screen, the queries. Nothing of
 * the file's rows is in it. In a case that has the file, the first cell gives its records the name that the queries use.
 */
import { ident, join, sql, type Sql } from '../sql/sql.ts';
import { splitStatements } from '../sql/tokens.ts';
import { fenceFor, setAttribute } from './fence.ts';

export interface LookedAtFile {
  readonly name: string;
  readonly bytes: number;
  /** Hex; null where the file was too large to hash on the way. */
  readonly sha256: string | null;
  /** Its table in the Quick Look. */
  readonly relation: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface LookWork {
  /** Not empty; the first gives the notebook its title. */
  readonly files: readonly LookedAtFile[];
  /** Statement behind the table as it was shown, if that was more than the whole table. */
  readonly view: string | null;
  readonly queries: readonly { readonly title: string; readonly text: string }[];
}

export function lookNotebook({ files, view, queries }: LookWork): string {
  const taken = new Set(files.map((file) => file.relation.toLowerCase()));
  const parts = [
    `---\nwaybill: 1\ntitle: ${JSON.stringify(oneLine(files[0]?.name ?? 'Quick Look'))}\n---\n# What was looked at\n`,
    `${files.map(described).join('\n')}\n`,
    'In a case that has the file, its records are in the table that the first cell names; change the name there if the case calls it otherwise.\n',
    ...files.map((file) => cell(recordsOf(file).text, file.relation)),
  ];
  if (view !== null) parts.push('## The table as it was shown\n', cell(view, freeName('shown', taken)));
  for (const { title, text } of queries) {
    const statements = splitStatements(text).map((statement) => statement.text.trim());
    if (statements.length === 0) continue;
    parts.push(`## ${plain(title)}\n`);
    for (const statement of statements) parts.push(cell(statement, freeName(title, taken)));
  }
  return parts.join('\n');
}

/** The records as the Quick Look had them: these columns, with the types that a Parquet file gave. */
function recordsOf({ name, columns }: LookedAtFile): Sql {
  const shown = columns.map((column) => {
    const quoted = ident(column.name);
    // A case keeps all as text; a type comes from the engine's own catalogue.
    return column.type === 'VARCHAR'
      ? quoted
      : sql`TRY_CAST(${quoted} AS ${{ text: column.type, binds: [] }}) AS ${quoted}`;
  });
  return sql`SELECT ${shown.length === 0 ? { text: '*', binds: [] } : join(shown)} FROM ${ident(tableOfCase(name))}`;
}

/** What a case calls the table of a file whose layout is new to it (main/case/add.ts, layoutName). */
function tableOfCase(fileName: string): string {
  const stem = fileName.replace(/\.(gz|zip|zst)$/i, '').replace(/\.[^.]+$/, '');
  const slug = stem
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  return `raw_${slug || 'layout'}`;
}

function described({ name, bytes, sha256 }: LookedAtFile): string {
  const hash = sha256 === null ? 'not hashed, since it is large' : `SHA-256 ${sha256}`;
  return `- ${code(name)}: ${bytes.toLocaleString('en')} bytes, ${hash}`;
}

const cell = (source: string, name: string): string => {
  const fence = fenceFor(source);
  return `${fence}${setAttribute('sql', 'name', name)}\n${source}\n${fence}\n`;
};

/** A name for a cell from a title, not one of `taken`; the name is taken then. */
function freeName(title: string, taken: Set<string>): string {
  const words = title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  const base = /^[\p{L}_]/u.test(words) ? words : `query_${words}`.replace(/_$/, '');
  let name = base;
  for (let n = 2; taken.has(name); n += 1) name = `${base}_${n}`;
  taken.add(name);
  return name;
}

/** One line of text in which Markdown sees no marks. */
const plain = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/[\\`*_[\]<>#]/g, '\\$&')
    .trim();

/** A name that came with a file: characters that do not show, or turn the text around, become a mark. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\u{FFFD}');

/** As code: whatever is in it is shown and does nothing. */
function code(text: string): string {
  const line = oneLine(text);
  const marks = fenceFor(line, '`', 1);
  return marks.length > 1 || /^ | $/.test(line) ? `${marks} ${line} ${marks}` : `${marks}${line}${marks}`;
}
