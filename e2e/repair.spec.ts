/** An analyst looks at what was rejected, repairs it one by one and by a rule, and takes a repair back. */
import { expect, test, write } from './fixtures.ts';

const TABLE = [
  'decl_no;goods;exporter_name;value_usd',
  '1;Drone;Kestrel;10',
  '2;Drone;Kestrel;20;;',
  '3;Dro',
  'ne;Merlin;30',
  '4;Drone;Osprey;40;',
  '5;Drone;Heron',
  'Итого;;;100',
  '6;Drone;Falcon;60;;;',
].join('\n');

test('rejects are found, repaired by hand and by a rule, listed with who and when, and taken back', async ({
  window,
  folder,
}) => {
  const { page, side } = window;
  write(folder, 'dirty.csv', TABLE);
  await window.newCase(folder, 'repairs');
  await page.keyboard.press('Control+Shift+A');
  const dialog = page.getByRole('dialog', { name: 'Add files to the case' });
  await dialog.getByLabel('Folder', { exact: true }).fill(folder);
  await dialog.getByLabel('Folder', { exact: true }).press('Enter');
  await dialog.getByRole('button', { name: /^dirty\.csv/ }).click();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  // Most of its records would be rejected, so the window asks first.
  await page.getByRole('button', { name: 'Load this file' }).click();
  await side.getByRole('button', { name: '7 rejected' }).click();
  const table = page.getByRole('grid', { name: 'Rejected records' });
  await expect(table.getByRole('row')).toHaveCount(8);

  await test.step('narrow by text and by reason', async () => {
    await page.getByLabel('Text in the record').fill('merlin');
    await expect(page.getByText('1 rejected', { exact: true })).toBeVisible();
    await page.getByLabel('Text in the record').fill('');
    await page.getByLabel('Reason').selectOption('totals or footer');
    await expect(table.getByRole('row')).toHaveCount(2);
    await page.getByLabel('Reason').selectOption('');
    await expect(table.getByRole('row')).toHaveCount(8);
  });

  await test.step('one by hand, by keyboard: a broken line is joined, then a cell is typed', async () => {
    const row = table.getByRole('row').filter({ hasText: '3;Dro' });
    await row.click();
    await page.keyboard.press('Enter');
    const editor = page.getByLabel('Text of the record', { exact: true });
    await expect(editor).toBeFocused();
    await expect(page.getByText('It gives 2 cells; 4 are needed.')).toBeVisible();
    await page.getByRole('button', { name: 'Join with the next lines' }).click();
    await expect(editor).toHaveValue('3;Dro ne;Merlin;30');
    await editor.fill('3;Drone;Merlin;30');
    await expect(page.getByText('This text is a record of the file.')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Cells of the text' })).toContainText('Merlin');
    await window.expectAccessible();
    await page.getByLabel('Why, for the custody log').fill('the letter of 3 May');
    await editor.press('Control+Enter');
    await expect(page.getByText('1 record is loaded')).toBeVisible();
    await expect(table.getByRole('row')).toHaveCount(6);
    await expect(side.getByRole('button', { name: /^dirty\.csv/ })).toContainText('2');
  });

  await test.step('many by a rule, with what comes of it first', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+a');
    await page.getByLabel('Rule').selectOption('drop-trailing-empty');
    await expect(page.getByText('3 would be loaded, 2 stay rejected.')).toBeVisible();
    await window.expectAccessible();
    await page.getByRole('button', { name: 'Load 3 records' }).click();
    await expect(page.getByText('3 records are loaded, 2 stay rejected')).toBeVisible();
    await expect(table.getByRole('row')).toHaveCount(3);
    await expect(side.getByRole('button', { name: '2 rejected' })).toBeVisible();
  });

  await test.step('the history tells the old text and the new one; a repair is taken back', async () => {
    await page.getByText('Repaired', { exact: true }).click();
    const history = page.getByRole('region', { name: 'Repairs' });
    await expect(history).toContainText('3;Dro⏎ne;Merlin;30');
    await expect(history).toContainText('the letter of 3 May');
    await window.expectAccessible();
    await history.getByRole('button', { name: 'Take back the repair of record 3' }).click();
    await expect(history).toContainText('taken back by');
    await expect(side.getByRole('button', { name: '4 rejected' })).toBeVisible();
  });
});

test('a newer edition of a file is compared, and its changed rows are shown', async ({ window, folder }) => {
  const { page } = window;
  const header = 'decl_no;line_no;decl_date;exporter_name;value_usd';
  const line = (n: number, usd: number): string => `10228010/010623/000000${n};1;2023-06-01;Kestrel;${usd}`;
  write(folder, 'may.csv', [header, line(1, 10), line(2, 20), line(3, 30), ''].join('\n'));
  write(folder, 'june.csv', [header, line(2, 20), line(3, 99), line(4, 40), ''].join('\n'));
  await window.newCase(folder, 'editions');
  await window.addFile(folder, 'may.csv');
  await page.getByRole('button', { name: 'Close' }).last().click();
  await window.addFile(folder, 'june.csv');
  await window.command('compare editions');
  const card = page.getByRole('region', { name: 'Edition june.csv' });
  await expect(card).toContainText('replaces may.csv');
  await expect(card).toContainText('Changed in value_usd (1)');
  await window.expectAccessible();
  await card.getByRole('button', { name: '1 changed' }).click();
  await expect(window.rowCount).toHaveText('2 rows');
  await expect(await window.cell(1, 'edition')).toHaveText('before');
  await expect(await window.cell(2, 'value_usd')).toHaveText('99');
});
