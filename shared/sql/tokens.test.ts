import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitStatements, tokenize } from './tokens.ts';

describe('splitStatements', () => {
  it('does not end a statement inside quotes, comments or dollar quotes', () => {
    const parts = [
      "select ';' a",
      'select ";" from t',
      'select 1 /* ; /* ; */ ; */ + 2',
      'select $$;$$, $a$;$$;$a$',
      "select E'\\';'",
      'from t -- ;',
    ];
    expect(splitStatements(parts.join('\n;\n')).map((s) => s.text)).toEqual([...parts.slice(0, -1), 'from t']);
  });

  it('gives each statement its place in the script', () => {
    const script = ' select 1;;\n from t ';
    for (const s of splitStatements(script)) expect(script.slice(s.start, s.start + s.text.length)).toBe(s.text);
  });

  it('never loses a character that is not white space or comment', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`ab"'$;-/*\\E \nж1(`) }), (text) => {
        const tokens = tokenize(text);
        for (let i = 1; i < tokens.length; i += 1) expect(tokens[i]!.start).toBeGreaterThanOrEqual(tokens[i - 1]!.end);
        expect(tokens.every((t) => t.end > t.start)).toBe(true);
      }),
    );
  });
});
