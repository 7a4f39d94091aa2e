/** The window for people who use no mouse, need large letters, or have it read out. */
import { expect, linesCsv, test, write } from './fixtures.ts';

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any screen, ${theme}`, async ({ window, folder }) => {
    test.setTimeout(180_000);
    const { page } = window;
    await window.command(`${theme} theme`);
    await window.expectAccessible();
    await page.keyboard.press('F1');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
    await window.expectAccessible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await window.expectAccessible();
    await page.keyboard.press('Escape');

    write(folder, 'lines.csv', linesCsv());
    await window.newCase(folder, 'seen');
    await window.expectAccessible();
    await window.addFile(folder, 'lines.csv');
    await window.openTable('shipments');
    await (await window.cell(3, 'decl_no')).click();
    await expect(window.inspector.getByLabel('Raw text of the record')).toBeVisible();
    await window.expectAccessible();
    await window.columnMenu('decl_date', 'Show profile');
    await expect(window.inspector.getByText('Most frequent')).toBeVisible();
    await window.expectAccessible();
    await window.columnMenu('line_no', 'Filter…');
    await expect(
      page.getByRole('dialog', { name: 'Filter' }).getByRole('checkbox', { name: /^1 / }).first(),
    ).toBeVisible();
    await window.expectAccessible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+e');
    await window.runSql('select direction, count(*) as n from shipments group by all');
    await expect(window.rowCount).toHaveText(/row/);
    await window.expectAccessible();
    await window.command('show rejected records');
    await expect(page.getByText('No record was rejected')).toBeVisible();
    await window.expectAccessible();
  });
}

test('everything is done with the keyboard alone', async ({ window, folder }) => {
  const { page } = window;
  write(folder, 'lines.csv', linesCsv());
  await page.keyboard.press('Control+k');
  await page.keyboard.type('new case');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New case' });
  await expect(dialog.getByLabel('Name of the case')).toBeFocused();
  await page.keyboard.type('keys');
  await dialog.getByLabel('Folder', { exact: true }).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(folder);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(`${folder}/keys`)).toBeVisible();
  await dialog.getByLabel('Name of the case').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'keys' })).toBeVisible();
  await window.addFile(folder, 'lines.csv');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('go to shipments');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'shipments', exact: true })).toBeVisible();
  await expect(page.locator('.wb-grid:visible')).toHaveCount(1);
  await expect(window.rowCount).toHaveText('1,000 rows');

  // Into the grid, to a header, sort by it, open its menu.
  await page.keyboard.press('F6');
  while (!(await page.evaluate(() => document.activeElement?.closest('.ag-row') !== null)))
    await page.keyboard.press('F6');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(window.header('decl_no')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(window.header('decl_no')).toHaveAttribute('aria-sort', 'descending');
  await window.header('decl_no').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Sort ascending' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(window.header('decl_no')).toBeFocused();

  // Side bar by arrows; panels by their edge.
  await page.keyboard.press('Control+i');
  await expect(window.inspector).toBeHidden();
  await page.keyboard.press('Control+i');
  const edge = page.getByRole('separator', { name: 'Width of the inspector' });
  const width = Number(await edge.getAttribute('aria-valuenow'));
  await edge.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(edge).toHaveAttribute('aria-valuenow', String(width + 16));
  await page.keyboard.press('Alt+w');
  await expect(page.getByRole('tab', { name: 'shipments' })).toBeHidden();
});

test('at 200 % nothing is lost or covered', async ({ window, folder, browserName }) => {
  test.skip(browserName !== 'chromium');
  const { page } = window;
  // A window of 1280 × 800 at 200 % has the room of 640 × 400.
  await page.setViewportSize({ width: 640, height: 400 });
  write(folder, 'lines.csv', linesCsv());
  await window.newCase(folder, 'large');
  await window.addFile(folder, 'lines.csv');
  await page.keyboard.press('Control+i');
  await page.keyboard.press('Control+b');
  await window.command('go to shipments');
  await expect(await window.cell(1, 'decl_no')).toBeInViewport();
  for (const name of ['Filter', 'Columns', 'Go to row', 'Export']) {
    await expect(page.getByRole('button', { name, exact: true }).first()).toBeInViewport({ ratio: 1 });
  }
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  expect(sideways).toBe(false);
});
