/** An analyst makes a case of a file and works on it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startHost } from './host.ts';
import { WindowPage, duckdb, expect, linesCsv, test, write } from './fixtures.ts';

test('new case, add, sort, filter by a value, profile, copy, open as SQL, export, read the export back', async ({
  window,
  folder,
}) => {
  const { page } = window;
  write(folder, 'lines.csv', linesCsv());
  await window.newCase(folder, 'drones');
  await window.addFile(folder, 'lines.csv');
  await expect(window.side.getByRole('button', { name: /^lines\.csv/ })).toContainText('1,000');

  await window.openTable('shipments');
  await expect(window.rowCount).toHaveText('1,000 rows');
  await (await window.cell(1, 'decl_no')).click();
  await expect(window.inspector.getByText('Record 1', { exact: false }).first()).toBeVisible();
  await expect(window.inspector.getByLabel('Raw text of the record')).toContainText(
    '10228010/010623/0000000;1;01.03.2023',
  );

  await window.command('filter a column');
  await page.getByRole('textbox', { name: 'Column to filter' }).fill('brand');
  await page.keyboard.press('Enter');
  const filter = page.getByRole('dialog', { name: 'Filter' });
  await filter.getByRole('checkbox', { name: /Autel/ }).check();
  await filter.getByRole('button', { name: 'Apply' }).click();
  await expect(window.rowCount).toHaveText('250 of 1,000 rows');

  await (await window.cell(1, 'decl_no')).click();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByText('2 × 2 selected')).toBeVisible();
  await page.keyboard.press('Control+c');
  await expect(page.getByText('4 cells copied')).toBeVisible();
  expect(await window.clipboard()).toBe('decl_no\tline_no\n10228010/010623/0000000\t2\n10228010/010623/0000001\t3');

  await page.getByRole('button', { name: 'Open as SQL' }).click();
  await expect(page.locator('.cm-content:visible')).toContainText('Autel');
  await expect(window.rowCount).toHaveText('250 rows');
  await window.columnMenu('decl_no', 'Sort descending');
  await expect(page.getByRole('list', { name: 'Filters and sort' }).last()).toContainText('decl_no');

  for (const ending of ['csv', 'parquet', 'xlsx']) {
    await page.locator('.wb-grid-panel:visible').getByRole('button', { name: 'Export' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByLabel('Folder', { exact: true }).fill(folder);
    await dialog.getByLabel('Folder', { exact: true }).press('Enter');
    await dialog.getByLabel('File name').fill(`out.${ending}`);
    await dialog.getByRole('button', { name: 'Export' }).click();
    await expect(page.getByText(join(folder, `out.${ending}`))).toBeVisible({ timeout: 30_000 });
  }
  const [[csv]] = (await duckdb(`select count(*)::integer from read_csv('${join(folder, 'out.csv')}')`)) as [[number]];
  const [[parquet]] = (await duckdb(`select count(*)::integer from '${join(folder, 'out.parquet')}'`)) as [[number]];
  expect([csv, parquet]).toEqual([250, 250]);
  expect(readFileSync(join(folder, 'out.xlsx')).subarray(0, 2).toString()).toBe('PK');
});

test('a statement is refused, wrong or slow: it is said, placed and can be cancelled', async ({ window, folder }) => {
  const { page } = window;
  await window.newCase(folder, 'questions');
  await page.keyboard.press('Control+e');
  await window.runSql('select exporter_nam from shipments');
  await expect(page.getByText(/exporter_nam/).last()).toBeVisible();
  await expect(page.locator('.cm-lintRange-error:visible')).toHaveText('exporter_nam');
  await window.runSql("copy (select 1) to 'x.csv'");
  await expect(page.getByText(/COPY is not allowed here/).first()).toBeVisible();

  await window.runSql('select sum(a.i * b.i) from range(400000) a(i), range(400000) b(i)');
  await expect(page.getByText('Running…')).toBeVisible();
  await page.getByRole('toolbar', { name: 'Query' }).getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Nothing was changed.')).toBeVisible();
  await window.runSql('select 42 as answer');
  await expect(await window.cell(1, 'answer')).toHaveText('42');

  await page.getByRole('button', { name: 'History' }).click();
  await expect(page.getByRole('list', { name: 'Statements run before' })).toContainText('select 42 as answer');
});

test('the case process is killed: the window says so, and goes on with what was kept', async ({
  window,
  folder,
  host,
}) => {
  write(folder, 'lines.csv', linesCsv());
  await window.newCase(folder, 'killed');
  await window.addFile(folder, 'lines.csv');
  await window.openTable('shipments');
  await expect(window.rowCount).toHaveText('1,000 rows');
  const children = readFileSync(`/proc/${host.process.pid}/task/${host.process.pid}/children`, 'utf8')
    .trim()
    .split(' ');
  for (const pid of children) process.kill(Number(pid), 'SIGKILL');
  await expect(window.page.getByText('The case is open again')).toBeVisible({ timeout: 30_000 });
  await expect(window.rowCount).toHaveText('1,000 rows');
  await window.columnMenu('decl_no', 'Sort descending');
  await expect(await window.cell(1, 'decl_no')).toHaveText('10228010/010623/0000333');
});

test('a restart finds everything as it was left', async ({ window, folder, host, browser }) => {
  write(folder, 'lines.csv', linesCsv());
  await window.newCase(folder, 'restored');
  await window.addFile(folder, 'lines.csv');
  await window.openTable('shipments');
  await window.columnMenu('line_no', 'Sort descending');
  await window.columnMenu('direction', 'Pin to the left');
  await window.command('dark theme');
  await window.page.keyboard.press('Control+e');
  await window.page.locator('.cm-content:visible').click();
  await window.page.keyboard.insertText('select 1 as kept');
  await window.openTable('shipments');
  await window.command('go to row');
  await window.page.getByLabel(/^Row, 1 to/).fill('500');
  await window.page.keyboard.press('Enter');
  await expect(await window.cell(500, 'decl_no')).toBeVisible();
  await window.page.waitForTimeout(1500); // the state is saved a moment after the last change
  await window.page.close();
  await host.stop({ keepHome: true });

  const again = await startHost({ home: host.home });
  const page = await browser.newPage();
  try {
    const restored = new WindowPage(page);
    await again.enter(page);
    await restored.ready();
    await page
      .getByRole('button', { name: /restored/ })
      .last()
      .click();
    await expect(page.getByRole('tab', { name: 'shipments' })).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByRole('tab', { name: /Query 1/ })).toBeVisible();
    await expect(restored.rowCount).toHaveText('1,000 rows');
    await expect(restored.header('line_no')).toHaveAttribute('aria-sort', 'descending');
    await expect(await restored.cell(500, 'decl_no')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
    await page.getByRole('tab', { name: /Query 1/ }).click();
    await expect(page.locator('.cm-content:visible')).toHaveText('select 1 as kept');
  } finally {
    await page.close();
    await again.stop();
  }
});

test('two million rows: the last one is a moment away', async ({ window, folder }) => {
  test.setTimeout(180_000);
  const path = join(folder, 'many.parquet');
  await duckdb(
    `COPY (SELECT i AS n, 'line ' || i AS description, (i * 7 % 1000)::VARCHAR AS code FROM range(2000000) t(i)) TO '${path}' (FORMAT parquet)`,
  );
  await window.newCase(folder, 'many');
  await window.addFile(folder, 'many.parquet');
  await window.side.getByRole('button', { name: /^many\.parquet/ }).click();
  await expect(window.rowCount).toHaveText('2,000,000 rows');
  await window.page.keyboard.press('Control+g');
  await window.page.getByRole('button', { name: 'Last row' }).click();
  await expect(await window.cell(2_000_000, 'description')).toHaveText('line 1999999');
  // The keys go on from there.
  await expect(window.grid.locator('.ag-row[row-index="1999999"] .ag-cell:focus')).toHaveCount(1);
  await window.page.keyboard.press('Control+g');
  await window.page.getByLabel(/^Row, 1 to/).fill('1234567');
  await window.page.keyboard.press('Enter');
  await expect(await window.cell(1_234_567, 'description')).toHaveText('line 1234566');
  await expect(window.grid.locator('.ag-row[row-index="1234566"] .ag-cell:focus')).toHaveCount(1);
});
