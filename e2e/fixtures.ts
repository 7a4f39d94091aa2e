/** What the specs of the window share: a host of its own per test, small files made here, and words for what people do. */
import { AxeBuilder } from '@axe-core/playwright';
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { startHost, type TestHost } from './host.ts';

/** Rows of `linesCsv`; every third brand is unknown, importers are sometimes empty. */
export const LINES = 1000;

const BRANDS = ['DJI', 'Autel', 'iFlight', ''];

/** Declaration lines as a file of the trade has them: semicolons, Cyrillic, day first, decimal comma. */
export function linesCsv(lines = LINES): string {
  const rows = Array.from({ length: lines }, (_, i) =>
    [
      `10228010/010623/${String(Math.floor(i / 3)).padStart(7, '0')}`,
      (i % 3) + 1,
      `${String((i % 28) + 1).padStart(2, '0')}.03.2023`,
      `SELLER ${i % 17} LIMITED`,
      i % 5 === 0 ? '' : `ООО "ПОКУПАТЕЛЬ ${i % 7}"`,
      BRANDS[i % 4],
      'квадрокоптер',
      i % 2 === 0 ? '8806220000' : '8525890000',
      `${1000 + i},50`,
    ].join(';'),
  );
  const header = 'decl_no;line_no;decl_date;exporter_name;importer_name;brand;description;hs_code;value_usd';
  return [header, ...rows, ''].join('\r\n');
}

interface Fixtures {
  readonly folder: string;
  readonly host: TestHost;
  /** The window, entered, with every request to another place noted. */
  readonly window: WindowPage;
}

export const test = base.extend<Fixtures>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'waybill-files-'));
    await use(folder);
    // The case process may be writing its last.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  },

  // Asked for only so that the host, and its case process with it, ends before the folder goes.
  host: async ({ folder: _after }, use) => {
    const host = await startHost();
    await use(host);
    await host.stop();
  },
  window: async ({ page, host, context }, use) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const window = new WindowPage(page);
    await host.enter(page);
    await window.ready();
    await use(window);
    expect(window.outside, 'requests to other places').toEqual([]);
    expect(window.refusedByPolicy, 'what the content security policy refused').toEqual([]);
  },
});
export { expect };

export class WindowPage {
  readonly outside: string[] = [];
  readonly refusedByPolicy: string[] = [];

  constructor(readonly page: Page) {
    // While somebody listens the browser hands its file dialogs over. Asked for only just before the key, it may come too late.
    page.on('filechooser', () => undefined);
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.hostname !== '127.0.0.1' && !['file:', 'blob:', 'data:'].includes(url.protocol))
        this.outside.push(url.href);
    });
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) this.refusedByPolicy.push(message.text());
    });
  }

  get side(): Locator {
    return this.page.getByRole('navigation', { name: 'Case' });
  }
  get inspector(): Locator {
    return this.page.getByRole('complementary', { name: 'Inspector' });
  }
  /** The table on screen. */
  get grid(): Locator {
    return this.page.locator('.wb-grid:visible').first();
  }
  get rowCount(): Locator {
    return this.page.locator('.wb-row-count:visible').first();
  }

  async ready(): Promise<void> {
    await expect(this.page.getByRole('button', { name: /Find a command/ })).toBeVisible();
    await expect(this.page.getByText(/DuckDB \d/)).toBeVisible();
  }

  /** Runs a command by the palette, as people do. */
  async command(words: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.page.getByRole('combobox', { name: /Find a command/ }).fill(words);
    await this.page.keyboard.press('Enter');
    await expect(this.page.getByRole('dialog', { name: 'Commands' })).toBeHidden();
  }

  /** Looks at files with the browser's own dialog. */
  async look(...files: readonly string[]): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.keyboard.press('Control+o');
    await (await chooser).setFiles([...files]);
  }

  async newCase(folder: string, name: string): Promise<void> {
    await this.command('new case');
    const dialog = this.page.getByRole('dialog', { name: 'New case' });
    await dialog.getByLabel('Folder', { exact: true }).fill(folder);
    await dialog.getByLabel('Folder', { exact: true }).press('Enter');
    await dialog.getByLabel('Name of the case').fill(name);
    await dialog.getByRole('button', { name: 'Make the case' }).click();
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible();
  }

  async addFile(folder: string, name: string): Promise<void> {
    await this.page.keyboard.press('Control+Shift+A');
    const dialog = this.page.getByRole('dialog', { name: 'Add files to the case' });
    const file = dialog.getByRole('button', { name: new RegExp(`^${name.replaceAll('.', '\\.')}`) });
    await dialog.getByLabel('Folder', { exact: true }).fill(folder);
    await dialog.getByLabel('Folder', { exact: true }).press('Enter');
    await file.click();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(this.page.getByText('The file is in the case')).toBeVisible({ timeout: 60_000 });
  }

  /** Goes to a table of the case, and waits until it is the one on screen: an add may have another one there. */
  async openTable(name: string): Promise<void> {
    await this.side.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    await expect(this.page.getByRole('tab', { name, exact: true })).toHaveAttribute('aria-selected', 'true');
    await expect(this.page.getByRole('grid', { name, exact: true })).toBeVisible();
    await expect(this.page.locator('.wb-grid:visible')).toHaveCount(1);
  }

  /** A cell by 1-based row and the name of its column. */
  async cell(row: number, column: string): Promise<Locator> {
    const header = this.grid
      .getByRole('columnheader')
      .filter({ hasText: new RegExp(`^${column}`) })
      .first();
    const id = await header.getAttribute('col-id');
    return this.grid.locator(`.ag-row[row-index="${row - 1}"] .ag-cell[col-id="${id}"]`);
  }

  header(column: string): Locator {
    return this.grid
      .getByRole('columnheader')
      .filter({ has: this.page.getByRole('button', { name: `Menu of ${column}` }) });
  }

  async columnMenu(column: string, item: string): Promise<void> {
    await this.header(column)
      .getByRole('button', { name: `Menu of ${column}` })
      .click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  /** Types and runs a statement in the query tab on screen. */
  async runSql(text: string): Promise<void> {
    const editor = this.page.locator('.cm-content:visible');
    await editor.click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.insertText(text);
    await this.page.keyboard.press('Control+Enter');
  }

  /** Waits until the page has drawn what it was about to: no change for a quarter of a second. */
  private async rest(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const done = (): void => {
            watch.disconnect();
            resolve();
          };
          let timer = setTimeout(done, 250);
          const watch = new MutationObserver(() => {
            clearTimeout(timer);
            timer = setTimeout(done, 250);
          });
          watch.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
        }),
    );
  }

  clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** No violation of WCAG 2.2 A and AA, nor of axe's good practices, on a page at rest: half a page is judged by nobody. */
  async expectAccessible(): Promise<void> {
    await this.rest();
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    const told = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
    expect(told).toEqual([]);
  }
}

/** Runs statements on a DuckDB of our own: to make files and to read exports back. */
export async function duckdb(text: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(text)).getRows() as unknown[][];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Writes a file of the test. @returns its path */
export function write(folder: string, name: string, content: string | Uint8Array): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
