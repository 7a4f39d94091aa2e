import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCell, parseNotebook } from './document.ts';
import { importIpynb, importSqlScript } from './imports.ts';

const cells = (text: string) =>
  parseNotebook(text)
    .blocks.filter(isCell)
    .map((cell) => [cell.name, cell.source]);

describe('importSqlScript', () => {
  it('makes cells of a script, with names where they are words', () => {
    const script =
      'select 0;\n-- %% a\nselect 1\n  from t;\r\n-- %% Who sold what\nselect 2\n-- %% [markdown] Notes\n-- # Big\n-- text\n--%% [sql] a\nselect 3\n';
    const text = importSqlScript(script, 'My "script"');
    expect(parseNotebook(text).front.title).toBe('My "script"');
    expect(cells(text)).toEqual([
      [null, 'select 0;'],
      ['a', 'select 1\n  from t;'],
      [null, 'select 2'],
      [null, 'select 3'],
    ]);
    expect(text).toContain('### Who sold what\n');
    expect(text).toContain('## Notes\n\n# Big\ntext\n');
  });

  it('takes a script without marks as one cell, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (source) => {
        const script = source.replace(/\r\n?/g, '\n').replace(/\0/g, '');
        const kept = script.replace(/^\uFEFF/, '').replace(/^(?:[ \t]*\n)+/, '').trimEnd();
        fc.pre(kept !== '' && !/^--\s*%%/m.test(script));
        expect(cells(importSqlScript(script, 't'))).toEqual([[null, kept]]);
      }),
    ); // prettier-ignore
  });
});

describe('importIpynb', () => {
  const notebook = (list: object[], metadata = {}): string => JSON.stringify({ nbformat: 4, metadata, cells: list });

  it('takes SQL cells and text, and leaves results behind', () => {
    const text = importIpynb(
      notebook([
        { cell_type: 'markdown', source: ['# Title\n', 'text'] },
        { cell_type: 'code', source: ['%%sql by_exporter <<\n', 'select 1'], outputs: [{ text: 'leaked' }] },
        { cell_type: 'code', source: 'select 2', metadata: { vscode: { languageId: 'sql' } } },
        { cell_type: 'code', source: 'print("```")' },
        { cell_type: 'raw', source: 'raw' },
        { cell_type: 'code', source: '' },
      ]),
      't',
    );
    expect(cells(text)).toEqual([
      ['by_exporter', 'select 1'],
      [null, 'select 2'],
    ]);
    expect(text).toContain('````python\nprint("```")\n````');
    expect(text).not.toContain('leaked');
  });

  it('knows notebooks of a SQL kernel', () => {
    const text = importIpynb(
      notebook([{ cell_type: 'code', source: 'select 1' }], { kernelspec: { language: 'SQL' } }),
      't',
    );
    expect(cells(text)).toEqual([[null, 'select 1']]);
  });

  it.each(['', '[]', '{"cells": 1}', '{"cells": [{"source": "x"}]}', '{"worksheets": []}'])('refuses %s', (text) => {
    expect(() => importIpynb(text, 't')).toThrow(expect.objectContaining({ code: 'notebook/import' }));
  });
});
