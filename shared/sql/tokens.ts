/**
 * A tokenizer for DuckDB's SQL, exact about the things that decide where a statement ends: quotes, dollar quotes,
 * `E''` strings, nested block comments. It classifies; it does not judge the grammar (the engine does).
 */

export type TokenKind = 'word' | 'quotedName' | 'string' | 'number' | 'parameter' | 'symbol';

export interface Token {
  readonly kind: TokenKind;
  /** As written; names without their quotes, doubled quotes resolved. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const WORD_START = /[\p{L}_]/u;
const WORD_PART = /[\p{L}\p{N}\p{M}_$]/u;
const DOLLAR_TAG = /^\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/u;

/** End of a quoted run that begins at `at` (the opening quote); doubled quotes belong to it. */
function endOfQuoted(text: string, at: number, backslash: boolean): number {
  const quote = text[at];
  for (let i = at + 1; i < text.length; i += 1) {
    if (backslash && text[i] === '\\') i += 1;
    else if (text[i] === quote) {
      if (text[i + 1] !== quote) return i + 1;
      i += 1;
    }
  }
  return text.length;
}

function endOfBlockComment(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i += 1) {
    if (text.startsWith('/*', i)) {
      depth += 1;
      i += 1;
    } else if (text.startsWith('*/', i)) {
      depth -= 1;
      i += 1;
      if (depth === 0) return i + 1;
    }
  }
  return text.length;
}

function endOfWord(text: string, at: number): number {
  let i = at;
  while (i < text.length) {
    const char = String.fromCodePoint(text.codePointAt(i)!);
    if (!WORD_PART.test(char)) break;
    i += char.length;
  }
  return i;
}

/** All tokens but white space and comments, in order. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const push = (kind: TokenKind, start: number, end: number, value = text.slice(start, end)): number => {
    tokens.push({ kind, text: value, start, end });
    return end;
  };
  let i = 0;
  while (i < text.length) {
    const char = String.fromCodePoint(text.codePointAt(i)!);
    const next = text[i + 1];
    if (/\s/u.test(char) || char === '\uFEFF') i += char.length;
    else if (char === '-' && next === '-') {
      const end = text.slice(i).search(/[\n\r]/);
      i = end < 0 ? text.length : i + end;
    } else if (char === '/' && next === '*') i = endOfBlockComment(text, i);
    else if (char === "'") i = push('string', i, endOfQuoted(text, i, false));
    else if ((char === 'e' || char === 'E') && next === "'") i = push('string', i, endOfQuoted(text, i + 1, true));
    else if (char === '"') {
      const end = endOfQuoted(text, i, false);
      i = push('quotedName', i, end, text.slice(i + 1, end - 1).replaceAll('""', '"'));
    } else if (char === '$') {
      const tag = DOLLAR_TAG.exec(text.slice(i))?.[0];
      if (tag !== undefined) {
        const close = text.indexOf(tag, i + tag.length);
        i = push('string', i, close < 0 ? text.length : close + tag.length);
      } else i = push('parameter', i, Math.max(endOfWord(text, i + 1), i + 1));
    } else if (char === '?') i = push('parameter', i, i + 1);
    else if (WORD_START.test(char)) i = push('word', i, endOfWord(text, i));
    else if (/[0-9]/.test(char))
      i = push('number', i, i + (/^[0-9][0-9A-Za-z_.]*/.exec(text.slice(i))?.[0].length ?? 1));
    else i = push('symbol', i, i + char.length);
  }
  return tokens;
}

/** One statement of a script. */
export interface Statement {
  /** Without the final semicolon. */
  readonly text: string;
  /** Offset of `text` in the script. */
  readonly start: number;
  readonly tokens: readonly Token[];
}

/** Splits a script at its semicolons; empty statements are dropped. Token offsets are relative to the statement. */
export function splitStatements(script: string): Statement[] {
  const statements: Statement[] = [];
  let current: Token[] = [];
  const finish = (): void => {
    const first = current[0];
    const last = current.at(-1);
    if (first && last) {
      const tokens = current.map((t) => ({ ...t, start: t.start - first.start, end: t.end - first.start }));
      statements.push({ text: script.slice(first.start, last.end), start: first.start, tokens });
    }
    current = [];
  };
  for (const token of tokenize(script)) {
    if (token.kind === 'symbol' && token.text === ';') finish();
    else current.push(token);
  }
  finish();
  return statements;
}

/** The upper-case text of an unquoted word; '' for any other token. */
export const keyword = (token: Token | undefined): string => (token?.kind === 'word' ? token.text.toUpperCase() : '');
