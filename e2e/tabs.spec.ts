/** Tabs are closed without a mouse, and keys are written as the machine's owner knows them. */
import { startHost } from './host.ts';
import { WindowPage, expect, test, write } from './fixtures.ts';

test('the keyboard closes a tab: Delete on it, or its cross at the end of the row', async ({ window, folder }) => {
  const { page } = window;
  await window.look(write(folder, 'a.csv', 'x\n1\n2\n'), write(folder, 'b.csv', 'y\n1\n2\n'));
  await expect(page.getByRole('tab', { name: 'b.csv' })).toHaveAttribute('aria-selected', 'true');
  await expect(window.rowCount).toHaveText('2 rows');
  await page.getByRole('tab', { name: 'b.csv' }).focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Close the tab b.csv' })).toBeFocused();
  await window.expectAccessible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'b.csv' })).toBeHidden();
  await page.getByRole('tab', { name: 'a.csv' }).focus();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('tab')).toHaveCount(0);
});

test('on a Mac keys are written with its signs, and answer to them', async ({ browser }) => {
  const host = await startHost();
  const context = await browser.newContext({
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/145.0.0.0 Safari/537.36',
    viewport: { width: 1280, height: 800 },
  });
  try {
    const page = await context.newPage();
    await host.enter(page);
    await new WindowPage(page).ready();
    await expect(page.locator('body')).not.toContainText(/Ctrl|Alt\+/);
    await page.keyboard.press('F1');
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    await expect(sheet).toContainText('⌘ ⇧ O');
    await expect(sheet).not.toContainText(/Ctrl|Alt\+|Mod/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Meta+k');
    await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  } finally {
    await context.close();
    await host.stop();
  }
});
