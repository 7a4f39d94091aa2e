/**
 * SQL as a value. In the `sql` template a hole binds a value; names go through `ident`; fragments compose. There is no
 * third way in: a plain string in a hole becomes a bound parameter, never text.
 */

/** A value that an engine can bind. Dates and decimals are bound as text and cast in the SQL. */
export type Bind = string | number | bigint | boolean | null;

/** SQL text with `?` for each bind, in order. */
export interface Sql {
  readonly text: string;
  readonly binds: readonly Bind[];
}

const isSql = (value: unknown): value is Sql =>
  typeof value === 'object' && value !== null && 'text' in value && 'binds' in value;

/** Builds SQL: `sql\`select * from ${ident(name)} where x = ${value}\``. */
export function sql(parts: TemplateStringsArray, ...holes: readonly (Sql | Bind)[]): Sql {
  let text = parts[0] ?? '';
  const binds: Bind[] = [];
  holes.forEach((hole, i) => {
    if (isSql(hole)) {
      text += hole.text;
      binds.push(...hole.binds);
    } else {
      text += '?';
      binds.push(hole);
    }
    text += parts[i + 1] ?? '';
  });
  return { text, binds };
}

/** A quoted name. Doubles every quote and never inspects: a name that looks quoted is a name with quotes in it. */
export function ident(name: string): Sql {
  if (name.includes('\0')) throw new RangeError('A name cannot contain the character U+0000.');
  return { text: `"${name.replaceAll('"', '""')}"`, binds: [] };
}

/** A dotted name, each part quoted. */
export const qualified = (...names: readonly string[]): Sql => join(names.map(ident), '.');

/**
 * A quoted string literal, for the places where an engine accepts no parameter (options of COPY and read_csv, view
 * definitions). Everywhere else use a hole.
 */
export function literal(value: string): Sql {
  if (value.includes('\0')) throw new RangeError('A literal cannot contain the character U+0000.');
  return { text: `'${value.replaceAll("'", "''")}'`, binds: [] };
}

/** Fragments with a separator between them. The separator is code, never data. */
export function join(
  fragments: readonly Sql[],
  separator: ', ' | ' AND ' | ' OR ' | '.' | ' ' | '\n' | ' UNION ALL BY NAME ' | ' UNION ALL ' = ', ',
): Sql {
  return { text: fragments.map((f) => f.text).join(separator), binds: fragments.flatMap((f) => f.binds) };
}

/** The empty fragment. */
export const empty: Sql = { text: '', binds: [] };

/** A list of string literals, as `['a', 'b']`. */
export const literalList = (values: readonly string[]): Sql => sql`[${join(values.map(literal))}]`;

/** Escapes a text for use inside a RE2 regular expression (DuckDB's `regexp_*`), so that it matches itself. */
export const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
