/** What was done in a Quick Look is kept: as a notebook in a file, in the open case, or with a new case. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, linesCsv, test, write, type WindowPage } from './fixtures.ts';

async function lookAndAsk(window: WindowPage, folder: string): Promise<string> {
  const file = write(folder, 'lines.csv', linesCsv());
  await window.look(file);
  await expect(window.rowCount).toHaveText('1,000 rows');
  await window.columnMenu('brand', 'Filter…');
  const filter = window.page.getByRole('dialog', { name: 'Filter' });
  await filter.getByRole('checkbox', { name: /DJI/ }).check();
  await filter.getByRole('button', { name: 'Apply' }).click();
  await expect(window.rowCount).toHaveText('250 of 1,000 rows');
  await window.page.keyboard.press('Control+e');
  await window.runSql('select brand, count(*) as n from lines group by all order by all');
  await expect(window.rowCount).toHaveText('4 rows');
  await window.page.getByRole('tab', { name: 'lines.csv' }).click();
  return file;
}

test('a Quick Look is saved as a notebook file, without any case', async ({ window, folder }) => {
  const { page } = window;
  const file = await lookAndAsk(window, folder);
  await page.getByRole('button', { name: 'Save as notebook' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save as notebook' });
  await dialog.getByLabel('Folder', { exact: true }).fill(folder);
  await dialog.getByLabel('Folder', { exact: true }).press('Enter');
  await expect(dialog.getByLabel('File name')).toHaveValue('lines.md');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The notebook is saved')).toBeVisible();
  const text = readFileSync(join(folder, 'lines.md'), 'utf8');
  const bytes = readFileSync(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(text).toMatch(/^---\nwaybill: 1\ntitle: "lines\.csv"\n---\n/);
  expect(text).toContain(`\`lines.csv\`: ${bytes.length.toLocaleString('en')} bytes, SHA-256 ${sha256}`);
  expect(text).toContain('"brand" IN (');
  expect(text).toContain('```sql name=query_1\nselect brand, count(*) as n from lines group by all order by all\n```');
  expect(text).not.toContain('SELLER');
});

test('a case that is made of a Quick Look has its queries as a notebook, and they run', async ({ window, folder }) => {
  const { page } = window;
  await lookAndAsk(window, folder);
  await page.getByRole('button', { name: 'Keep as a case' }).click();
  const dialog = page.getByRole('dialog', { name: 'New case' });
  await dialog.getByLabel('Folder', { exact: true }).fill(folder);
  await dialog.getByLabel('Folder', { exact: true }).press('Enter');
  await dialog.getByLabel('Name of the case').fill('kept');
  await dialog.getByRole('button', { name: 'Make the case' }).click();
  await expect(page.getByRole('tab', { name: 'lines.csv' })).toBeVisible();
  await expect(page.getByText('1,000 records read = 1,000 loaded + 0 rejected.')).toBeVisible();
  // The notebook follows the file.
  await expect.poll(() => existsSync(join(folder, 'kept/notebooks/lines.md'))).toBe(true);
  await page.getByRole('button', { name: 'Run all' }).click();
  await expect(page.locator('.wb-row-count:visible').last()).toHaveText('4 rows');
});

test('with a case open, the file and the notebook go into it', async ({ window, folder }) => {
  const { page } = window;
  await window.newCase(folder, 'open');
  await lookAndAsk(window, folder);
  await page.getByRole('button', { name: 'Add to the case' }).click();
  await expect(page.getByText('The file is in the case')).toBeVisible();
  // The tab of the file on its way in has become that of its table: what is left under the name is the look.
  await expect(page.getByRole('tab', { name: 'raw_lines' })).toBeVisible();
  const looks = page.getByRole('tab', { name: 'lines.csv' });
  await expect(looks).toHaveCount(1);
  await looks.click();
  await page.getByRole('button', { name: 'Save as notebook' }).click();
  await page.getByRole('menuitem', { name: 'In the case open' }).click();
  // The notebook carries the name of what it came from, and is in front.
  await expect(looks).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Run all' })).toBeVisible();
  expect(readFileSync(join(folder, 'open/notebooks/lines.md'), 'utf8')).toContain('name=query_1');
});

test('a small file is there at once: no bar, no empty table, no wrong size', async ({ window, folder }) => {
  const { page } = window;
  await window.look(write(folder, 'first.csv', 'a;b\n1;2\n'));
  await expect(window.rowCount).toHaveText('1 row');
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    new MutationObserver(() => {
      seen.push(document.querySelector('main')?.textContent ?? '');
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await window.look(write(folder, 'second.csv', 'c;d\n1;2\n3;4\n'));
  await expect(window.rowCount).toHaveText('2 rows');
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.filter((text) => /\b0 B\b/.test(text))).toEqual([]);
});
