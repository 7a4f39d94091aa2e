/** An analyst writes a notebook with the keyboard alone, makes charts with the form, and finds things again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, linesCsv, test, write, type WindowPage } from './fixtures.ts';

const TEXT = `---
waybill: 1
title: Sellers
inputs:
  since: { type: date, value: 2023-03-01 }
---
# Sellers

\`\`\`sql name=lines
from shipments where decl_date >= $since
\`\`\`

\`\`\`sql name=by_seller
select exporter_name, sum(value_usd) as usd from lines group by all order by usd desc
\`\`\`

The first sold for {{ by_seller.usd | usd }}.

## More
`;

test.beforeEach(() => {
  test.setTimeout(300_000);
});

async function open(window: WindowPage, folder: string, text = TEXT): Promise<() => string> {
  write(folder, 'lines.csv', linesCsv());
  await window.newCase(folder, 'edit');
  write(join(folder, 'edit', 'notebooks'), 'sellers.md', text);
  await window.addFile(folder, 'lines.csv');
  await window.side.getByRole('button', { name: 'Sellers' }).click();
  await expect(window.page.getByRole('region', { name: 'Notebook sellers.md' })).toBeVisible();
  return () => readFileSync(join(folder, 'edit', 'notebooks', 'sellers.md'), 'utf8');
}

test('cells are written, moved, copied, renamed and taken away by keys, with one undo for all', async ({
  window,
  folder,
}) => {
  const { page } = window;
  const file = await open(window, folder);
  const cell = (name: string) => page.getByRole('region', { name: `Cell ${name}`, exact: true });
  const saved = () => expect(page.getByRole('toolbar', { name: 'Notebook' })).toContainText('Saved');

  await page.getByRole('region', { name: 'Notebook sellers.md' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  await expect(cell('lines')).toBeFocused();

  // A cell below, written and run; its name is free.
  await page.keyboard.press('b');
  await expect(cell('query')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type('select count(*) as n from lin');
  await page.keyboard.press('Control+Space');
  await expect(page.locator('.cm-tooltip-autocomplete')).toContainText('lines');
  await page.keyboard.press('Escape');
  await page.keyboard.type('es where decl_date > $since');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
  await expect(cell('query')).toContainText('1 row');

  // The name follows everywhere.
  await page.keyboard.press('k');
  await page.keyboard.press('F2');
  await expect(page.getByLabel('Name of the cell')).toBeFocused();
  await page.keyboard.type('sold');
  await page.keyboard.press('Enter');
  await expect(cell('sold')).toBeFocused();
  await saved();
  expect(file()).toContain('from lines'.replace('lines', 'sold'));
  expect(file()).not.toMatch(/from lines/);

  // Moved, duplicated, deleted; undo takes all back, typing too.
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Shift+D');
  await expect(cell('sold_2')).toBeFocused();
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await expect(cell('sold_2')).toBeHidden();
  for (let n = 0; n < 12; n += 1) await page.keyboard.press('z');
  await saved();
  await expect.poll(file).toBe(TEXT);
  await page.keyboard.press('Shift+Z');
  await expect(cell('query')).toBeVisible();
  await page.keyboard.press('z');

  // Split at the cursor, and merged again.
  await cell('by_seller').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Home');
  for (let n = 0; n < 'select exporter_name,'.length; n += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Control+Shift+_');
  await expect(page.getByRole('region', { name: /^Cell cell-/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('k');
  await page.keyboard.press('Shift+M');
  await expect(page.getByRole('region', { name: /^Cell cell-/ })).toBeHidden();
  await window.expectAccessible();
});

test('finds and replaces in all cells, walks by the outline, folds', async ({ window, folder }) => {
  const { page } = window;
  const file = await open(window, folder);
  await page.getByRole('region', { name: 'Cell lines', exact: true }).focus();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('by_seller');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('search')).toContainText('1 of 1');
  await page.getByRole('button', { name: 'Replace', exact: true }).first().click();
  await page.getByLabel('Find', { exact: true }).fill('exporter_(\\w+)');
  await page.getByRole('button', { name: 'Regular expression' }).click();
  await page.getByLabel('Replace with').fill('importer_$1');
  await page.getByRole('button', { name: 'Replace all' }).click();
  await expect.poll(file).toContain('importer_name');
  await window.expectAccessible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  const outline = page.getByRole('navigation', { name: 'Outline' });
  await outline.getByRole('button', { name: 'Sellers' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Cell lines', exact: true })).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('o');
  await expect(page.getByRole('region', { name: 'Cell lines', exact: true })).toBeHidden();
  await outline.getByRole('button', { name: 'by_seller' }).click();
  await expect(page.getByRole('region', { name: 'Cell by_seller', exact: true })).toBeFocused();
  await window.expectAccessible();

  // What is folded is so again after the tab was closed, and after a start; the file does not know of it.
  const before = file();
  const fold = (name: string) =>
    page
      .getByRole('region', { name: `Cell ${name}`, exact: true })
      .locator('button[aria-expanded]')
      .first();
  await page.keyboard.press('o');
  await expect(fold('by_seller')).toHaveAttribute('aria-expanded', 'false');
  await page.getByRole('tab', { name: 'sellers' }).focus();
  await page.keyboard.press('Delete');
  await expect(fold('by_seller')).toBeHidden();
  await window.side.getByRole('button', { name: 'Sellers' }).click();
  await expect(fold('by_seller')).toHaveAttribute('aria-expanded', 'false');
  await expect(fold('lines')).toHaveAttribute('aria-expanded', 'true');
  await page.waitForTimeout(1500); // the arrangement is kept a moment after the last change
  await page.reload();
  await expect(fold('by_seller')).toHaveAttribute('aria-expanded', 'false');
  await fold('by_seller').click();
  await expect(fold('by_seller')).toHaveAttribute('aria-expanded', 'true');
  expect(file()).toBe(before);
});

test('a chart is made with the form, summed up in SQL, and read as a table', async ({ window, folder }) => {
  const { page } = window;
  const file = await open(window, folder);
  await page.getByRole('button', { name: 'Run all' }).click();
  await expect(page.getByText(/The first sold for \$/)).toBeVisible();
  await page.getByRole('region', { name: 'Cell lines', exact: true }).focus();
  await page.keyboard.press('g');
  const form = page.getByRole('group', { name: /^Form of/ });
  await form.getByLabel('Rows of').selectOption('lines');
  await form.getByLabel('Kind').selectOption('bar');
  await form.getByLabel('By').selectOption('exporter_name');
  await form.getByLabel('Value').selectOption('value_usd');
  await form.getByLabel('Colour').selectOption('');
  await form.getByLabel('Taken').selectOption('sum');
  await expect(page.locator('.wb-chart-host svg')).toBeVisible();
  await window.expectAccessible();
  await form.getByRole('button', { name: 'Take the sum in SQL' }).click();
  await expect(page.getByRole('region', { name: 'Cell lines_by_exporter_name' })).toContainText('17 rows');
  await expect(page.locator('.wb-chart-host svg')).toBeVisible();
  await page.getByRole('button', { name: /^Data of/ }).click();
  await expect(page.getByRole('region', { name: /^Data of/ })).toContainText('17 rows');
  await page.getByRole('button', { name: /^Copy chart/ }).click();
  await page.getByRole('menuitem', { name: 'As a drawing (SVG)' }).click();
  await expect(page.getByText('The chart is copied as SVG')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^<svg/);
  await page.getByRole('button', { name: /^Copy chart/ }).click();
  await page.getByRole('menuitem', { name: 'As a picture (PNG)' }).click();
  await expect(page.getByText('The chart is copied as PNG')).toBeVisible();
  await expect.poll(file).toContain('sum(value_usd) as value_usd');
  await window.expectAccessible();
});

test('a recipe goes into the notebook with names and inputs of its own', async ({ window, folder }) => {
  const { page } = window;
  const file = await open(window, folder);
  await window.command('recipes');
  const dialog = page.getByRole('dialog', { name: 'Recipes' });
  await dialog.getByRole('radio', { name: /What is in scope/ }).check();
  await expect(dialog).toContainText('goods under a wrong heading');
  await window.expectAccessible();
  await dialog.getByRole('button', { name: 'Put into this notebook' }).click();
  await expect(page.getByRole('region', { name: 'Cell lines_2', exact: true })).toBeVisible();
  await expect.poll(file).toContain('destination: {');
  expect(file()).toContain('from lines_2');
  expect(file()).toContain('  since: { type: date, value: 2023-03-01 }\n');
});
