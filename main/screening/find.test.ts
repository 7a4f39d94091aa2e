import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ListEntry } from '../../shared/screening/entry.ts';
import type { ScreenedList, ScreenedName } from '../../shared/screening/screen.ts';
import { findOnLists } from './find.ts';

const entry = (entryId: string, name: string): ListEntry => ({
  entryId, name, aliases: [], country: null, addresses: [], identifiers: [], listedFrom: null, listedTo: null, source: '', kind: null,
}); // prettier-ignore
const list = (...names: string[]): ScreenedList[] => [
  { listId: 'l', entries: names.map((name, i) => entry(String(i + 1), name)) },
];
const spelling = (name: string): ScreenedName => ({
  role: 'exporter', rawName: name, rawId: null, partyId: name, name, country: 'CN', identifiers: [],
}); // prettier-ignore

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'waybill-find-'));
  file = path.join(folder, 'screened.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const find = async (names: readonly string[], lists: readonly ScreenedList[]): Promise<string[]> =>
  (await findOnLists(names.map(spelling), lists, file)).map((found) => found.map((f) => f.entryId).join(' '));

/** What the cache holds, to be seen in what is found where it is used. */
const changeCache = (change: (text: string) => string): void => {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
};

describe('findOnLists', () => {
  const lists = list('KESTREL AVIATION LTD', 'ROOK OPTICS GMBH');

  it('looks up only spellings that it has not looked up before', async () => {
    expect(await find(['Kestrel Aviation', 'Other Goods'], lists)).toEqual(['1', '']);
    changeCache((text) => text.replace('"entryId":"1"', '"entryId":"kept"'));
    expect(await find(['Rook Optics', 'Other Goods', 'Kestrel Aviation'], lists)).toEqual(['2', '', 'kept']);
  });

  it('forgets spellings that the case no longer has', async () => {
    await find(['Kestrel Aviation', 'Rook Optics'], lists);
    await find(['Rook Optics'], lists);
    expect(readFileSync(file, 'utf8')).not.toContain('Kestrel');
  });

  it('looks all of them up again in other lists', async () => {
    await find(['Kestrel Aviation'], lists);
    expect(await find(['Kestrel Aviation'], list('ROOK OPTICS GMBH', 'KESTREL AVIATION LTD'))).toEqual(['2']);
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, -5)],
    ['of another shape', () => '{"made_from":1,"found":[["x"]]}'],
    ['empty', () => ''],
  ])('looks all of them up again where the cache is %s', async (_, damage) => {
    await find(['Kestrel Aviation'], lists);
    changeCache(damage);
    expect(await find(['Kestrel Aviation'], lists)).toEqual(['1']);
  });
});
