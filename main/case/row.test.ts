import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addFiles } from './add.ts';
import { Case } from './case.ts';
import { traceRow } from './row.ts';

let folder: string;
let opened: Case;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-row-'));
  opened = await Case.create(path.join(folder, 'case'));
});
afterAll(async () => {
  await opened.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

it('shows no raw text of a file whose bytes changed while its size did not', async () => {
  const file = path.join(folder, 'a.csv');
  fs.writeFileSync(file, 'Declaration number,HS code\nA1,8806100000\nA2,8806220000\n');
  await addFiles(opened, [file]);
  expect(await traceRow(opened, 's1', 2)).toMatchObject({ raw: 'A2,8806220000', problem: null });
  fs.writeFileSync(file, 'Declaration number,HS code\nA1,8806100000\nB2,8806220000\n');
  expect(await traceRow(opened, 's1', 2)).toMatchObject({
    raw: null,
    problem: expect.stringContaining('was changed after it was added'),
  });
});

it('looks at the cells of the record where the file is too large to be hashed for a row', async () => {
  const file = path.join(folder, 'large.csv');
  const filler = 'x'.repeat(100_000);
  const rows = Array.from({ length: 330 }, (_, i) => `R${i},${filler}`);
  const text = `number,text\n${rows.join('\n')}\n`;
  fs.writeFileSync(file, text);
  const [added] = await addFiles(opened, [file]);
  const id = added && 'source_id' in added ? added.source_id : '';
  expect(await traceRow(opened, id, 2)).toMatchObject({ problem: null });
  fs.writeFileSync(file, text.replace('R1,', 'Q1,'));
  expect(await traceRow(opened, id, 2)).toMatchObject({ raw: null, problem: expect.stringContaining('was changed') });
});
