/** Looking instead of reading: the network, the flow map and the timeline move with the table, and the table with them. */
import { expect, test, type WindowPage } from './fixtures.ts';

/** Rows of the table on screen, once its first row is there. */
async function rowsShown(window: WindowPage): Promise<number> {
  await expect(window.rowCount).toHaveText(/ rows?$/);
  await expect(window.grid.locator('.ag-row[row-index="0"] .ag-cell').first()).toBeVisible();
  return Number((await window.rowCount.innerText()).replace(/ (of|row).*$/, '').replaceAll(/\D/g, ''));
}

const lines = (text: string): number => Number(/([\d,]+) lines?/.exec(text)?.[1]?.replaceAll(',', ''));

test.beforeEach(async ({ window }) => {
  test.setTimeout(240_000);
  await window.command('open the sample case');
  await expect(window.side.getByRole('button', { name: /^shipments/ })).toBeVisible({ timeout: 120_000 });
});

test('a party of the network filters the table, and the other pictures with it', async ({ window }) => {
  const { page, side } = window;
  await side.getByRole('button', { name: 'Network', exact: true }).click();
  const parties = page.getByRole('listbox', { name: 'Parties in the picture' });
  await expect(parties.getByRole('option').first()).toBeVisible();
  await expect(page.getByText(/\d+ links of \d+ parties/)).toBeVisible();
  await expect(page.getByText(/are not drawn/)).toBeVisible();
  await window.expectAccessible();

  // With the keys alone: the first party, then the next, and its lines.
  await parties.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const second = await parties.getByRole('option').nth(1).locator('bdi').innerText();
  const card = page.getByRole('region', { name: 'Selected party' });
  await expect(card.getByRole('heading', { level: 2 })).toHaveText(second);
  await page.keyboard.press('Enter');
  const side1 = card.getByRole('button', { pressed: true }).first();
  await expect(side1).toContainText('In the table');
  const expected = lines(await side1.innerText());
  await window.expectAccessible();

  const network = page.locator('[data-picture="network"]');
  await network
    .getByRole('group', { name: 'Lines in the picture' })
    .getByRole('button', { name: 'Show the lines' })
    .click();
  await expect.poll(() => rowsShown(window)).toBe(expected);

  // The timeline shows the lines of this party only, and says so.
  await side.getByRole('button', { name: 'Timeline', exact: true }).click();
  const timeline = page.locator('[data-picture="timeline"]');
  await expect(timeline.getByText('Selected in the network')).toBeVisible();
  await expect(timeline.getByRole('status')).toHaveText(new RegExp(`^${expected} lines?,`));
  await timeline.getByRole('button', { name: 'Selected in the network: select nothing' }).click();
  await expect(timeline.getByRole('status')).not.toHaveText(new RegExp(`^${expected} lines?,`));
  await side.getByRole('button', { name: /^shipments/ }).click();
  await expect.poll(() => rowsShown(window)).toBeGreaterThan(expected);
});

test('a link of the network is a filter of both its sides, and a filter of the table narrows the network', async ({
  window,
}) => {
  const { page, side } = window;
  await side.getByRole('button', { name: 'Network', exact: true }).click();
  const network = page.locator('[data-picture="network"]');
  const parties = page.getByRole('listbox', { name: 'Parties in the picture' });
  await parties.getByRole('option').first().click();
  const card = page.getByRole('region', { name: 'Selected party' });
  await card.getByRole('listitem').getByRole('button').first().click();
  await expect(network.getByRole('group', { name: 'Lines in the picture' })).toContainText('→');
  await network
    .getByRole('group', { name: 'Lines in the picture' })
    .getByRole('button', { name: 'Show the lines' })
    .click();
  const chips = page.getByRole('list', { name: 'Filters and sort' }).first();
  await expect(chips).toContainText('exporter_name');
  await expect(chips).toContainText('importer_name');
  await expect(chips).toContainText('version_status');

  // The analyst takes one away: nothing is selected any more, the rest is a filter of the network as well.
  await chips.getByRole('button', { name: 'Remove the filter of importer_name' }).click();
  await side.getByRole('button', { name: 'Network', exact: true }).click();
  const lens = network.getByRole('group', { name: 'Lines in the picture' });
  await expect(lens).toContainText('exporter_name');
  await expect(lens).not.toContainText('Selected');
  await lens.getByRole('button', { name: 'Remove the filter of exporter_name' }).click();
  await expect(lens).not.toContainText('exporter_name');
});

test('a route of the flow map, over a third country, filters the table', async ({ window }) => {
  const { page, side } = window;
  await side.getByRole('button', { name: 'Flow map', exact: true }).click();
  const map = page.locator('[data-picture="flows"]');
  const route = map.getByRole('list', { name: 'Routes' }).getByRole('button', { name: /CN.*KZ.*RU/ });
  await expect(route.first()).toBeVisible();
  await expect(map.locator('[data-arc][data-kind="first"]').first()).toBeAttached();
  await expect(map.locator('.wb-lands path').nth(100)).toBeAttached();
  await window.expectAccessible();
  await route.first().focus();
  await page.keyboard.press('Enter');
  await expect(route.first()).toHaveAttribute('aria-pressed', 'true');
  const expected = lines((await route.first().getAttribute('title')) ?? '');
  await map.getByRole('button', { name: 'Show the lines' }).click();
  await expect.poll(() => rowsShown(window)).toBe(expected);
});

test('a period of the timeline is chosen with the keys; markers are kept', async ({ window }) => {
  const { page, side } = window;
  await side.getByRole('button', { name: 'Timeline', exact: true }).click();
  const timeline = page.locator('[data-picture="timeline"]');
  await expect(timeline.getByRole('img', { name: /by month/ })).toContainText('Invasion of Ukraine');
  await window.expectAccessible();
  const first = timeline.getByRole('slider', { name: 'First month of the period' });
  const last = timeline.getByRole('slider', { name: 'Last month of the period' });
  await first.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await last.focus();
  await page.keyboard.press('Home');
  await expect(last).toHaveAttribute('aria-valuenow', '2');
  await expect(timeline.getByRole('button', { name: 'Select nothing' }).first()).toBeVisible();
  const expected = lines(await timeline.locator('.wb-period-sum').innerText());
  await window.expectAccessible();
  await timeline.getByRole('button', { name: 'Show the lines' }).click();
  await expect.poll(() => rowsShown(window)).toBe(expected);

  await side.getByRole('button', { name: 'Timeline', exact: true }).click();
  await timeline.getByRole('button', { name: 'Add a marker' }).click();
  const name = timeline.getByRole('textbox', { name: /Name of the marker/ }).last();
  await name.fill('A company moved');
  await expect(timeline.getByRole('img', { name: /by month/ })).toContainText('A company moved');
  // Kept in the case: the window is closed and opened again.
  await page.waitForTimeout(1500);
  await page.reload();
  await expect(timeline.getByRole('img', { name: /by month/ })).toContainText('A company moved', { timeout: 60_000 });
  await expect(last).toHaveAttribute('aria-valuenow', '2');
});

test.describe('without WebGL', () => {
  test('the network is drawn plainly, and says so', async ({ window }) => {
    const { page, side } = window;
    await page.evaluate(() => {
      const real = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
        return kind.startsWith('webgl') ? null : Reflect.apply(real, this, [kind, ...rest]);
      } as typeof real;
    });
    await side.getByRole('button', { name: 'Network', exact: true }).click();
    await expect(page.getByText('This machine draws no WebGL here')).toBeVisible();
    await expect(page.locator('.wb-plain-stage')).toBeVisible();
    await window.expectAccessible();
  });
});
