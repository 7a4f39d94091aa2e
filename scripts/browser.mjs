// Finds the browser that the window and its tests need; installs it from Debian's packages where that is allowed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** The path of an installed Chromium, Chrome or Edge, or null. dist/main must be built. */
export function findBrowser() {
  const found = spawnSync(process.execPath, [join(root, 'dist/main/start.js'), '--find-browser'], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : null;
}

/**
 * Finds a browser, or installs Debian's: only as root, only with apt-get, and not where WAYBILL_NO_INSTALL is set.
 * @returns its path, or null; what was done or could not be done is printed
 */
export function ensureBrowser() {
  const found = findBrowser();
  if (found !== null) return found;
  const may =
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    existsSync('/usr/bin/apt-get') &&
    !process.env.WAYBILL_NO_INSTALL;
  if (!may) {
    console.error(
      'No Chromium, Chrome or Edge was found, and it cannot be installed from here (that needs root, apt-get and no WAYBILL_NO_INSTALL). ' +
        'Install one (Debian: "apt-get install chromium"), or set WAYBILL_CHROMIUM to its path.',
    );
    return null;
  }
  console.error('No browser was found: installing chromium from the packages of this system …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const { status } = spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 2, 2], env });
    if (status !== 0) {
      console.error(`"apt-get ${args.join(' ')}" failed. Install a browser by hand and try again.`);
      return null;
    }
  }
  return findBrowser();
}
