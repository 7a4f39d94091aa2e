import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordScanner, type ScanOptions } from '../../shared/intake/record-scanner.ts';
import type { Dialect } from '../../shared/intake/row-parser.ts';
import { decodeUtf8, textHost as host } from './decoders.ts';

const plain: Dialect = { delimiter: ',', quote: '"', escape: '"', comment: null, newline: 'lf' };

interface Found {
  readonly record: number;
  readonly line: number;
  readonly reason: string | null;
  readonly cells: readonly (string | null)[];
}

/** Scans a text that arrives in pieces of the given sizes (the last size again and again). */
function scan(text: string | Uint8Array, change: Partial<ScanOptions> = {}, sizes: readonly number[] = [1 << 20]) {
  const options = { dialect: plain, width: null, rowsBefore: 1, headerRows: 1, host, ...change };
  const scanner = new RecordScanner(options);
  const found: Found[] = [];
  const sink = {
    record(buf: Uint8Array, start: number, end: number, record: number, line: number): void {
      found.push({ record, line, reason: null, cells: scanner.texts(buf, start, end) });
    },
    reject(buf: Uint8Array, start: number, end: number, record: number, line: number, reason: string): void {
      found.push({ record, line, reason, cells: [decodeUtf8(buf.subarray(start, end))] });
    },
  };
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  let rest = new Uint8Array(0);
  for (let at = 0, k = 0; ; k += 1) {
    const size = sizes[Math.min(k, sizes.length - 1)] ?? 1;
    const piece = bytes.subarray(at, at + size);
    at += piece.length;
    const last = at >= bytes.length;
    const buf = new Uint8Array(rest.length + piece.length + 1);
    buf.set(rest);
    buf.set(piece, rest.length);
    const end = buf.length - 1;
    rest = buf.slice(scanner.scan(buf, end, last, sink), end);
    if (last) return { found, scanner };
  }
}

const reasons = (text: string, change: Partial<ScanOptions> = {}): (string | null)[] =>
  scan(text, change).found.map((f) => f.reason);

describe('records', () => {
  it('are the rows after the header; empty and blank rows, comments and end-of-file marks are none', () => {
    const text = 'a,b\n1,2\n\n \t,\u00a0\n"",\n# note, "x\n3,4\n\u001a\n';
    const { found } = scan(text, { dialect: { ...plain, comment: '#' } });
    expect(found.map((f) => [f.record, f.line, f.cells])).toEqual([
      [1, 2, ['1', '2']],
      [2, 7, ['3', '4']],
    ]);
  });

  it('tell an empty cell from a quoted empty one', () => {
    expect(scan('a,b\n,""\nx,\n').found.map((f) => f.cells)).toEqual([['x', null]]);
    expect(scan('a,b,c\n,"",x\n').found[0]?.cells).toEqual([null, '', 'x']);
  });

  it('keep line breaks, delimiters and doubled quotes inside quotes', () => {
    const { found } = scan('a,b\n"x\r\ny, ""z""",2\n3,4\n');
    expect(found.map((f) => [f.line, f.cells])).toEqual([
      [2, ['x\r\ny, "z"', '2']],
      [4, ['3', '4']],
    ]);
  });

  it('take a quote inside an unquoted cell as text, and blanks after a closing quote as nothing', () => {
    expect(scan('a,b\n27" screen,"x" \n').found[0]?.cells).toEqual(['27" screen', 'x']);
  });

  it('know a backslash as the escape where it is', () => {
    const dialect = { ...plain, escape: '\\' };
    expect(scan('a,b\n"say \\"hi\\"","c:\\dir"\nx\\,y,2\n', { dialect }).found.map((f) => f.cells)).toEqual([
      ['say "hi"', 'c:\\dir'],
      ['x,y', '2'],
    ]);
  });

  it('end at CR where CR ends lines, else CR is text', () => {
    expect(scan('a,b\r1,2\r\n3,4\n5,6', { dialect: { ...plain, newline: 'mixed' } }).found).toHaveLength(3);
    expect(scan('a,b\n1,x\ry\n').found[0]?.cells).toEqual(['1', 'x\ry']);
  });

  it('are cut by a delimiter of several characters', () => {
    const dialect = { ...plain, delimiter: '||' };
    expect(scan('a||b\n1||x|y\n"p||q"||2\n||\n', { dialect }).found.map((f) => f.cells)).toEqual([
      ['1', 'x|y'],
      ['p||q', '2'],
    ]);
  });

  it('may all end with one delimiter more than the header', () => {
    const { found } = scan(`a,b\n${'1,2,\n'.repeat(20)}5,6\n7,8,9\n`);
    expect(found.slice(19).map((f) => f.reason ?? f.cells)).toEqual([['1', '2'], ['5', '6'], 'too many fields']);
    expect(reasons('a,b\n1,2,\n3,4\n5,6\n')).toEqual(['too many fields', null, null]);
  });
});

