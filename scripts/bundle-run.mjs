// Bundles one TypeScript entry of the Node side and runs it: `bundleAndRun('bench/pages.ts', args)`. For benchmarks and acceptance.
import { spawnSync } from 'node:child_process';
import { basename, join, resolve } from 'node:path';
import { packagedJson } from './json-plugin.mjs';

const root = resolve(import.meta.dirname, '..');

/** @returns the exit code of the program */
export async function bundleAndRun(entry, args) {
  const { build } = await import('esbuild');
  // Workers are looked for beside the program, so the whole of dist/main must be there.
  const made = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--main', '--if-stale', '--quiet'], {
    stdio: 'inherit',
  });
  if (made.status !== 0) return made.status ?? 1;
  const out = join(root, 'dist/main', `${basename(entry, '.ts')}.run.js`);
  await build({
    entryPoints: [join(root, entry)],
    outfile: out,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    loader: { '.yml': 'text', '.md': 'text', '.sql': 'text' },
    plugins: [packagedJson],
    logLevel: 'warning',
    absWorkingDir: root,
  });
  return (
    spawnSync(process.execPath, ['--enable-source-maps', out, ...args], { stdio: 'inherit', cwd: root }).status ?? 1
  );
}
