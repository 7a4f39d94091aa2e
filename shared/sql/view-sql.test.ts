import { expect, test } from 'vitest';
import { sql } from './sql.ts';
import { inlined } from './view-sql.ts';

test('only a ? that is a parameter is replaced by its value', () => {
  const statement = sql`SELECT "what?", 'why?' /* who? */ FROM t WHERE a = ${"it's"} AND b IN (${1}, ${null}) -- when?`;
  expect(inlined(statement)).toBe(
    `SELECT "what?", 'why?' /* who? */ FROM t WHERE a = 'it''s' AND b IN (1, NULL) -- when?`,
  );
});

test('a value that looks like a parameter stays a value', () => {
  expect(inlined(sql`SELECT ${'?'}, ${'b'}`)).toBe(`SELECT '?', 'b'`);
});
