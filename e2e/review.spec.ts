/** Reviewing parties and hits on the sample case, by keyboard; the page of a party; lists from the window. */
import { expect, linesCsv, test, write } from './fixtures.ts';

test.describe.configure({ timeout: 380_000 });

/** The sample takes a while to make: its stories are told in one window. */
test('the sample case is reviewed by key', async ({ window }) => {
  const { page } = window;
  await window.command('open the sample case');
  await expect(page.getByRole('heading', { level: 1, name: /SYNTHETIC/ })).toBeVisible({ timeout: 180_000 });

  await test.step('pairs of parties are decided by key, counted at once, and undone', async () => {
    await window.command('review parties');
    const card = page.getByRole('region', { name: 'Parties to review: card' });
    await expect(card.getByRole('table')).toBeVisible();
    await expect(card.getByRole('rowheader', { name: 'Trade' })).toBeVisible();
    await expect(card).toBeFocused();
    const progress = page.getByText(/^\d+ of \d+ decided$/);
    await expect(progress).toHaveText(/^0 of \d+ decided$/);
    const range = page.getByTestId('range');
    const before = await range.textContent();
    const first = await card.getByRole('columnheader').first().textContent();
    await window.expectAccessible();

    // A reason, then the decision; the next card comes, the count of parties follows.
    await page.keyboard.press('n');
    await page.keyboard.type('same director');
    await page.keyboard.press('Enter');
    await page.keyboard.press('m');
    await expect(progress).toHaveText(/^1 of \d+ decided$/);
    await expect(range).not.toHaveText(before ?? '');
    await expect(card.getByRole('columnheader').first()).not.toHaveText(first ?? '');
    await page.keyboard.press('s');
    await page.keyboard.press('a');
    await expect(progress).toHaveText(/^2 of \d+ decided$/);

    // Back to the first: it says who decided, and why.
    const list = page.getByRole('region', { name: 'Parties to review: list' });
    await list.getByRole('button').filter({ hasText: 'Merged' }).first().click();
    await expect(card.getByText(/One party, says .*same director/)).toBeVisible();
    await window.expectAccessible();
    await page.keyboard.press('u');
    await expect(card.getByText(/One party, says/)).toBeHidden();
    await expect(progress).toHaveText(/^1 of \d+ decided$/);
    await page.keyboard.press('u');
    await expect(progress).toHaveText(/^0 of \d+ decided$/);
    await expect(range).toHaveText(before ?? '');

    await page.keyboard.press('Control+k');
    await page.keyboard.type('go to party_decisions');
    await page.keyboard.press('Enter');
    await expect(window.rowCount).toHaveText('4 rows');
  });

  await test.step('the page of a party: from the palette, every figure opens its rows', async () => {
    await page.keyboard.press('Control+Shift+F');
    const search = page.getByRole('combobox', { name: 'Name or number of a party' });
    await search.fill('shengxingtai');
    await expect(page.getByRole('option').first()).toContainText(/shengxingtai/i);
    await page.keyboard.press('Enter');
    const party = page.getByRole('region', { name: /^Party / });
    await expect(party.getByRole('heading', { name: 'Spellings' })).toBeVisible();
    await window.expectAccessible();
    const worth = party.getByRole('button', { name: /^As exporter: .* lines: open the rows/ });
    const lines = /in ([\d,]+) lines/.exec((await worth.getAttribute('aria-label')) ?? '')?.[1];
    await worth.focus();
    await page.keyboard.press('Enter');
    await expect(window.rowCount).toHaveText(`${lines} rows`);
    // From a row back to its party.
    await (await window.cell(1, 'exporter_name')).click();
    await window.inspector.getByRole('button', { name: 'Open party' }).first().click();
    await expect(party.getByRole('heading', { name: 'Spellings' })).toBeVisible();
  });

  await test.step('hits get a verdict with a reason, and the log keeps it', async () => {
    await window.command('review hits');
    const card = page.getByRole('region', { name: 'Hits: card' });
    await expect(card.getByRole('rowheader', { name: 'When' })).toBeVisible();
    await window.expectAccessible();
    await page.keyboard.press('n');
    await page.keyboard.type('another address');
    await page.keyboard.press('Enter');
    await page.keyboard.press('x');
    const list = page.getByRole('region', { name: 'Hits: list' });
    await expect(list.getByText('Not a match', { exact: true })).toBeVisible();
    await page.getByText('Log', { exact: true }).click();
    await expect(page.getByRole('cell', { name: 'another address' })).toBeVisible();
    await window.expectAccessible();
    await page
      .getByText(/^Owned by/)
      .first()
      .click();
    await expect(page.getByText(/Owned by is not the same as listed|No party is stated/)).toBeVisible();
    await window.expectAccessible();
  });
});

test('a case is analyzed from the window; a list is looked at before it is imported', async ({ window, folder }) => {
  const { page } = window;
  write(folder, 'lines.csv', linesCsv());
  await window.newCase(folder, 'fresh');
  await window.command('review parties');
  await expect(page.getByText('No shipments yet')).toBeVisible();
  await window.addFile(folder, 'lines.csv');
  await window.command('review parties');
  await expect(page.getByRole('button', { name: 'Analyze the case' })).toBeVisible();
  await window.expectAccessible();
  await page.getByRole('button', { name: 'Analyze the case' }).click();
  await expect(page.getByText('The case is analyzed')).toBeVisible({ timeout: 60_000 });
  await window.command('show the analysis');
  await expect(page.getByRole('region', { name: 'Exporters' })).toBeVisible();
  await window.expectAccessible();

  write(folder, 'empty.csv', '');
  write(folder, 'broken.csv', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 1, 0, 0, 2, 0]));
  write(folder, 'watch.csv', 'name,country,start_date\n"SELLER 3 LIMITED",CN,2020-01-01\n"Nobody Ltd",CN,2020-01-01\n');
  await window.command('import a list');
  const chooser = page.getByRole('dialog', { name: 'Import a list' });
  await chooser.getByLabel('Folder', { exact: true }).fill(folder);
  await chooser.getByLabel('Folder', { exact: true }).press('Enter');
  for (const name of ['broken', 'empty', 'watch'])
    await chooser.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  await chooser.getByRole('button', { name: 'Look at it' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import lists' });
  await expect(dialog.getByText('CSV with names: 2 entries, 2 with a date of listing')).toBeVisible();
  await expect(dialog.getByText(/empty\.csv is empty/)).toBeVisible();
  await expect(dialog.getByText(/Save it as UTF-8/)).toBeVisible();
  await window.expectAccessible();
  await dialog.getByRole('button', { name: 'Import 1 of 3' }).click();
  await expect(page.getByText('The list is in the case')).toBeVisible();
  await expect(page.getByRole('region', { name: 'On lists' })).toContainText('1');

  // Another file: what was found is of before, and that is said.
  write(folder, 'more.csv', linesCsv(30).replaceAll('10228010', '10228099'));
  await window.addFile(folder, 'more.csv');
  await window.command('show the analysis');
  const notice = page.getByText(/A file was added\. What you see is of before/).filter({ visible: true });
  await expect(notice).toBeVisible();
  await window.command('network');
  await expect(page.locator('.wb-picture').getByText('What you see is of before')).toBeVisible();
  await window.expectAccessible();
  await page.locator('.wb-picture').getByRole('button', { name: 'Analyze again' }).click();
  await expect(notice).toHaveCount(0, { timeout: 60_000 });
});
