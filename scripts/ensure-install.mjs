// Installs the packages of package-lock.json where they are missing or of another version: so that `npm start` and `npm test` work on a
// fresh clone. Needs nothing but the npm registry.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const modules = join(root, 'node_modules');

/** Ends the process with a sentence where Node.js is too old or the installation fails. */
export function ensureInstall() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(
      `Waybill needs Node.js 20.19 or later; this is ${process.versions.node}. Install a newer one from nodejs.org.`,
    );
    process.exit(1);
  }
  if (isInstalled()) return;
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink()) {
    // npm ci would empty the folder that the link leads to.
    console.error('node_modules is a link and lacks packages of package-lock.json: install them where it leads to.');
    process.exit(1);
  }
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

/** Whether every package that this machine needs is there in the version of the lock file. */
function isInstalled() {
  const installed = join(modules, '.package-lock.json');
  if (!existsSync(installed)) return false;
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const there = packages(installed);
  return Object.entries(packages(join(root, 'package-lock.json'))).every(
    ([key, wanted]) => key === '' || wanted.optional || there[key]?.version === wanted.version,
  );
}
