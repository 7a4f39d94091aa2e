/**
 * The Chromium host: `node dist/main/chromium.js [--sample | --case FOLDER] [--no-window] [FILE…]`. Serves the window on 127.0.0.1, starts the case
 * process, opens an installed Chromium as an app window. With `--no-window` it starts no browser and prints a line of
 * JSON, `{"enter": URL}`, for whoever drives one (e2e). Ends when the window is closed.
 */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createBridge } from './host/bridge.ts';
import { SANDBOX_NOTICE, browserArguments, findBrowser, preparePreferences, profileDir } from './host/browser.ts';
import { writeEntryPage } from './host/entry-page.ts';
import { forkChild } from './host/fork.ts';
import { announce, handOver } from './host/instance.ts';
import type { HostInfo } from './host/link.ts';
import { startLoopback } from './host/loopback.ts';
import { OpenedFiles } from './host/opened-files.ts';
import { Site } from './host/site.ts';
import { userDir } from './host/user-dir.ts';

const say = (text: string): void => void process.stderr.write(`waybill: ${text}\n`);
const problem = (error: unknown): void => say(error instanceof Error ? error.message : String(error));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'no-window': { type: 'boolean', default: false },
    sample: { type: 'boolean', default: false },
    case: { type: 'string' },
    page: { type: 'string' },
  },
});
const files = positionals.map((file) => resolve(file));
const home = userDir();

if (await handOver(home, files)) {
  say('Waybill is running already; it has been given the files.');
  process.exit(0);
}

const isRoot = process.getuid?.() === 0;
const browser = values['no-window'] ? null : findBrowser();
if (browser === null && !values['no-window']) {
  say('No Chromium, Chrome or Edge was found. Install one, or set WAYBILL_CHROMIUM to its path.');
  process.exit(1);
}

let toOpen: HostInfo['open'] =
  values.case !== undefined ? { path: resolve(values.case) } : values.sample ? { sample: true } : null;
const opened = new OpenedFiles();
const bridge = createBridge({
  spawn: () => forkChild(join(import.meta.dirname, 'case-process.js')),
  info: () => {
    const info = { host: 'chromium' as const, notices: isRoot ? [SANDBOX_NOTICE] : [], userDir: home, open: toOpen };
    // After a loss it is the window that opens its case again: it knows which.
    toOpen = null;
    return info;
  },
  onError: problem,
});

async function show(paths: readonly string[]): Promise<void> {
  const all = await opened.registerAll(paths);
  for (const text of all.problems) say(text);
  if (paths.length > 0) bridge.emit('files/opened', all);
}

const loopback = await startLoopback({
  site: new Site(values.page ?? join(import.meta.dirname, '..', 'renderer'), opened),
  onClient(client) {
    bridge.onClient(client);
    entry.remove();
    const closed = client.onClosed;
    client.onClosed = () => {
      closed();
      endWhenAlone();
    };
  },
  onHandover: (paths) => void show(paths),
  onError: problem,
});
const withdraw = await announce(home, loopback.port, loopback.handoverToken);
if (withdraw === null) {
  await handOver(home, files);
  await bridge.stop();
  process.exit(0);
}
const profile = browser === null ? home : profileDir(browser, home);
const entry = writeEntryPage(profile, loopback.origin, loopback.newEntryToken());
await show(files);

let browserGone = false;
let ending = false;

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  entry.remove();
  withdraw?.();
  await bridge.stop();
  await loopback.close();
  process.exit(0);
}

/**
 * The browser may end while its window lives on: where one with our profile is running already (left by a start that was
 * killed), the new one only tells it to open the window. So both must be gone.
 */
function endWhenAlone(): void {
  if (!browserGone) return;
  setTimeout(() => {
    if (browserGone && !loopback.hasClient()) void end();
  }, 3000);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());

if (browser === null) {
  process.stdout.write(`${JSON.stringify({ enter: entry.url })}\n`);
} else {
  preparePreferences(profile);
  const window = spawn(browser, browserArguments({ profile, page: entry.url, root: isRoot }), { stdio: 'ignore' });
  window.on('error', (error) => {
    problem(error);
    void end();
  });
  window.on('exit', () => {
    browserGone = true;
    if (!loopback.hasClient()) endWhenAlone();
  });
}
