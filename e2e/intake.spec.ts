/** An analyst adds files that are not simple: looks, decides, maps, loads, and never has to decide again. */
import iconv from 'iconv-lite';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, test, write, type WindowPage } from './fixtures.ts';

const COLUMNS = [
  'Номер ДТ',
  '№ товара',
  'Дата ДТ',
  'Отправитель',
  'Получатель',
  'Код ТН ВЭД',
  'Описание',
  'Стат. стоимость, USD',
  'Особая отметка',
];

/** A month from an agency: windows-1251, semicolons, a preamble, a record with two fields too many, a total. */
function agencyMonth(month: number): Buffer {
  const two = String(month).padStart(2, '0');
  const rows = Array.from({ length: 60 }, (_, i) => [
    `10228010/01${two}23/${String(i + 1).padStart(7, '0')}`,
    '1',
    `${String((i % 27) + 1).padStart(2, '0')}.${two}.2023`,
    `SELLER ${i % 5} LTD`,
    `ООО "ПОКУПАТЕЛЬ ${i % 4}"`,
    '8806220000',
    'квадрокоптер',
    `1 ${100 + i},50`,
    `MAVIC ${(i % 3) + 1}`,
    ...(i === 11 ? ['лишнее', 'поле'] : []),
  ]);
  const total = ['Итого', '', '', '', '', '', '', '68 790,00', ''];
  const lines = ['Выгрузка деклараций', `Период: ${two}.2023`, ''].concat(
    [COLUMNS, ...rows, total].map((row) => row.join(';')),
  );
  return iconv.encode(`${lines.join('\r\n')}\r\n`, 'windows-1251');
}

/** A vendor's file: commas, English, dates that can be read in two ways. */
const vendorCsv = (): string =>
  ['Declaration Number,Declaration Date,Exporter,Importer,HS Code,Value USD']
    .concat(
      Array.from(
        { length: 30 },
        (_, i) => `V-${i},0${(i % 9) + 1}/0${(i % 8) + 1}/2023,ACME ${i % 3} LTD,BUYER ${i % 4},8806220000,${i + 1}.25`,
      ),
    )
    .join('\n');

async function choose(
  window: WindowPage,
  command: string,
  title: string,
  folder: string,
  ...names: string[]
): Promise<Locator> {
  await window.command(command);
  const dialog = window.page.getByRole('dialog', { name: title });
  await dialog.getByLabel('Folder', { exact: true }).fill(folder);
  await dialog.getByLabel('Folder', { exact: true }).press('Enter');
  for (const name of names)
    await dialog.getByRole('button', { name: new RegExp(`^${name.replaceAll('.', '\\.')}`) }).click();
  return dialog;
}

