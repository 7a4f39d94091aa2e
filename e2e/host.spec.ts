/** The Chromium host as it is shipped: single instance, files handed over, a case process that dies, no strangers. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startHost, type TestHost } from './host.ts';

const chromiumHost = resolve(import.meta.dirname, '../dist/main/chromium.js');
let folder: string;
let host: TestHost;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waybill-host-'));
  writeFileSync(join(folder, 'handed.csv'), 'key,value\nA,1\nB,2\n');
});
test.afterEach(async () => {
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Process ids of the host's case process. */
const caseProcesses = (): number[] =>
  spawnSync('pgrep', ['-P', String(host.process.pid), '-f', 'case-process'], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line !== '')
    .map(Number);

function watch(page: Page): { readonly outside: string[] } {
  const seen = { outside: [] as string[] };
  page.on('request', (request) => {
    const { protocol, hostname, href } = new URL(request.url());
    if (hostname !== '127.0.0.1' && !['file:', 'blob:', 'data:'].includes(protocol)) seen.outside.push(href);
  });
  return seen;
}

test('the window opens by its own way in, under the policy, and asks nobody else', async ({ page }) => {
  host = await startHost();
  const seen = watch(page);
  await host.enter(page);
  await expect(page.getByRole('button').first()).toBeVisible();
  expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect(
    await page.evaluate(() =>
      fetch('https://example.org/').then(
        () => 'answered',
        () => 'refused',
      ),
    ),
  ).toBe('refused');
  const injected = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    return 'injected' in window;
  });
  expect(injected).toBe(false);
  expect(seen.outside.filter((url) => !url.startsWith('https://example.org'))).toEqual([]);
});

test('a second window of the same browser is told that there is one already', async ({ page, context }) => {
  host = await startHost();
  await host.enter(page);
  await expect(page.getByRole('button').first()).toBeVisible();
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(second.getByRole('alert')).toContainText('Another window');
});

test('a second start hands over its file and ends; the window shows it', async ({ page }) => {
  host = await startHost();
  await host.enter(page);
  await expect(page.getByRole('button').first()).toBeVisible();
  const second = spawn(process.execPath, [chromiumHost, join(folder, 'handed.csv')], {
    env: { ...process.env, WAYBILL_HOME: host.home },
    stdio: 'ignore',
  });
  expect(await new Promise((ended) => second.on('exit', ended))).toBe(0);
  await expect(page.getByText('handed.csv').first()).toBeVisible();
});

test('a killed case process is noticed and started again; the window goes on', async ({ page }) => {
  test.skip(process.platform === 'win32', 'pgrep is not there');
  host = await startHost({ args: ['--sample'] });
  await host.enter(page);
  await expect(page.getByText('SYNTHETIC').first()).toBeVisible({ timeout: 60_000 });
  const [before] = caseProcesses();
  process.kill(before!, 'SIGKILL');
  await expect.poll(caseProcesses).not.toContain(before);
  await expect.poll(() => caseProcesses().length).toBe(1);
  await expect.poll(() => host.messages()).toContain('ended by SIGKILL');
  await expect(page.getByText('SYNTHETIC').first()).toBeVisible();
});
