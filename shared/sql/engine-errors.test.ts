import { describe, expect, it } from 'vitest';
import { engineError } from './engine-errors.ts';

describe('engineError', () => {
  it('points at the place in the script', () => {
    const script = "select 1;\nselect 1 +\n 'ж'::int, nosuch from t";
    const message = `Binder Error: Referenced column "nosuch" not found in FROM clause!\nCandidate bindings: "1"\n\nLINE 2:  'ж'::int, nosuch from t\n                   ^`;
    const error = engineError(new Error(message), script.slice(10), 10);
    expect(error).toMatchObject({ code: 'sql/unknown-name', place: { offset: script.indexOf('nosuch') } });
  });

  it('finds the place in a line that is shown in part', () => {
    const statement = `select ${'a, '.repeat(60)} frm ${'b, '.repeat(60)} from t`;
    const at = statement.indexOf('frm') + 4;
    const shown = statement.slice(at - 30, at + 30);
    const message = `Parser Error: syntax error at or near "b"\n\nLINE 1: ...${shown}...\n${' '.repeat('LINE 1: ...'.length + 30)}^`;
    expect(engineError(new Error(message), statement)).toMatchObject({ code: 'sql/syntax', place: { offset: at } });
  });

  it('finds a syntax error after Cyrillic text, where the caret comes too early', () => {
    const statement = "select 1,\n 'жж' frm x";
    const message = `Parser Error: syntax error at or near "x"\n\nLINE 2:  'жж' frm x\n${' '.repeat('LINE 2: '.length + 8)}^`;
    expect(engineError(new Error(message), statement)).toMatchObject({ place: { offset: statement.indexOf('x') } });
  });

  it.each([
    ['INTERRUPT Error: Interrupted!', 'app/cancelled'],
    ['IO Error: Could not write file "x": No space left on device', 'disk/full'],
    ["Conversion Error: Could not convert string 'abc' to INT32", 'sql/failed'],
    [
      'Permission Error: Cannot access file "/etc/passwd" - file system operations are disabled by configuration',
      'sql/refused',
    ],
  ])('%s → %s', (message, code) => {
    expect(engineError(new Error(message))).toMatchObject({ code });
  });
});