test('a file of an agency: looked at, changed, mapped, loaded; the next month needs no question', async ({
  window,
  folder,
}) => {
  test.setTimeout(240_000);
  const { page } = window;
  write(folder, 'march.csv', agencyMonth(3));
  write(folder, 'april.csv', agencyMonth(4));
  await window.newCase(folder, 'agency');
  const dialog = await choose(window, 'add files', 'Add files to the case', folder, 'march.csv');
  await dialog.getByRole('button', { name: 'Set up…' }).click();

  const setup = page.getByRole('region', { name: 'Set up march.csv' });
  const parsed = setup.getByRole('grid', { name: 'Parsed rows' });
  await expect(parsed.getByRole('columnheader', { name: /^Номер ДТ/ })).toBeVisible();
  await expect(setup.getByText('61 records')).toBeVisible();
  await expect(setup.getByText(/2 would be rejected: .*too many fields \(1\)/)).toBeVisible();
  await expect(parsed.getByRole('row', { name: /too many fields/ })).toContainText('лишнее');

  // Both sides move together.
  await setup.getByRole('button', { name: 'Next rejected' }).click();
  const raw = setup.getByRole('listbox', { name: 'Raw text' });
  await expect(raw.getByRole('option', { selected: true })).toContainText('лишнее');
  await expect(setup.getByRole('group', { name: 'Chosen row' })).toContainText('Record 12 · line 16');
  await raw.focus();
  await page.keyboard.press('End');
  await expect(parsed.locator('tr[aria-selected="true"]')).toContainText('totals or footer');
  await expect(parsed.locator('tr[aria-selected="true"]')).toBeInViewport();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await expect(setup.getByRole('group', { name: 'Chosen row' })).toContainText('line 2');

  // The preview follows a change at once, and goes back.
  await setup.getByLabel('Delimiter', { exact: true }).selectOption(',');
  await expect(parsed.getByRole('columnheader', { name: /^Номер ДТ;№ товара/ })).toBeVisible();
  await setup.getByRole('button', { name: 'Delimiter: back to the guess' }).click();
  await expect(parsed.getByRole('columnheader', { name: /^№ товара/ })).toBeVisible();
  await setup.getByLabel('Encoding', { exact: true }).selectOption('koi8-r');
  await expect(parsed.getByRole('columnheader', { name: /^Номер ДТ/ })).toBeHidden();
  await setup.getByRole('button', { name: 'Encoding: back to the guess' }).click();
  await expect(parsed.getByRole('columnheader', { name: /^Номер ДТ/ })).toBeVisible();
  await window.expectAccessible();

  // What the columns mean.
  await setup.getByText('What its columns mean').click();
  const columns = setup.getByRole('region', { name: 'Columns and their fields' });
  const open = columns.getByRole('row', { name: /Особая отметка/ });
  await expect(open).toContainText('open');
  await open.getByRole('combobox', { name: 'Field of Особая отметка' }).fill('article');
  await page.getByRole('option', { name: /^model/ }).click();
  await expect(open).toContainText('your choice');
  const shipments = setup.getByRole('region', { name: 'Rows of shipments' });
  await expect(shipments.getByRole('columnheader', { name: 'model' })).toBeVisible();
  await expect(shipments.getByRole('row').nth(1)).toContainText('1100.50');
  await window.expectAccessible();
  // A field that is given twice is said.
  await columns.getByRole('combobox', { name: 'Field of Отправитель' }).fill('model');
  await page.getByRole('option', { name: /^model/ }).click();
  await expect(setup.getByRole('alert')).toContainText('is given to “Особая отметка” and “Отправитель”');
  await columns
    .getByRole('row', { name: /Отправитель/ })
    .getByRole('button', { name: 'Back to the proposal' })
    .click();
  await expect(setup.getByRole('alert')).toBeHidden();

  await setup.getByLabel('Name of the layout').fill('agency');
  await page.getByRole('button', { name: 'Load this file' }).click();
  const summary = page.getByRole('region', { name: 'What was loaded' });
  await expect(summary).toContainText('61 read = 59 loaded + 2 rejected', { timeout: 30_000 });
  await window.expectAccessible();
  await summary.getByRole('button', { name: /See the 2 rejected/ }).click();
  await expect(page.getByText('too many fields').last()).toBeVisible();

  // Next month: no question.
  const next = await choose(window, 'add files', 'Add files to the case', folder, 'april.csv');
  await next.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText(/Added with layout agency/).last()).toBeVisible({ timeout: 30_000 });
  await expect(window.side.getByRole('button', { name: /^april\.csv/ })).toContainText('59');
  await window.command('go to shipments');
  await expect(window.rowCount).toHaveText('118 rows');
  await page.keyboard.press('Control+e');
  await window.runSql('select count(model)::integer as models from shipments');
  await expect(await window.cell(1, 'models')).toHaveText('118');

  // The same file again is noticed.
  const again = await choose(window, 'add files', 'Add files to the case', folder, 'april.csv');
  await again.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('The file is in the case already')).toBeVisible();
});

