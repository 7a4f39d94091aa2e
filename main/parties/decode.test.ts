import { describe, expect, it } from 'vitest';
import { decodeText } from './decode.ts';

describe('decodeText', () => {
  it('reads UTF-8 and UTF-16 with a mark', () => {
    expect(decodeText(new TextEncoder().encode('имя'), 'The list')).toBe('имя');
    expect(decodeText(new Uint8Array([0xff, 0xfe, 0x38, 0x04]), 'The list')).toBe('и');
  });
  it('refuses other bytes with advice', () => {
    expect(() => decodeText(new Uint8Array([0xc8, 0xec, 0xff]), 'The list')).toThrow(/The list is not UTF-8/);
  });
});
