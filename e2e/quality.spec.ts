/** The data-quality page: gaps, what is empty, lines of two sources and which leads, and the rows behind a figure. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';

const HEAD =
  'Declaration number,Item no,Registration date,HS code,Net weight kg,Gross weight kg,Invoice value,Currency,Statistical value USD,G12 total customs value';
const line = (n: number, date: string, usd: string): string =>
  `10702070/0101${String(n).padStart(2, '0')}/0000001,1,${date},8806220001,10,12,100,EUR,${usd},900`;

function writeFiles(folder: string): void {
  const first = [line(1, '2022-01-05', '100'), line(2, '2022-03-07', '50'), line(3, '2022-03-09', 'many')];
  writeFileSync(join(folder, 'agency.csv'), [HEAD, ...first, ''].join('\n'));
  writeFileSync(join(folder, 'vendor.csv'), [HEAD, line(1, '2022-01-05', '120'), ''].join('\n'));
}

test('shows what a case holds, opens the rows behind a figure, and lets another source lead', async ({
  window,
  folder,
}) => {
  writeFiles(folder);
  await window.newCase(folder, 'two-sources');
  await window.addFile(folder, 'agency.csv');
  await window.addFile(folder, 'vendor.csv');
  await window.side.getByRole('button', { name: 'Data quality' }).click();
  const page = window.page.getByRole('region', { name: 'Figures' });
  await expect(page.getByText('1 month without lines: 2022-02.')).toBeVisible();
  await expect(page.getByText(/Trade inside the Eurasian Economic Union/)).toBeVisible();
  await expect(page.getByRole('row', { name: /G12 total customs value.*not summed/ }).first()).toBeVisible();

  await page.getByRole('button', { name: /^1: Other USD in s1 and s2/ }).click();
  await expect(window.grid.getByText('duplicate')).toBeVisible();
  await expect(window.rowCount).toContainText('2');
  await window.page.getByRole('tab', { name: 'Data quality' }).click();
  await page.getByRole('button', { name: /^Show the lines: 1 of 3 current lines state no value/ }).click();
  await expect(window.rowCount).toContainText('1');
  await window.page.getByRole('tab', { name: 'Data quality' }).click();
  await expect(page.getByRole('button', { name: /^1: duplicate lines of s2/ })).toBeVisible();

  const lead = page.getByRole('list', { name: 'Order of the sources' });
  await lead.getByRole('button', { name: 'Move s2 up' }).click();
  await expect(page.getByRole('row', { name: /s2.*\+ 1.*120\.00/ })).toBeVisible();
  await page.getByRole('button', { name: 'Use this order' }).click();
  await expect(window.page.getByText('s2 leads now')).toBeVisible();
  await expect(page.getByRole('row', { name: /statistical value USD.*170\.00/ })).toBeVisible();

  const { violations } = await new AxeBuilder({ page: window.page }).analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);

  await page.getByRole('button', { name: /value_usd of s1 that did not parse/ }).click();
  await expect(window.grid.getByText('many')).toBeVisible();
  await expect(window.rowCount).toContainText('1');
});

test('shows shipments under headings, with the names of countries and the texts of codes', async ({
  window,
  folder,
}) => {
  // Columns beyond the edge are not drawn.
  await window.page.setViewportSize({ width: 2400, height: 900 });
  writeFiles(folder);
  const codes = ['8806', '8807', '8525', '0101', '0102', '0103'].map((code) => `${code},Text of ${code}`);
  writeFileSync(join(folder, 'codes.csv'), ['code,text', ...codes, '88062200,Small drones', ''].join('\n'));
  await window.newCase(folder, 'grid');
  await window.addFile(folder, 'agency.csv');
  await window.addFile(folder, 'vendor.csv');
  await window.openTable('shipments');
  await expect(window.grid.getByRole('columnheader', { name: 'Record', exact: true })).toBeVisible();
  await expect(await window.cell(1, 'hs_code')).toContainText('8806220001Unmanned aircraft');

  await window.command('import a nomenclature');
  const dialog = window.page.getByRole('dialog', { name: 'Import a nomenclature' });
  await dialog.getByLabel('Folder', { exact: true }).fill(folder);
  await dialog.getByLabel('Folder', { exact: true }).press('Enter');
  await dialog.getByRole('button', { name: /^codes\.csv/ }).click();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(window.page.getByText('codes is in the case')).toBeVisible();
  await expect(await window.cell(1, 'hs_code')).toContainText('Small drones');

  await expect(window.rowCount).toHaveText('4 rows');
  await window.page.getByRole('button', { name: 'Only lines that count' }).click();
  await expect(window.rowCount).toContainText('3');
  await expect(window.page.getByRole('button', { name: 'Only lines that count' })).toBeHidden();
});
