/**
 * `$name` parameters of an analyst's statement written as typed literals, for an engine that can cancel a statement only
 * where it is sent as text (DuckDB-WASM: prepared statements block). A value becomes one literal token made by the one
 * quoter (sql.ts), in place of one parameter token found by the tokenizer: it can no more end up as code than a bound one.
 */
import { WaybillError } from '../errors.ts';
import { literal, type Bind } from './sql.ts';
import type { Token } from './tokens.ts';

export interface Inlined {
  readonly text: string;
  /** Offset in the statement as written that an offset in `text` stands for. */
  originalOffset(offset: number): number;
}

/** The type is the one that the native engine binds: BIGINT, DOUBLE, HUGEINT, BOOLEAN, VARCHAR. */
export function typedLiteral(value: Bind): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return value.includes('\0') ? withNul(value) : literal(value).text;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'bigint') return `CAST('${value}' AS HUGEINT)`;
  if (Number.isSafeInteger(value)) return `CAST(${value} AS BIGINT)`;
  return `CAST('${value}' AS DOUBLE)`;
}

/** A text with U+0000, which no literal can hold. */
const withNul = (value: string): string =>
  `(${value
    .split('\0')
    .map((part) => literal(part).text)
    .join(' || chr(0) || ')})`;

/**
 * @param statement text and its tokens (offsets within the text)
 * @throws WaybillError 'sql/unbound' for a name without a value, or a parameter without a name
 */
export function inlineBinds(
  statement: { readonly text: string; readonly tokens: readonly Token[] },
  binds: Readonly<Record<string, Bind>>,
): Inlined {
  let text = '';
  let at = 0;
  /** Where literals stand in the new text, and what they replace. */
  const spots: { readonly start: number; readonly end: number; readonly was: Token }[] = [];
  for (const token of statement.tokens) {
    if (token.kind !== 'parameter') continue;
    const name = token.text.slice(1);
    const value = Object.hasOwn(binds, name) ? binds[name] : undefined;
    if (token.text[0] !== '$' || value === undefined) {
      throw new WaybillError(
        'sql/unbound',
        `The statement uses ${token.text}, which has no value. Give it one in the notebook's inputs.`,
        { place: { offset: token.start } },
      );
    }
    text += statement.text.slice(at, token.start);
    const start = text.length;
    text += typedLiteral(value);
    spots.push({ start, end: text.length, was: token });
    at = token.end;
  }
  text += statement.text.slice(at);
  return {
    text,
    originalOffset(offset) {
      let shift = 0;
      for (const { start, end, was } of spots) {
        if (offset < start) break;
        if (offset < end) return was.start;
        shift = was.end - end;
      }
      return offset + shift;
    },
  };
}
