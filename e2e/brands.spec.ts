/** Brands in the window: lines that name none are decided in groups, the dictionary is changed with a preview. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';

const HEAD = 'Declaration number,Item no,Registration date,HS code,Goods description,Trademark,Statistical value USD';
const GOODS: readonly (readonly [description: string, trademark: string, hs: string])[] = [
  ['Quadcopter DJI Mavic 3', '', '8806220000'],
  ['Quadcopter with camera and charger, art 1001', '', '8806220000'],
  ['Quadcopter with camera and charger, art 1002', '', '8806220000'],
  ['Drone in a box', 'STARTEC', '8806220000'],
  ['Cotton with stars', '', '5208110000'],
];
const csv = (): string =>
  [
    HEAD,
    ...GOODS.map(
      ([goods, mark, hs], i) =>
        `10702070/010122/000000${i + 1},1,2022-06-0${i + 1},${hs},"${goods}",${mark},${(i + 1) * 100}`,
    ),
    '',
  ].join('\n');

test('gives lines that name no brand one, all alike at once, and takes it back', async ({ window, folder }) => {
  writeFileSync(join(folder, 'goods.csv'), csv());
  await window.newCase(folder, 'brands');
  await window.addFile(folder, 'goods.csv');
  await window.command('lines without a brand');
  const { page } = window;
  const groups = page.getByRole('listbox', { name: 'Groups of like descriptions' });
  await expect(groups.getByRole('option')).toHaveCount(2);
  // The largest first; the trademark that the dictionary does not know stands apart.
  await expect(groups.getByRole('option').filter({ hasText: 'declared' })).toContainText('STARTEC');
  await groups.getByRole('option').filter({ hasText: 'art 100' }).click();
  await page.getByRole('combobox', { name: 'The goods are of' }).fill('Autel');
  await page.getByRole('option', { name: 'Autel', exact: true }).click();
  await page.getByRole('textbox', { name: 'Why' }).fill('the catalogue of the importer');
  await page.getByRole('button', { name: 'Give the brand' }).click();
  await window.expectAccessible();
  await page.getByRole('button', { name: 'Apply the decision' }).click();
  await expect(page.getByText('3 lines have a brand now')).toBeVisible();

  await page.getByText('Decisions', { exact: true }).click();
  const row = page.getByRole('row', { name: /Autel.*the catalogue of the importer/ });
  await expect(row).toBeVisible();
  await window.expectAccessible();
  await row.getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByRole('row', { name: /taken back/ })).toBeVisible();
});

test('shows what a new brand adds before it is kept, and warns of a common word', async ({ window, folder }) => {
  const cotton = Array.from(
    { length: 6 },
    (_, i) => `10702070/020122/000000${i},1,2022-07-01,5208110000,"Cotton startec ${i}",,10`,
  );
  writeFileSync(join(folder, 'goods.csv'), `${csv()}${cotton.join('\n')}\n`);
  await window.newCase(folder, 'dictionary');
  await window.addFile(folder, 'goods.csv');
  await window.command('lines without a brand');
  const { page } = window;
  await page.getByRole('option').filter({ hasText: 'STARTEC' }).click();
  await page.getByRole('button', { name: 'add it to the dictionary' }).click();
  await expect(page.getByRole('form', { name: 'New brand' })).toBeVisible();
  await page.getByRole('button', { name: 'Add to the draft' }).click();
  await page.getByRole('button', { name: 'See what it changes' }).click();
  const preview = page.getByRole('region', { name: 'What the change does' });
  await expect(preview.getByRole('row', { name: /STARTEC \+7 0/ })).toBeVisible();
  await expect(preview.getByRole('alert')).toContainText('looks like a common word: 6 lines about other goods');
  await window.expectAccessible();
  await preview.getByRole('button', { name: 'Keep the dictionary' }).click();
  await expect(page.getByText('The dictionary is kept')).toBeVisible();
  await expect(page.getByText('Changed for this case')).toBeVisible();
  await expect(page.getByRole('form', { name: /Brand/ })).toBeVisible();
});
