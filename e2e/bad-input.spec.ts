/** Files, disks and settings that misbehave: the window says what happened and loses nothing. */
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext } from '@playwright/test';
import { startHost, type TestHost } from './host.ts';
import { WindowPage, duckdb, expect, linesCsv, test, write } from './fixtures.ts';

/** A window on a host whose home was prepared. */
async function windowWith(
  browser: Browser,
  prepare: (host: TestHost, context: BrowserContext) => Promise<void> | void,
  files: readonly string[] = [],
): Promise<{ window: WindowPage; host: TestHost; close: () => Promise<void> }> {
  const host = await startHost({ files });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  await prepare(host, context);
  const page = await context.newPage();
  const window = new WindowPage(page);
  await host.enter(page);
  await window.ready();
  return {
    window,
    host,
    close: async () => {
      await context.close();
      await host.stop();
    },
  };
}

test('a file that is too large is known before it is read, shows its first rows, and becomes a case in a click', async ({
  browser,
  folder,
}) => {
  const { window, close } = await windowWith(browser, ({ home }) => {
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ quickLookBytes: 20_000 }));
  });
  try {
    const { page } = window;
    await window.look(write(folder, 'large.csv', linesCsv()));
    await expect(page.getByText('large.csv is too large for a Quick Look')).toBeVisible();
    await expect(window.rowCount).toHaveText('First 200 rows');
    await expect(await window.cell(1, 'exporter_name')).toHaveText('SELLER 0 LIMITED');
    await page.getByRole('button', { name: 'Make a case of it' }).click();
    const dialog = page.getByRole('dialog', { name: 'New case' });
    await expect(dialog.getByLabel('Name of the case')).toHaveValue('large');
    await dialog.getByLabel('Folder', { exact: true }).fill(folder);
    await dialog.getByLabel('Folder', { exact: true }).press('Enter');
    await dialog.getByRole('button', { name: 'Make the case' }).click();
    await expect(page.getByText('1,000 records read = 1,000 loaded + 0 rejected.')).toBeVisible();
  } finally {
    await close();
  }
});

test('three gigabytes are refused for what they are, from outside too', async ({ browser, folder }) => {
  const path = write(folder, 'huge.csv', linesCsv());
  truncateSync(path, 3_000_000_000); // a hole: nothing is on the disk
  const { window, close } = await windowWith(browser, () => undefined, [path]);
  try {
    await expect(window.page.getByText('huge.csv is too large for a Quick Look')).toBeVisible();
    await expect(window.rowCount).toHaveText('First 200 rows');
  } finally {
    await close();
  }
});

for (const [what, change] of [
  ['vanishes', (path: string) => rmSync(path)],
  ['is changed', (path: string) => appendFileSync(path, 'more\n')],
] as const) {
  test(`a file that ${what} before it is read is said to be so`, async ({ browser, folder }) => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const { window, close } = await windowWith(browser, async (_host, context) => {
      await context.route('**/duckdb/duckdb-eh.wasm', async (route) => {
        await held;
        await route.continue();
      });
    });
    try {
      const path = write(folder, 'gone.csv', linesCsv());
      await window.look(path);
      await expect(window.page.getByRole('tab', { name: 'gone.csv' })).toBeVisible();
      change(path);
      letGo();
      await expect(window.page.getByText('gone.csv could not be read')).toBeVisible();
      await expect(window.page.getByText(/Is it still there, unchanged/)).toBeVisible();
      // The sandbox goes on.
      await window.look(write(folder, 'next.csv', 'a,b\n1,2\n'));
      await expect(window.rowCount).toHaveText('1 row');
    } finally {
      letGo();
      await close();
    }
  });
}

test('a source that vanishes or changes while its case is open: its rows stay, its raw text says why it is missing', async ({
  window,
  folder,
}) => {
  const path = write(folder, 'lines.csv', linesCsv());
  await window.newCase(folder, 'gone');
  await window.addFile(folder, 'lines.csv');
  await window.openTable('shipments');
  await (await window.cell(1, 'decl_no')).click();
  await expect(window.inspector.getByLabel('Raw text of the record')).toBeVisible();
  appendFileSync(path, 'x');
  await (await window.cell(2, 'decl_no')).click();
  await expect(window.inspector.getByText(/was changed after it was added/)).toBeVisible();
  rmSync(path);
  await (await window.cell(3, 'decl_no')).click();
  await expect(window.inspector.getByText(/is no longer there/)).toBeVisible();
  await window.columnMenu('line_no', 'Sort descending');
  await expect(window.rowCount).toHaveText('1,000 rows');
});

