import { describe, expect, it } from 'vitest';
import { WaybillError } from '../errors.ts';
import { compileDictionary, parseDictionary } from './dictionary.ts';
import { DRONES_YAML, defaultDictionary } from './default.ts';

const own = (brands: string): string => `waybill: 1
name: Own
context: { hs: ['88'], words: [drone*] }
phrases: { for: [for], like: [like], with: [with], component: [], not_original: [], stated: [brand] }
brands:
${brands}`;

const error = (text: string): WaybillError => {
  try {
    parseDictionary(text, 'own.yml');
  } catch (thrown) {
    if (thrown instanceof WaybillError) return thrown;
    throw thrown;
  }
  throw new Error('no error');
};

describe('the dictionary', () => {
  it('that is shipped can be read and has the brands of the story', () => {
    const names = defaultDictionary().source.brands.map((b) => b.brand);
    expect(names.length).toBeGreaterThanOrEqual(40);
    for (const name of ['DJI', 'Autel', 'iFlight', 'Hubsan', 'XAG', 'Syma']) expect(names).toContain(name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('gives each statement of ownership a source and a date', () => {
    const owners = defaultDictionary().source.brands.flatMap((b) => b.owner ?? []);
    expect(owners.length).toBeGreaterThan(0);
    for (const owner of owners) expect(owner.source.length).toBeGreaterThan(5);
  });

  it('can be extended by a brand of one’s own', () => {
    const compiled = compileDictionary(
      parseDictionary(own('  - { brand: Ours, aliases: [Ours Aero], models: ["Kite #"] }')),
    );
    expect(compiled.terms.get('OURSAERO')?.[0]?.brand.brand).toBe('Ours');
    expect(compiled.terms.get('KITE#')?.[0]?.kind).toBe('model');
  });

  it('says the line of what is no YAML', () => {
    const thrown = error('waybill: 1\nname: [a');
    expect(thrown.code).toBe('brands/dictionary-unreadable');
    expect(thrown.message).toMatch(/own\.yml.*line/);
  });

  it('names the brand and the field of a wrong entry', () => {
    expect(error(own('  - { brand: Ours, aliases: [] }')).message).toMatch(/brand "Ours", aliases/);
    expect(error(own('  - { brand: Ours, aliases: [Ours], colour: red }')).message).toMatch(/colour/);
    expect(
      error(own('  - { brand: Ours, aliases: [Ours], owner: { group: G, source: S, date: soon } }')).message,
    ).toMatch(/date/);
  });

  it('refuses an alias of two brands, of one letter, and a misplaced #', () => {
    expect(error(own('  - { brand: A, aliases: [D.J.I] }\n  - { brand: B, aliases: [dji] }')).message).toMatch(
      /both "A" and "B"/,
    );
    expect(error(own('  - { brand: A, aliases: [X] }')).message).toMatch(/fewer than two/);
    expect(error(own('  - { brand: A, aliases: [Axx], models: ["B#SE"] }')).message).toMatch(/only at the end/);
  });

  it('refuses anchors that expand without end', () => {
    expect(error(own('  - &a { brand: A, aliases: [Axx] }\n  - *a')).code).toBe('brands/dictionary-unreadable');
  });

  it('is plain YAML with a comment for each field', () => {
    for (const field of ['aliases', 'weak', 'models', 'parts', 'common_word', 'exclusions', 'owner'])
      expect(DRONES_YAML).toContain(`#   ${field}`);
  });
});
