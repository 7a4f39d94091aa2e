import { describe, expect, it } from 'vitest';
import { decode, encodingOf, shapeOf } from './text-shape.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const rows = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => `${line(i)}\n`).join('');

describe('encodingOf', () => {
  it('knows what a byte order mark says, and Cyrillic code pages by their letters', () => {
    expect(encodingOf(new Uint8Array([0xff, 0xfe, 0x10, 0x04]))).toBe('utf-16le');
    expect(encodingOf(bytes('Описание;Вес\nДрон;1\n'))).toBe('utf-8');
    const text = 'Описание товара;Вес нетто\nБеспилотный летательный аппарат;12\n'.repeat(20);
    const windows = Uint8Array.from(text, (char) => {
      const code = char.codePointAt(0)!;
      return code >= 0x410 && code <= 0x44f ? code - 0x350 : code;
    });
    expect(encodingOf(windows)).toBe('windows-1251');
    expect(decode(windows, 'windows-1251')).toBe(text);
  });
});

describe('shapeOf', () => {
  const shape = (text: string) => shapeOf(text, true, 'utf-8');

  it('finds delimiter and header', () => {
    expect(shape(`key;name;value\n${rows(30, (i) => `${i};a${i};${i * 2}`)}`)).toMatchObject({
      delimiter: ';',
      skip: 1,
      columns: ['key', 'name', 'value'],
      hasRecords: true,
    });
  });

  it('passes over lines above the header, and a header cell of two lines', () => {
    const text = `Report of 2023\n\nkey,"name\nof it",value\n${rows(30, (i) => `${i},a${i},${i * 2}`)}`;
    expect(shape(text)).toMatchObject({ skip: 4, columns: ['key', 'name of it', 'value'] });
  });

  it('says that there is nothing but a header', () => {
    expect(shape('key,name,value\n').hasRecords).toBe(false);
  });
});
