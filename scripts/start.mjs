// `npm start`: installs and builds what is stale, then opens Waybill (main/start.ts says which way and why).
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureInstall } from './ensure-install.mjs';

const root = resolve(import.meta.dirname, '..');
ensureInstall();
const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale'], { stdio: ['ignore', 2, 2] });
if (built.status !== 0) process.exit(built.status ?? 1);

const start = spawn(process.execPath, [join(root, 'dist/main/start.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => start.kill(signal));
start.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
