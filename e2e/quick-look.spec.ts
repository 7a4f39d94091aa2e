/** An analyst is sent a file and wants to see what is in it, before deciding anything. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LINES, duckdb, expect, linesCsv, test, write } from './fixtures.ts';

test('looks at a CSV file: all rows, sort, filter, profile, SQL, and nothing is written', async ({
  window,
  folder,
  host,
}) => {
  const { page } = window;
  const before = readdirSync(host.home);
  await window.look(write(folder, 'lines.csv', linesCsv()));
  await expect(window.rowCount).toHaveText('1,000 rows');
  await expect(await window.cell(1, 'exporter_name')).toHaveText('SELLER 0 LIMITED');
  await expect(await window.cell(1, 'importer_name')).toHaveText('NULL');
  await expect(window.header('brand')).toContainText('3 values');
  for (const column of ['decl_no', 'decl_date', 'exporter_name']) {
    const header = await window.header(column).boundingBox();
    const cell = await (await window.cell(1, column)).boundingBox();
    expect(Math.abs(header!.x - cell!.x), `${column} stands under its header`).toBeLessThan(2);
  }

  await window.columnMenu('exporter_name', 'Sort descending');
  await expect(await window.cell(1, 'exporter_name')).toHaveText('SELLER 9 LIMITED');
  await expect(window.header('exporter_name')).toHaveAttribute('aria-sort', 'descending');

  await window.columnMenu('brand', 'Filter…');
  const filter = page.getByRole('dialog', { name: 'Filter' });
  await filter.getByRole('checkbox', { name: /DJI/ }).check();
  await filter.getByRole('button', { name: 'Apply' }).click();
  await expect(window.rowCount).toHaveText('250 of 1,000 rows');
  await expect(page.getByRole('list', { name: 'Filters and sort' })).toContainText('brand is DJI');

  await window.columnMenu('hs_code', 'Show profile');
  await expect(window.inspector.getByRole('heading', { name: 'hs_code' })).toBeVisible();
  await expect(window.inspector.getByRole('button', { name: /8806220000/ })).toBeVisible();

  await page.keyboard.press('Control+e');
  await window.runSql('select brand, count(*) as n from lines group by all order by all');
  await expect(window.rowCount).toHaveText('4 rows');
  expect(readdirSync(host.home)).toEqual(before);
});

test('profiles in the headers are hidden and shown again', async ({ window, folder }) => {
  await window.look(write(folder, 'lines.csv', linesCsv()));
  await expect(window.header('brand')).toContainText('3 values');
  await window.command('hide profiles in headers');
  await expect(window.header('brand')).not.toContainText('values');
  await window.command('show profiles in headers');
  await expect(window.header('brand')).toContainText('3 values');
});

test('looks at a Parquet file without losing a digit', async ({ window, folder }) => {
  const path = join(folder, 'typed.parquet');
  await duckdb(`COPY (SELECT i::INTEGER AS i, (9007199254740993 + i)::BIGINT AS big, DATE '2022-02-24' + i::INTEGER AS day,
    (i / 100.0)::DECIMAL(18,2) AS usd FROM range(300) t(i)) TO '${path}' (FORMAT parquet)`);
  await window.look(path);
  await expect(window.rowCount).toHaveText('300 rows');
  await expect(await window.cell(1, 'big')).toHaveText('9,007,199,254,740,993');
  await expect(await window.cell(2, 'usd')).toHaveText('0.01');
  await expect(await window.cell(1, 'day')).toHaveText('02/24/2022');
});

test('two files can be asked together', async ({ window, folder }) => {
  await window.look(write(folder, 'a.csv', 'id,x\n1,a\n2,b\n'), write(folder, 'b.csv', 'id,y\n1,c\n'));
  await expect(window.side.getByRole('button', { name: /^b\.csv/ })).toContainText('1');
  await window.page.keyboard.press('Control+e');
  await window.runSql('select x, y from a join b using (id)');
  await expect(window.rowCount).toHaveText('1 row');
});

test('keeps what it looks at as a case', async ({ window, folder }) => {
  await window.look(write(folder, 'lines.csv', linesCsv()));
  await expect(window.rowCount).toHaveText('1,000 rows');
  await window.page.getByRole('button', { name: 'Keep as a case' }).click();
  const dialog = window.page.getByRole('dialog', { name: 'New case' });
  await dialog.getByLabel('Folder', { exact: true }).fill(folder);
  await dialog.getByLabel('Folder', { exact: true }).press('Enter');
  await dialog.getByLabel('Name of the case').fill('kept');
  await dialog.getByRole('button', { name: 'Make the case' }).click();
  await expect(window.page.getByText(`1,000 records read = 1,000 loaded + 0 rejected.`)).toBeVisible({
    timeout: 60_000,
  });
  await expect(window.side.getByRole('button', { name: /^lines\.csv/ }).first()).toContainText(
    LINES.toLocaleString('en'),
  );
});

test.describe('bad input', () => {
  test('says what is wrong with what is no table', async ({ window, folder }) => {
    await window.look(
      write(folder, 'empty.csv', ''),
      write(folder, 'picture.csv', new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])),
    );
    await expect(window.page.getByText('picture.csv could not be read')).toBeVisible();
    await window.side.getByRole('button', { name: /^empty\.csv/ }).click();
    await expect(window.page.getByText('empty.csv could not be read')).toBeVisible();
  });

  test('shows hidden and turning characters, hostile names and columns', async ({ window, folder }) => {
    const text = '__proto__,constructor,"a""b"\nD\u200bJI,\u202Efdp.exe,"<img src=x onerror=alert(1)>"\n';
    await window.look(write(folder, "we'ird <b>.csv", text));
    await expect(window.rowCount).toHaveText('1 row');
    await expect(await window.cell(1, '__proto__')).toHaveText('D‹ZWSP›JI');
    await expect(await window.cell(1, 'constructor')).toHaveText('‹RLO›fdp.exe');
    await (await window.cell(1, '__proto__')).click();
    await expect(window.inspector.getByText('Has characters that do not show').first()).toBeVisible();
    await expect(window.inspector.getByText('<img src=x onerror=alert(1)>')).toBeVisible();
  });

  test('shows a table of 5,000 columns and a very long cell', async ({ window, folder }) => {
    const names = Array.from({ length: 5000 }, (_, i) => `column_${i}`);
    const long = 'x'.repeat(300_000);
    await window.look(
      write(folder, 'wide.csv', `${names.join(',')}\n${names.map((_, i) => (i === 0 ? long : i)).join(',')}\n`),
    );
    await expect(window.rowCount).toHaveText('1 row');
    await expect(await window.cell(1, 'column_1')).toHaveText('1');
    await (await window.cell(1, 'column_0')).click();
    await expect(window.inspector.getByRole('button', { name: 'Show all 300,000 characters' })).toBeVisible();
    await window.command('choose columns');
    const panel = window.page.getByRole('dialog', { name: 'Columns' });
    await panel.getByLabel('Search columns').fill('column_4999');
    await panel.getByRole('button', { name: 'Go to column_4999' }).click();
    await expect(await window.cell(1, 'column_4999')).toHaveText('4999');
  });

  test('refuses a folder and too many files at once, and says so', async ({ window }) => {
    await window.page.evaluate(() => {
      const transfer = new DataTransfer();
      for (let i = 0; i < 500; i += 1) transfer.items.add(new File(['a,b\n1,2\n'], `f${i}.csv`));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    });
    await expect(window.page.getByText('500 files at once')).toBeVisible();
    await expect(window.side.getByText('Drop a file anywhere')).toBeVisible();
  });
});