test('three files of two shapes in a folder: two groups, dates decided, one refused with its reason', async ({
  window,
  folder,
}) => {
  test.setTimeout(240_000);
  const { page } = window;
  const data = join(folder, 'delivery');
  write(data, '2023-03.csv', agencyMonth(3));
  write(data, '2023-04.csv', agencyMonth(4));
  write(join(data, 'vendor'), 'vendor.csv', vendorCsv());
  write(data, 'scan.pdf', Buffer.from('%PDF-1.4\n%\u00e2\u00e3\n1 0 obj\n\u0000\u0001\u0002', 'latin1'));
  await window.newCase(folder, 'two shapes');
  const dialog = await choose(window, 'add a folder', 'Add a folder to the case', data);
  await dialog.getByRole('button', { name: 'Add this folder' }).click();

  const groups = page.getByRole('list', { name: 'Kinds of files' });
  await expect(groups.getByRole('button')).toHaveCount(3);
  await expect(groups.getByRole('button', { name: /2 files: 2023-03\.csv/ })).toBeVisible();
  await groups.getByRole('button', { name: /1 refused/ }).click();
  await expect(page.getByRole('list', { name: 'Refused files' })).toContainText('scan.pdf');
  await groups.getByRole('button', { name: /vendor\.csv/ }).click();
  const setup = page.getByRole('region', { name: 'Set up vendor.csv' });
  await expect(setup.getByText(/Declaration Date.* can be read in two ways/)).toBeVisible();
  await window.expectAccessible();
  await setup.getByRole('button', { name: 'Month first' }).click();
  await expect(setup.getByRole('columnheader', { name: /Declaration Date/ })).toContainText('m/d/yyyy');
  await page.getByRole('button', { name: 'Load all 3 files' }).click();
  await expect(page.getByRole('region', { name: 'What was loaded' })).toContainText(
    '30 read = 30 loaded + 0 rejected',
    { timeout: 30_000 },
  );
  await groups.getByRole('button', { name: /2 files/ }).click();
  await expect(page.getByRole('region', { name: 'What was loaded' })).toContainText(
    '2 files: 122 read = 118 loaded + 4 rejected',
  );
  await page.keyboard.press('Control+e');
  await window.runSql("select min(decl_date)::varchar d from shipments where decl_no = 'V-1'");
  await expect(await window.cell(1, 'd')).toHaveText('2023-02-02');
});

test('a layout is looked at and changed; its sources follow', async ({ window, folder }) => {
  test.setTimeout(240_000);
  const { page } = window;
  write(folder, 'march.csv', agencyMonth(3));
  await window.newCase(folder, 'layouts');
  await window.addFile(folder, 'march.csv');
  await window.side.getByRole('button', { name: 'Layouts' }).click();
  const setup = page.getByRole('region', { name: 'Layout march' });
  await setup.getByText('What its columns mean').click();
  const columns = setup.getByRole('region', { name: 'Columns and their fields' });
  await columns.getByRole('combobox', { name: 'Field of Особая отметка' }).fill('model');
  await page.getByRole('option', { name: /^model/ }).click();
  await setup.getByRole('button', { name: 'Save the layout' }).click();
  await expect(page.getByText(/Shipments of s1 were made again/)).toBeVisible();

  // A changed way of reading: the source is read again when asked, and what was loaded is said.
  await setup.getByText('How it is read').click();
  await setup.getByLabel('Decimal sign').selectOption('.');
  await setup.getByRole('button', { name: 'Save the layout' }).click();
  const notice = setup.getByRole('group', { name: 'Read with other settings' });
  await expect(notice).toContainText('s1 (march.csv) was read with other settings');
  await window.expectAccessible();
  await notice.getByRole('button', { name: 'Read again' }).click();
  await expect(page.getByText('s1 is read again')).toBeVisible();
  await expect(notice).toHaveCount(0);
  await page.keyboard.press('Control+e');
  await window.runSql('select count(model) n from shipments');
  await expect(await window.cell(1, 'n')).toHaveText('59');
});
