/** For specs: the Chromium host as it is shipped, with a home of its own, and pages that enter by its own way in. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from '@playwright/test';

const root = resolve(import.meta.dirname, '..');

export interface TestHost {
  /** Folder of settings and recent cases. */
  readonly home: string;
  readonly process: ChildProcess;
  /** What the host has said for people. */
  readonly messages: () => string;
  /** Opens the window's page. The way in works once; a reload keeps the cookie. */
  enter(page: Page): Promise<void>;
  /** Ends the host; its home stays for the next start if `keepHome`. */
  stop(options?: { keepHome?: boolean }): Promise<void>;
}

/**
 * @param files     opened as if given on the command line
 * @param home      from an earlier host
 * @param pageFolder built page to serve instead of dist/renderer
 */
export async function startHost({
  files = [],
  args: more = [],
  home = mkdtempSync(join(tmpdir(), 'waybill-e2e-')),
  pageFolder,
}: {
  files?: readonly string[];
  args?: readonly string[];
  home?: string;
  pageFolder?: string;
} = {}): Promise<TestHost> {
  const args = ['--no-window', ...(pageFolder === undefined ? [] : ['--page', pageFolder]), ...more, ...files];
  const host = spawn(process.execPath, [join(root, 'dist/main/chromium.js'), ...args], {
    env: { ...process.env, WAYBILL_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  host.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const lines = createInterface({ input: host.stdout });
  const enter = await new Promise<string>((resolveLine, reject) => {
    lines.once('line', (line) => resolveLine((JSON.parse(line) as { enter: string }).enter));
    host.once('exit', (code) => reject(new Error(`The host ended with ${code}: ${said}`)));
  });
  return {
    home,
    process: host,
    messages: () => said,
    async enter(page) {
      await page.goto(enter);
      await page.waitForURL((url) => url.protocol === 'http:' && url.pathname === '/');
    },
    async stop({ keepHome = false } = {}) {
      if (host.exitCode === null) {
        const ended = new Promise((resolveEnd) => host.once('exit', resolveEnd));
        host.kill('SIGTERM');
        await ended;
      }
      if (!keepHome) rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}
