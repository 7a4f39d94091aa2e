/**
 * `npm start [-- --host electron|chromium|headless] [FILE…]`: opens Waybill in the way that this machine allows, on the
 * sample case unless files are given, and says which way it chose and why. `--find-browser` prints the path of the
 * browser that would be used (for scripts), `--fetch-electron` fetches Electron's program first.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findBrowser } from './host/browser.ts';
import { chooseWay, type Way } from './host/choose-way.ts';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** The folder of the `electron` package; it comes without its program, which must be fetched apart. */
function electronPackage(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/** Electron's program. `require('electron')` would fetch it unasked, so its files are looked at instead. */
function findElectron(env: NodeJS.ProcessEnv): string | null {
  const folder = electronPackage();
  const named = folder === null ? null : join(folder, 'path.txt');
  const name = named !== null && existsSync(named) ? readFileSync(named, 'utf8').trim() : 'electron';
  const dist = env.ELECTRON_OVERRIDE_DIST_PATH ?? (folder === null ? null : join(folder, 'dist'));
  const program = dist === null ? null : join(dist, name);
  return program !== null && existsSync(program) ? program : null;
}

function fetchElectron(): void {
  const folder = electronPackage();
  if (folder === null) return say('The package "electron" is not installed: run "npm ci".');
  say("Fetching Electron's program …");
  const { status } = spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) say('It could not be fetched (no network, or a Node.js that its installer does not take).');
}

const USAGE = `npm start [-- OPTIONS] [FILE…]     opens Waybill on its sample case, or on files and cases that are named

  --host electron|chromium|headless   the way in which it opens; chosen by what this machine has if absent
  --fetch-electron                    fetches Electron's program first
  --find-browser                      prints the path of the browser that would be used
  --help                              prints this`;

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        host: { type: 'string' },
        'find-browser': { type: 'boolean', default: false },
        'fetch-electron': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

const { values, positionals } = readArguments();
if (values.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}
const ways: readonly Way[] = ['electron', 'chromium', 'headless'];
if (values.host !== undefined && !ways.includes(values.host as Way)) {
  say(`--host must be one of: ${ways.join(', ')}.`);
  process.exit(2);
}

const browser = findBrowser();
if (values['find-browser']) {
  if (browser !== null) process.stdout.write(`${browser}\n`);
  process.exit(browser === null ? 1 : 0);
}

const machine = { electron: findElectron(process.env), browser, platform: process.platform, env: process.env };
let choice = chooseWay(machine, (values.host as Way | undefined) ?? null);
// Fetched only where it is asked for, or where there would be no window at all: starting must not talk to anybody.
const wantsWindow = choice.way === 'headless' && values.host === undefined && browser === null;
if (machine.electron === null && (values['fetch-electron'] || (wantsWindow && !/display/.test(choice.why)))) {
  fetchElectron();
  choice = chooseWay({ ...machine, electron: findElectron(process.env) }, (values.host as Way | undefined) ?? null);
}
const { way, why } = choice;
const shown = { electron: 'Electron', chromium: 'an app window of the browser', headless: 'no window' }[way];
say(`Waybill opens in ${shown}: ${why}.`);
if (way === 'chromium' && values.host === undefined) say('("npm start -- --fetch-electron" would fetch Electron.)');

const files = positionals.map((file) => resolve(file));
const what = files.length === 0 ? ['--sample'] : files;
const here = (name: string): string => join(import.meta.dirname, name);
const electron = findElectron(process.env);
if (way === 'electron' && electron === null) {
  say('Electron\'s program is not installed. "npm start -- --fetch-electron" fetches it.');
  process.exit(1);
}
const command: Record<Way, () => [string, string[]]> = {
  electron: () => [electron!, [resolve(here('..'), '..'), ...what]],
  chromium: () => [process.execPath, ['--enable-source-maps', here('chromium.js'), ...what]],
  headless: () => [process.execPath, ['--enable-source-maps', here('headless.js'), why]],
};
const [program, args] = command[way]();
const child = spawn(program, args, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  say(`${program} could not be started: ${error.message}`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
