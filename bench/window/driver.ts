/** A real window for the benchmark: the Chromium host as it is shipped, and the system's Chromium without a screen. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Locator, type Page } from '@playwright/test';
import { findBrowser } from '../../main/host/browser.ts';

export interface OpenWindow {
  readonly page: Page;
  close(): Promise<void>;
}

export const newHome = (): string => mkdtempSync(path.join(tmpdir(), 'waybill-bench-'));

export async function launch(): Promise<Browser> {
  const executablePath = findBrowser();
  return chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: ['--enable-precise-memory-info', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

/** @param args of the host, e.g. `--sample` */
export async function openWindow(browser: Browser, home: string, args: readonly string[] = []): Promise<OpenWindow> {
  const host = spawn(process.execPath, [path.resolve('dist/main/chromium.js'), '--no-window', ...args], {
    env: { ...process.env, WAYBILL_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const enter = await new Promise<string>((resolve, reject) => {
    createInterface({ input: host.stdout }).once('line', (line) =>
      resolve((JSON.parse(line) as { enter: string }).enter),
    );
    host.once('exit', (code) => reject(new Error(`The host ended with ${code}.`)));
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(enter);
  await page.waitForURL((url) => url.protocol === 'http:' && url.pathname === '/');
  return {
    page,
    async close() {
      await context.close();
      if (host.exitCode !== null) return;
      const ended = new Promise((resolve) => host.once('exit', resolve));
      host.kill('SIGTERM');
      await ended;
    },
  };
}

export const ready = (page: Page): Promise<void> => page.getByText(/DuckDB \d/).waitFor();
export const dropHome = (home: string): void => rmSync(home, { recursive: true, force: true });

/** The table on screen. */
export const firstCell = (page: Page): Locator => page.locator('.wb-grid:visible .ag-cell.wb-grid-cell').first();
export const rowCount = (page: Page): Locator => page.locator('.wb-row-count:visible').first();

async function goTo(dialog: Locator, folder: string): Promise<void> {
  await dialog.getByLabel('Folder', { exact: true }).fill(folder);
  await dialog.getByLabel('Folder', { exact: true }).press('Enter');
}

export async function newCase(page: Page, folder: string, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Find a command/ }).fill('new case');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New case' });
  await goTo(dialog, folder);
  await dialog.getByLabel('Name of the case').fill(name);
  await dialog.getByRole('button', { name: 'Make the case' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Chooses a file for the case. @returns the moment of the choice, of `performance.now()` */
export async function addFile(page: Page, folder: string, name: string): Promise<number> {
  await page.keyboard.press('Control+Shift+A');
  const dialog = page.getByRole('dialog', { name: 'Add files to the case' });
  await goTo(dialog, folder);
  await dialog.getByRole('button', { name: new RegExp(`^${name.replaceAll('.', '\\.')}`) }).click();
  const began = performance.now();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  return began;
}
