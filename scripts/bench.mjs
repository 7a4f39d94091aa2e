// `npm run bench -- NAME [ARGS]`: runs bench/NAME.ts; without a name lists what there is.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleAndRun } from './bundle-run.mjs';

const folder = join(resolve(import.meta.dirname, '..'), 'bench');
const [name, ...args] = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.startsWith('generate-'))
  .map((file) => file.slice(0, -'.ts'.length));
if (name === undefined || !existsSync(join(folder, `${name}.ts`))) {
  console.log(`Benchmarks (see bench/README.md): ${names.join(', ')}\nRun one with: npm run bench -- NAME`);
  process.exitCode = name === undefined ? 0 : 2;
} else process.exitCode = await bundleAndRun(join('bench', `${name}.ts`), args);
