/** Waybill in a real Electron. Its program is not in the npm registry: where it is not installed, this says so and skips. */
import { existsSync, readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron as electron, expect, test } from '@playwright/test';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'node_modules/electron');
const named = join(folder, 'path.txt');
const program =
  process.env.WAYBILL_ELECTRON ?? (existsSync(named) ? join(folder, 'dist', readFileSync(named, 'utf8').trim()) : '');
const missing = program === '' || !existsSync(program);

test.skip(missing, "Electron's program is not installed (npm start -- --fetch-electron fetches it)");

test('opens the sample, locked down', async () => {
  const home = mkdtempSync(join(tmpdir(), 'waybill-electron-'));
  const args = [root, '--sample', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const app = await electron.launch({
    executablePath: program,
    args,
    env: { ...process.env, WAYBILL_HOME: home } as Record<string, string>,
  });
  try {
    const page = await app.firstWindow();
    await expect(page).toHaveTitle('Waybill');
    await expect(page.getByText('SYNTHETIC').first()).toBeVisible();
    expect(page.url()).toBe('app://waybill/');
    expect(await page.evaluate(() => ['require', 'process', 'Buffer'].filter((name) => name in window))).toEqual([]);
    expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
    const outside = await page.evaluate(() =>
      fetch('https://example.org/').then(
        () => 'answered',
        () => 'refused',
      ),
    );
    expect(outside).toBe('refused');
    await page.evaluate(() => location.assign('https://example.org/'));
    expect(page.url()).toBe('app://waybill/');
  } finally {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  }
});