describe('an unclosed quote', () => {
  const wide = 'a,b,c,d,e,f\n';
  it('costs its own line where the lines after it parse alone', () => {
    const text = `${wide}1,"x,3,4,5,6\n2,"y ""z""",3,4,5,6\n3,x,3,4,5,6\n`;
    expect(reasons(text)).toEqual(['unclosed quote', null, null]);
  });

  it('costs its own line where no quote follows until the end', () => {
    const { found } = scan(`${wide}1,"x,3,4,5,6\n${'2,x,3,4,5,6\n'.repeat(1000)}`);
    expect(found).toHaveLength(1001);
    expect(found[0]).toMatchObject({ reason: 'unclosed quote', line: 2, cells: ['1,"x,3,4,5,6'] });
    expect(found[1]).toMatchObject({ reason: null, line: 3, record: 2 });
  });

  it('is seen even where a stray quote further down would make one sound record of it all', () => {
    const head = 'a,b,c,d,e,f,g,h\n';
    const text = `${head}1,2,"x,4,5,6,7,8\n2,2,y,4,5,6,7,8\n3,2,TV 27",4,5,6,7,8\n4,2,z,4,5,6,7,8\n`;
    expect(reasons(`${head}1,2,",4,5,6,7,8\n2,2,",4,5,6,7,8\n`)).toEqual(['unclosed quote', 'unclosed quote']);
    expect(scan(text).found.map((f) => f.reason ?? f.cells[2])).toEqual(['unclosed quote', 'y', 'TV 27"', 'z']);
  });

  it('is told on two damaged lines one after the other', () => {
    const text = `${wide}1,"x,3,4,5,6\n2,"y,3,4\n3,"z",3,4,5,6\n`;
    expect(reasons(text)).toEqual(['unclosed quote', 'unclosed quote', null]);
  });

  it('is one record to the end where nothing after it is a record', () => {
    const { found } = scan('a,b,c\n1,2,"open\nsome words\n');
    expect(found).toEqual([{ record: 1, line: 2, reason: 'unclosed quote', cells: ['1,2,"open\nsome words'] }]);
  });

  it('does not make a reject of an honest text of several lines', () => {
    const text = `${wide}1,"Dear all,\nthanks, and bye",3,4,5,6\n"first, cell\nof, two",2,3,4,5,6\n1,2,3,4,5,"last\n1,2"\n`;
    expect(reasons(text)).toEqual([null, null, null]);
  });

  it('above the header hides nothing', () => {
    const { found } = scan('Report "Q1\nof 2022\na,b\n1,2\n', { rowsBefore: 3 });
    expect(found.map((f) => f.cells)).toEqual([['1', '2']]);
  });
});

