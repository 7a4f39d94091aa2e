import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inlineBinds, typedLiteral } from './inline-binds.ts';
import { splitStatements, tokenize } from './tokens.ts';

const statement = (text: string) => splitStatements(text)[0]!;

describe('inlineBinds', () => {
  it('replaces parameters and nothing that only looks like one', () => {
    const { text } = inlineBinds(statement(`select $a, '$a', "$a", $$ $a $$ -- $a\n, $b::DATE`), { a: 1, b: "x'y" });
    expect(text).toBe(`select CAST(1 AS BIGINT), '$a', "$a", $$ $a $$ -- $a\n, 'x''y'::DATE`);
  });

  it('keeps the type that the native engine would bind', () => {
    expect([null, true, 7, 0.5, 2n ** 100n, 'x', NaN, 'a\0b'].map(typedLiteral)).toEqual([
      'NULL',
      'TRUE',
      'CAST(7 AS BIGINT)',
      "CAST('0.5' AS DOUBLE)",
      "CAST('1267650600228229401496703205376' AS HUGEINT)",
      "'x'",
      "CAST('NaN' AS DOUBLE)",
      "('a' || chr(0) || 'b')",
    ]);
  });

  it('refuses a parameter without a value, an inherited name and one without a name', () => {
    for (const text of ['select 1, $nope', 'select 1, $toString', 'select 1, ?']) {
      expect(() => inlineBinds(statement(text), {})).toThrow(
        expect.objectContaining({ code: 'sql/unbound', place: { offset: 10 } }) as Error,
      );
    }
  });

  it('finds the place in the statement as it was written', () => {
    const written = 'select $a, $long_name, nope';
    const { text, originalOffset } = inlineBinds(statement(written), { a: 'a long text', long_name: 1 });
    expect(originalOffset(text.indexOf('nope'))).toBe(written.indexOf('nope'));
    expect(originalOffset(text.indexOf('long text'))).toBe(written.indexOf('$a'));
    expect(originalOffset(2)).toBe(2);
  });

  it('makes of any text one string token, or a chain of them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (value) => {
        const { text } = inlineBinds(statement('select $x as y'), { x: value });
        const kinds = tokenize(text).map((t) => t.kind);
        expect(kinds.slice(0, 1)).toEqual(['word']);
        expect(kinds.slice(-2)).toEqual(['word', 'word']);
        const middle = tokenize(text).slice(1, -2);
        expect(middle.every((t) => t.kind === 'string' || ['(', ')', '|', 'chr', '0'].includes(t.text))).toBe(true);
      }),
    );
  });
});
