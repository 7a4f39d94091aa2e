// The command line from the repository: builds what is stale (quietly), then runs dist/main/cli.js with the same
// arguments, terminal and exit code.
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--main', '--if-stale', '--quiet'], {
  stdio: ['ignore', 2, 2],
});
if (built.status !== 0) process.exit(built.status ?? 1);

const cli = spawn(process.execPath, [join(root, 'dist/main/cli.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => cli.kill(signal));
cli.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
