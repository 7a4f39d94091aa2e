// Installs the packages of package-lock.json where they are missing or older than it: so that `npm start` and `npm test` work on a
// fresh clone. Needs nothing but the npm registry.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** Ends the process with a sentence where Node.js is too old or the installation fails. */
export function ensureInstall() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(
      `Waybill needs Node.js 20.19 or later; this is ${process.versions.node}. Install a newer one from nodejs.org.`,
    );
    process.exit(1);
  }
  const mark = join(root, 'node_modules/.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(mark) && statSync(mark).mtimeMs >= statSync(lock).mtimeMs) return;
  console.error('Installing the packages of package-lock.json (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      'The packages could not be installed. "npm ci" must reach the npm registry once; nothing else is fetched.',
    );
    process.exit(1);
  }
}
