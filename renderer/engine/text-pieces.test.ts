import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { textPieces, type TextStart } from './text-pieces.ts';

const read = async (bytes: Uint8Array<ArrayBuffer>, rest: Partial<TextStart> = {}): Promise<string[]> => {
  const start = { file: new Blob([bytes]), encoding: 'utf-8', gzip: false, quote: '"', ...rest };
  const pieces: string[] = [];
  for await (const piece of textPieces(start)) pieces.push(new TextDecoder().decode(piece.bytes));
  return pieces;
};
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

describe('textPieces', () => {
  it('decodes windows-1251 and UTF-16, with or without a byte order mark', async () => {
    expect(await read(new Uint8Array([0xc4, 0xf0, 0xee, 0xed, 10]), { encoding: 'windows-1251' })).toEqual(['Дрон\n']);
    const utf16 = new Uint8Array([0xff, 0xfe, 0x14, 0x04, 10, 0]);
    expect(await read(utf16, { encoding: 'utf-16le' })).toEqual(['Д\n']);
  });

  it('unpacks gzip', async () => {
    expect(await read(new Uint8Array(gzipSync('a;b\n')), { gzip: true })).toEqual(['a;b\n']);
  });

  it('cuts only where a record ends, and loses nothing', async () => {
    const record = `1;"two\nlines, ""quoted"" and ; ${'x'.repeat(1000)}";3\n`;
    const text = record.repeat(40_000);
    const pieces = await read(utf8(text));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.every((piece) => piece.length % record.length === 0)).toBe(true);
    expect(pieces.join('')).toBe(text);
  });

  it('gives what follows the last line break, too', async () => {
    expect(await read(utf8('a\nb'))).toEqual(['a\nb']);
    expect(await read(utf8(''))).toEqual([]);
  });

  it('is not held up for ever by a quote that never closes', async () => {
    const text = `1;"open\n${'2;plain\n'.repeat(9_000_000)}`;
    const pieces = await read(utf8(text));
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.reduce((sum, piece) => sum + piece.length, 0)).toBe(text.length);
  });
});