describe('rejected', () => {
  it('are rows of the wrong width, text after a closing quote, NUL and undecodable bytes', () => {
    expect(reasons('a,b,c\n1,2\n1,2,3,4\n"x"y,2,3\n1,2,\0\n')).toEqual([
      'too few fields',
      'too many fields',
      'text after a closing quote',
      'nul byte',
    ]);
    const bytes = Uint8Array.from([...Buffer.from('a,b\n1,'), 0xd0, ...Buffer.from('\n2,é\n')]);
    expect(scan(bytes).found.map((f) => f.reason)).toEqual(['invalid bytes', null]);
  });

  it('are the header again, totals and page footers, but not goods that are called so', () => {
    const head = 'name,hs,value,net,gross\n';
    const rows = ['Total Quartz oil,2710,5,1,1', 'Итого:,,1 200,,', '"name",hs,value,net,gross', 'Page 3 of 7,,,,'];
    expect(reasons(head + rows.join('\n'))).toEqual([null, 'totals or footer', 'repeated header', 'totals or footer']);
    expect(reasons(`${head}(120 rows affected)\n`)).toEqual(['totals or footer']);
    expect(reasons(`${head}Всего хорошего ООО,,5,,\nTotal,2710,5,1,1\n`)).toEqual([null, null]);
  });

  it('is a line that is longer than any record may be, and memory does not follow it', () => {
    const long = new Uint8Array(20 * 1024 * 1024).fill(120);
    const before = Buffer.from('a,b\n1,2\n');
    const after = Buffer.from('\n3,4\n');
    const text = new Uint8Array(before.length + long.length + after.length);
    text.set(before);
    text.set(long, before.length);
    text.set(after, before.length + long.length);
    const { found } = scan(text, {}, [4 * 1024 * 1024]);
    expect(found.map((f) => f.reason)).toEqual([null, 'too long', null]);
    expect(found[2]).toMatchObject({ record: 3, line: 4, cells: ['3', '4'] });
  });
});

describe('damaged lines among sound ones', () => {
  const cell = fc.constantFrom('', 'x', '12,5', '"ООО ""МАЯК"""', '"a; b"', '""', 'TV 27" LED', '2022-01-05', 'Чай');
  const row = fc.array(cell, { minLength: 7, maxLength: 7 }).map((cells) => ['id', ...cells]);
  const damage = fc.constantFrom('none', 'none', 'none', 'unclosed', 'wide', 'narrow', 'after');
  const damaged = (cells: readonly string[], kind: string, at: number): string[] => {
    const out = [...cells];
    if (kind === 'unclosed') out[at] = '"ЧАЙ ЧЕРНЫЙ, 100 Г';
    if (kind === 'wide') out.splice(at, 0, 'more', 'more');
    if (kind === 'narrow') out.splice(at, 2);
    if (kind === 'after') out[at] = '"x" y';
    return out;
  };

  it('are rejected, each as one record, and no other', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(row, damage, fc.integer({ min: 1, max: 5 })), { maxLength: 30 }), (rows) => {
        const head = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].join(';');
        const body = rows.map(([cells, kind, at]) => damaged(cells, kind, at).join(';'));
        const { found } = scan([head, ...body].join('\n'), { dialect: { ...plain, delimiter: ';' } });
        expect(found.map((f) => [f.line, f.reason !== null])).toEqual(
          rows.map(([, kind], i) => [i + 2, kind !== 'none']),
        );
      }),
      { numRuns: 3000 },
    );
  });
});

describe('any text', () => {
  const messy = fc.stringMatching(/^[a-c1-3,;"\n\r \\é\0]{0,80}$/);
  it('gives the same records however it is cut into pieces', () => {
    fc.assert(
      fc.property(messy, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }), (body, sizes) => {
        const text = `a,b,c,d,e\n${body}`;
        expect(scan(text, {}, sizes).found).toEqual(scan(text).found);
      }),
      { numRuns: 1000 },
    );
  });

  it('is all accounted for: each line with a letter is in a record or a reject', () => {
    fc.assert(
      fc.property(messy, (body) => {
        const { found, scanner } = scan(`a,b\n${body}`);
        expect(found.map((f) => f.record)).toEqual(found.map((_, i) => i + 1));
        expect(scanner.records).toBe(found.length);
        const text = found.flatMap((f) => f.cells).join('');
        for (const letter of 'abcé') {
          const count = (s: string): number => s.split(letter).length - 1;
          expect(count(text)).toBe(count(body));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
