// `npm test`: everything that must hold, in one command: build, types, lint, format, unit tests, end-to-end tests. All
// steps run, also after one has failed; the last lines say which passed.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { ensureInstall } from './ensure-install.mjs';

ensureInstall();

const root = resolve(import.meta.dirname, '..');
const node = process.execPath;
const bin = (name) => join(root, 'node_modules', name);

const steps = [
  ['build', [node, join(root, 'scripts/build.mjs'), '--main', '--renderer', '--conformance', '--if-stale']],
  ['check', ['npm', 'run', '-s', 'check']],
  ['unit tests', [node, bin('vitest/vitest.mjs'), 'run']],
  ['end-to-end tests', [node, join(root, 'scripts/e2e.mjs')]],
];

const results = [];
for (const [name, [command, ...args]] of steps) {
  console.log(`\n=== ${name}`);
  const started = Date.now();
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  results.push({ name, passed: status === 0, seconds: ((Date.now() - started) / 1000).toFixed(0) });
  if (name === 'build' && status !== 0) break;
}

console.log('');
for (const { name, passed, seconds } of results) console.log(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`);
process.exit(results.length === steps.length && results.every((result) => result.passed) ? 0 : 1);
