/** What a notebook gave is recorded, kept, doubted when it should be, and reported. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, linesCsv, test, write, type WindowPage } from './fixtures.ts';

const TEXT = `---
waybill: 1
title: Who sold
inputs:
  brand: { type: choice, value: DJI, label: Brand, query: "select distinct brand from shipments where brand <> '' order by 1" }
  codes: { type: multi, value: ["8806"], label: Codes, query: "select distinct left(hs_code, 4) from shipments order by 1" }
---
# Who sold

There are **{{ total.n }}** lines of {{ $brand }}, worth {{ total.usd | usd }}.

\`\`\`sql name=lines
from shipments where brand = $brand
  and list_contains($codes, left(hs_code, 4))
\`\`\`

\`\`\`sql name=total
select count(*) as n, sum(value_usd) as usd from lines
\`\`\`

\`\`\`sql name=by_exporter
select exporter_name, count(*) as n from lines
group by all order by n desc, exporter_name
\`\`\`
`;
const file = (folder: string): string => join(folder, 'analysis', 'notebooks', 'who.md');

async function openNotebook(window: WindowPage, folder: string): Promise<void> {
  write(folder, 'lines.csv', linesCsv());
  await window.newCase(folder, 'analysis');
  write(join(folder, 'analysis', 'notebooks'), 'who.md', TEXT);
  await window.addFile(folder, 'lines.csv');
  await window.side.getByRole('button', { name: 'Who sold' }).click();
}
const cell = (window: WindowPage, name: string) => window.page.getByRole('region', { name: `Cell ${name}` });

test('results are there again when the window is opened again, with the reason where they would be others', async ({
  window,
  folder,
}) => {
  test.slow();
  const { page } = window;
  await openNotebook(window, folder);
  await page.getByRole('button', { name: 'Run all' }).click();
  await expect(page.getByText('There are 250 lines of DJI')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Run stale/ })).toHaveCount(0);

  await page.reload();
  await window.ready();
  await expect(page.getByText('There are 250 lines of DJI')).toBeVisible();
  await expect(cell(window, 'by_exporter')).toContainText('17 rows');
  await expect(cell(window, 'by_exporter').locator('.ag-row').first()).toContainText('SELLER');

  write(folder, 'more.csv', linesCsv(40).replaceAll('10228010', '10228011'));
  await window.addFile(folder, 'more.csv');
  await page.getByRole('tab', { name: 'Who sold' }).click();
  await expect(cell(window, 'lines')).toContainText('Sources of the case were added or changed since it was run.');
  await expect(cell(window, 'total')).toContainText('It needs “lines”');
  await page.getByRole('button', { name: 'Run stale (3)' }).click();
  await expect(page.getByText('There are 260 lines of DJI')).toBeVisible();
  await expect(page.getByText('stale', { exact: true })).toHaveCount(0);
});

test('another cell runs while a slow one runs, and a cancel of that one stops no other', async ({ window, folder }) => {
  const { page } = window;
  await openNotebook(window, folder);
  const slow =
    '\n```sql name=slow\nselect 1; select count(*) as n from range(100000000) r, range(1000000) s\n```\n' +
    '\n```sql name=after_slow\nselect n + 1 as m from slow\n```\n';
  write(join(folder, 'analysis', 'notebooks'), 'who.md', TEXT + slow);
  await expect(cell(window, 'slow')).toBeVisible({ timeout: 15_000 });
  const run = async (name: string) => {
    await cell(window, name).hover();
    await page.getByRole('button', { name: `Run ${name}`, exact: true }).click();
  };
  await run('slow');
  await expect(cell(window, 'slow')).toContainText('Running…');
  await run('after_slow');
  await expect(cell(window, 'after_slow')).toContainText('Waiting…');
  await run('total');
  await expect(cell(window, 'total')).toContainText('1 row');
  await expect(cell(window, 'total').locator('.ag-row').first()).toContainText('250');
  await expect(cell(window, 'slow')).toContainText('Running…');
  await window.expectAccessible();
  await page.getByRole('button', { name: 'Cancel after_slow' }).click();
  await expect(cell(window, 'after_slow')).toContainText('Cancelled');
  await expect(cell(window, 'slow')).toContainText('Running…');
  await page.getByRole('button', { name: 'Cancel slow' }).click();
  await expect(cell(window, 'slow')).toContainText('Cancelled');
  const log = readFileSync(join(folder, 'analysis', 'custody.jsonl'), 'utf8');
  expect(log.match(/"event":"notebook_run"/g)).toHaveLength(1);
});

test('choices come from the case, runs are listed with what changed, and go into the custody log', async ({
  window,
  folder,
}) => {
  const { page } = window;
  await openNotebook(window, folder);
  await page.getByRole('button', { name: 'Run all' }).click();
  await expect(page.getByText('There are 250 lines of DJI')).toBeVisible();
  await page.getByRole('combobox', { name: 'Brand' }).click();
  await page.getByRole('option', { name: 'iFlight' }).click();
  await expect(page.getByText('stale', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Run stale (3)' }).click();
  await expect(page.getByText('lines of iFlight')).toBeVisible();
  await page.getByRole('button', { name: 'More for this notebook' }).click();
  await page.getByRole('menuitem', { name: 'Runs…' }).click();
  const panel = page.getByRole('complementary', { name: 'Runs' });
  await expect(panel.getByRole('listitem').first()).toContainText('by the window');
  await expect(panel).toContainText('lines gave other values');
  await expect(panel).toContainText('$brand = iFlight');
  await window.expectAccessible();
  const log = readFileSync(join(folder, 'analysis', 'custody.jsonl'), 'utf8');
  expect(log.match(/"event":"notebook_run"/g)).toHaveLength(2);
});

test('writes the report as a file and a workbook, and the command line agrees with it', async ({ window, folder }) => {
  const { page } = window;
  await openNotebook(window, folder);
  for (const [item, name] of [
    ['Web page', 'who.html'],
    ['Workbook', 'who.xlsx'],
  ] as const) {
    await page.getByRole('button', { name: 'Report', exact: true }).click();
    await page.getByRole('menuitem', { name: new RegExp(item) }).click();
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByLabel('Folder', { exact: true }).fill(folder);
    await dialog.getByLabel('Folder', { exact: true }).press('Enter');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await expect(page.getByText('Report written').last()).toBeVisible();
    await expect.poll(() => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(2000);
  }
  const html = readFileSync(join(folder, 'who.html'), 'utf8');
  expect(html).toContain('There are <strong>250</strong> lines of DJI');
  expect(html).not.toContain('<script');
});

test('goes back to an earlier version, and the step can be undone', async ({ window, folder }) => {
  const { page } = window;
  await openNotebook(window, folder);
  const editor = page.getByRole('textbox', { name: 'SQL of by_exporter' });
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' limit 5');
  await expect(page.getByRole('toolbar', { name: 'Notebook' })).toContainText('Saved');
  await expect.poll(() => readFileSync(file(folder), 'utf8')).toContain('limit 5');
  await page.getByRole('button', { name: 'More for this notebook' }).click();
  await page.getByRole('menuitem', { name: 'Versions…' }).click();
  const panel = page.getByRole('complementary', { name: 'Versions' });
  await panel.getByRole('listitem').getByRole('button').first().click();
  await expect(panel.getByRole('region', { name: 'Changes since this version' })).toContainText('limit 5');
  await window.expectAccessible();
  await panel.getByRole('button', { name: 'Restore this version' }).click();
  await expect.poll(() => readFileSync(file(folder), 'utf8')).toBe(TEXT);
  await page.getByRole('button', { name: 'Undo: Restore a version' }).click();
  await expect.poll(() => readFileSync(file(folder), 'utf8')).toContain('limit 5');
});

test('takes in what another program changed in another cell', async ({ window, folder }) => {
  const { page } = window;
  await openNotebook(window, folder);
  await expect(page.getByRole('textbox', { name: 'SQL of total' })).toBeVisible();
  write(join(folder, 'analysis', 'notebooks'), 'who.md', TEXT.replace('# Who sold', '# Who really sold'));
  await expect(page.getByRole('heading', { name: 'Who really sold' })).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('Changes that another program made to the file were taken in.')).toBeVisible();
});
