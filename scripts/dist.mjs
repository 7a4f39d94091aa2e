// `npm run dist [-- ARGUMENTS OF electron-builder]`: builds, then packs the desktop program into release/. electron-builder
// fetches Electron's program if it is not there; nothing is ever published.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const run = (file, ...args) => {
  const { status } = spawnSync(process.execPath, [join(root, file), ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};
run('scripts/build.mjs', '--if-stale');
run('node_modules/electron-builder/cli.js', '--publish', 'never', ...process.argv.slice(2));