test('a case that another Waybill has open is not opened, and it is said who has it', async ({
  window,
  folder,
  browser,
}) => {
  await window.newCase(folder, 'shared');
  const second = await windowWith(browser, () => undefined);
  try {
    const { page } = second.window;
    await page.keyboard.press('Control+Shift+O');
    const dialog = page.getByRole('dialog', { name: 'Open a case' });
    await dialog.getByLabel('Folder', { exact: true }).fill(folder);
    await dialog.getByLabel('Folder', { exact: true }).press('Enter');
    await dialog.getByRole('button', { name: /^shared/ }).click();
    await expect(page.getByText('The case could not be opened')).toBeVisible();
    await expect(page.getByText(/process \d+/)).toBeVisible();
  } finally {
    await second.close();
  }
});

test('a disk that fills up costs the layout of the window, says so once, and works again when there is room', async ({
  window,
  folder,
}) => {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk], { encoding: 'utf8' });
  test.skip(mounted.status !== 0, `a small disk cannot be mounted here: ${mounted.stderr}`);
  try {
    const { page } = window;
    write(folder, 'lines.csv', linesCsv());
    await window.newCase(disk, 'full');
    await window.addFile(folder, 'lines.csv');
    await page.waitForTimeout(1500); // what was changed so far is saved
    spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=64k']);
    await window.openTable('shipments');
    await expect(window.rowCount).toHaveText('1,000 rows');
    await expect(page.getByText('The layout of the window could not be saved')).toBeVisible();
    await expect(page.getByText(/The disk is full/).first()).toBeVisible();
    await window.columnMenu('line_no', 'Hide');
    await page.waitForTimeout(1500);
    await expect(page.getByText('The layout of the window could not be saved')).toHaveCount(1);
    rmSync(join(disk, 'filler'));
    await window.columnMenu('direction', 'Pin to the left');
    await expect
      .poll(() => spawnSync('grep', ['-rl', 'shipments', join(disk, 'full/.waybill')], { encoding: 'utf8' }).stdout)
      .toContain('state');
  } finally {
    await window.page.close();
    execFileSync('umount', ['-l', disk]);
  }
});

test('a damaged settings file is set aside and said; the window begins with its defaults', async ({ browser }) => {
  const { window, close } = await windowWith(browser, ({ home }) => {
    writeFileSync(join(home, 'settings.json'), '{"theme": "dark", \u0000');
    writeFileSync(join(home, 'recent.json'), '[]]');
  });
  try {
    await expect(window.page.getByText(/settings\.json was damaged/)).toBeVisible();
    await expect(window.page.getByRole('button', { name: 'Theme: as the system' })).toBeVisible();
    await window.command('dark theme');
    await expect(window.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  } finally {
    await close();
  }
});

test('settings of wrong kinds cost those settings and not the start', async ({ browser }) => {
  const { window, close } = await windowWith(browser, ({ home }) => {
    writeFileSync(join(home, 'settings.json'), '{"theme": {"a": 1}, "sideBarWidth": "wide", "inspectorOpen": false}');
  });
  try {
    await expect(window.inspector).toBeHidden();
    await expect(window.side).toBeVisible();
  } finally {
    await close();
  }
});

test('a cell of 50 MB is shown by its beginning, in a case', async ({ window, folder }) => {
  test.setTimeout(180_000);
  const path = join(folder, 'long.parquet');
  await duckdb(`COPY (SELECT 1 AS n, repeat('слово и ещё ', 2500000) AS long) TO '${path}' (FORMAT parquet)`);
  await window.newCase(folder, 'long');
  await window.addFile(folder, 'long.parquet');
  await window.side.getByRole('button', { name: /^long\.parquet/ }).click();
  await expect(window.rowCount).toHaveText('1 row');
  await expect(await window.cell(1, 'long')).toContainText('слово и ещё');
  await (await window.cell(1, 'long')).click();
  await expect(window.inspector.getByRole('button', { name: /Show all 30,000,000 characters/ })).toBeVisible();
  await window.command('new query');
  await window.runSql('select 1 as still_here');
  await expect(await window.cell(1, 'still_here')).toHaveText('1');
});

test('a dropped folder is refused, and the files beside it are taken', async ({ window, folder }) => {
  mkdirSync(join(folder, 'some folder'));
  const session = await window.page.context().newCDPSession(window.page);
  const data = {
    items: [],
    files: [join(folder, 'some folder'), write(folder, 'beside.csv', 'a,b\n1,2\n')],
    dragOperationsMask: 1,
  };
  // Over the window, then over the place to drop that appears there.
  for (const type of ['dragEnter', 'dragOver', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
  await expect(window.page.getByText('some folder is a folder')).toBeVisible();
  await expect(window.rowCount).toHaveText('1 row');
});
