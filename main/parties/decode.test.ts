import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText } from './decode.ts';

describe('decodeText', () => {
  const text = 'name;city\r\nООО "Весна и лето";Владивосток\r\nОбщество с ограниченной ответственностью;Москва\r\n';

  it.each(['utf-8', 'utf-16le', 'windows-1251'])('reads %s', (encoding) => {
    expect(decodeText(iconv.encode(text, encoding, { addBOM: encoding === 'utf-16le' }), 'The list')).toBe(text);
  });

  it('refuses what is no text, with advice', () => {
    expect(() => decodeText(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 8, 0, 0x91]), 'The list')).toThrow(
      /The list is no text/,
    );
  });
});
