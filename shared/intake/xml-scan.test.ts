import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { attributesOf, decodeXml, XmlScanner } from './xml-scan.ts';

function scan(chunks: readonly string[]): string[] {
  const seen: string[] = [];
  const scanner = new XmlScanner({
    open: (name, raw) => seen.push(`<${name} ${JSON.stringify([...attributesOf(raw)])}`),
    text: (text) => {
      if (seen.at(-1)?.startsWith('"')) seen.push(seen.pop()! + text);
      else seen.push(`"${text}`);
    },
    close: (name) => seen.push(`>${name}`),
  });
  for (const chunk of chunks) scanner.feed(chunk);
  scanner.end();
  return seen;
}

/** The same events by a general parser. */
function oracle(document: string): string[] {
  const seen: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', (tag) => seen.push(`<${tag.name} ${JSON.stringify(Object.entries(tag.attributes))}`));
  parser.on('closetag', (tag) => seen.push(`>${tag.name}`));
  parser.on('text', (text) => seen.push(`"${text}`));
  parser.on('cdata', (text) => seen.push(`"${text}`));
  parser.write(document).close();
  return seen.reduce<string[]>((merged, event) => {
    if (event.startsWith('"') && merged.at(-1)?.startsWith('"')) merged.push(merged.pop()! + event.slice(1));
    else if (event !== '"') merged.push(event);
    return merged;
  }, []);
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c === '<' ? 'x3c' : c.charCodeAt(0)};`);
const word = fc.string({
  unit: fc.constantFrom('a', '<', '>', '&', '"', "'", ' ', '\n', 'ж', '😀', ']'),
  maxLength: 12,
});
const name = fc.constantFrom('row', 'c', 'v', 't');
const { node } = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    word.map((text) => `<t>${escaped(text)}</t>`),
    fc.constant('<v/>'),
    fc.constant('<c r="a > b"/>'),
    fc.constant('<t><![CDATA[<x> & ]]></t>'),
    fc.constant('<!-- <c> -->'),
    fc
      .tuple(
        name,
        fc.uniqueArray(fc.constantFrom('r', 's', 't'), { maxLength: 3 }),
        word,
        fc.array(tie('node'), { maxLength: 4 }),
      )
      .map(([tag, names, value, inner]) => {
        const attributes = names.map((key, i) =>
          i % 2
            ? ` ${key} = '${escaped(value).replace(/\n/g, ' ')}'`
            : ` ${key}="${escaped(value).replace(/\n/g, ' ')}"`,
        );
        return `<${tag}${attributes.join('')}>${inner.join('')}</${tag}>`;
      }),
  ),
}));

describe('XmlScanner', () => {
  test('sees what a general parser sees, however the text is cut', () => {
    fc.assert(
      fc.property(node, fc.integer({ min: 1, max: 20 }), (inner, size) => {
        const document = `<?xml version="1.0"?>\n<root>${inner}</root>`;
        const chunks = document.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
        const outside = (events: string[]): string[] => events.filter((e) => e.trim() !== '"');
        expect(outside(scan(chunks))).toEqual(outside(oracle(document)));
      }),
    );
  });

  test('drops prefixes of elements', () => {
    expect(scan(['<x:row r="1"><x:c/></x:row>'])).toEqual(['<row [["r","1"]]', '<c []', '>c', '>row']);
  });

  test('refuses a document type, where entities would expand', () => {
    expect(() => scan(['<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'])).toThrow(/document type/);
  });

  test('says so when the document is cut off', () => {
    expect(() => scan(['<a><b>half'])).toThrow(/cut off/);
  });

  test('stops at a piece that never ends', () => {
    const endless = 'x'.repeat(1024 * 1024);
    expect(() => scan(['<a>', ...Array.from({ length: 10 }, () => endless)])).toThrow(/never ends/);
  });
});

test('references that XML does not know stay as they are', () => {
  expect(decodeXml('&nbsp;&amp;&#x416;&#1078;&#x110000;\r\n')).toBe('&nbsp;&Жж\ufffd\n');
});
