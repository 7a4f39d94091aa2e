// `npm run e2e [-- ARGUMENTS OF PLAYWRIGHT]`: builds what is stale, then runs the end-to-end suite once, in a network
// namespace where only loopback is up if this machine allows it (root on Linux); says where it does not.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureBrowser } from './browser.mjs';

const root = resolve(import.meta.dirname, '..');
const parts = ['--main', '--renderer', '--conformance'];
const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), ...parts, '--if-stale'], {
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(built.status ?? 1);

const browser = ensureBrowser();
if (browser === null) process.exit(1);
console.log(`Browser: ${browser}`);

const playwright = [
  process.execPath,
  join(root, 'node_modules/@playwright/test/cli.js'),
  'test',
  ...process.argv.slice(2),
];

/** Whether a shell can be put where nothing but loopback is up. */
function canIsolate() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up'], { stdio: 'ignore' }).status === 0;
}

const isolated = canIsolate();
console.log(
  isolated
    ? 'Network: a namespace of its own, only loopback is up.'
    : 'Network: NOT isolated (that needs root on Linux, with unshare and ip). The specs still watch every request.',
);
const electron = join(root, 'node_modules/electron');
const electronIsThere = Boolean(process.env.WAYBILL_ELECTRON) || existsSync(join(electron, 'path.txt'));
console.log(
  `Electron: ${electronIsThere ? 'its project runs, too.' : 'its program is not installed, so its project is skipped.'}`,
);

const [command, ...args] = isolated
  ? ['unshare', '-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'e2e', ...playwright]
  : playwright;
const env = { ...process.env, WAYBILL_CHROMIUM: browser, WAYBILL_ISOLATED: isolated ? '1' : '' };
const run = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
process.exit(run.status ?? 1);
