import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { templateOf } from '../../shared/brands/template.ts';
import { analyzeCase } from '../analyze.ts';
import { analyzeBrands } from '../brands/analyze.ts';
import { decideTemplates } from '../brands/decisions.ts';
import { caseDictionary, saveDictionary } from '../brands/dictionary-file.ts';
import { caseWith, type CaseWithShipments } from '../parties/case-fixture.ts';
import { importLists } from '../screening/lists.ts';
import { analysisState } from './state.ts';

let c: CaseWithShipments;
afterEach(() => c.close());

const stale = async (): Promise<readonly string[]> => (await analysisState(c.opened)).stale;

async function analyzed(): Promise<void> {
  c = await caseWith([{ exporter_name: 'KESTREL LTD', importer_name: 'ROOK LTD', description: 'quadcopter, black' }]);
  await analyzeCase(c.opened);
  expect(await stale()).toEqual([]);
}

describe('an analysis holds until what it depends on is changed', () => {
  it('a decision about brands, until brands are found again', async () => {
    await analyzed();
    const example = 'quadcopter, black';
    const templates = [templateOf(example)];
    decideTemplates(c.opened, { decision: 'brand', brand: 'DJI', templates, example, by: 'A', why: 'box' });
    expect(await stale()).toEqual([expect.stringContaining('decision about brands was changed')]);
    await analyzeBrands(c.opened);
    expect(await stale()).toEqual([]);
  });

  it('the dictionary, until the whole case is analyzed: owners of parties come of it too', async () => {
    await analyzed();
    const { text } = caseDictionary(c.opened.folder.root);
    saveDictionary(c.opened, `${text}\n# a note\n`, text, { by: 'A', why: '' });
    await analyzeBrands(c.opened);
    expect(await stale()).toEqual(['The brand dictionary was changed.']);
    await analyzeCase(c.opened);
    expect(await stale()).toEqual([]);
  });

  it('a list that was imported and against which nobody was screened', async () => {
    await analyzed();
    const file = path.join(c.folder, 'watch.csv');
    writeFileSync(file, 'name,country\nKESTREL LTD,CN\n');
    importLists(c.opened, [file]);
    expect(await stale()).toEqual(['No party was screened against the list watch yet.']);
    await analyzeCase(c.opened);
    expect(await stale()).toEqual([]);
  });
});
