// Builds dist/: `node scripts/build.mjs [--main] [--renderer] [--conformance] [--if-stale] [--quiet]`.
//   --main         only dist/main (command line, case process, window hosts)
//   --renderer     only dist/renderer (the window)
//   --conformance  only dist/conformance (the page on which e2e runs the engine's conformance suite)
//   --if-stale     skip what is newer than its sources
// Without a part, main and renderer are built.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packagedJson } from './json-plugin.mjs';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const args = new Set(process.argv.slice(2));
const say = args.has('--quiet') ? () => {} : (text) => process.stderr.write(`${text}\n`);

/** Files below a folder that can change what is built. */
function sources(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$|\.tsbuildinfo$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !relative(path, file).startsWith('out'))
    .sort();
}

/** A fingerprint of sources: names, sizes and modification times (contents would have to be read on every start). */
function fingerprint(folders) {
  const hash = createHash('sha256');
  for (const file of folders.flatMap(sources)) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(root, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

const mainEntries = ['cli', 'case-process', 'chromium', 'electron', 'start', 'headless'];

/** Bundles the Node side. Packages stay outside: they are installed, and the native engine cannot be bundled. */
async function buildMain() {
  const { build } = await import('esbuild');
  const out = join(dist, 'main');
  const workers = sources('main').filter((file) => file.endsWith('.worker.ts'));
  const entries = [...mainEntries.map((name) => join(root, 'main', `${name}.ts`)).filter(existsSync), ...workers];
  const names = entries.map((file) => basename(file));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new Error(`Two entries of main/ are called ${twice}; dist/main is flat.`);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const common = {
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    sourcemap: true,
    loader: { '.yml': 'text', '.md': 'text', '.sql': 'text' },
    plugins: [packagedJson],
    logLevel: 'warning',
    absWorkingDir: root,
  };
  if (entries.length > 0) {
    await build({
      ...common,
      entryPoints: entries.map((file) => ({ in: file, out: basename(file, '.ts') })),
      outdir: out,
      format: 'esm',
      packages: 'external',
    });
  }
  const preload = join(root, 'main/preload.ts');
  if (existsSync(preload)) {
    // A sandboxed preload script can require nothing but electron, and is no module.
    await build({
      ...common,
      entryPoints: [preload],
      outfile: join(out, 'preload.cjs'),
      format: 'cjs',
      external: ['electron'],
    });
  }
  const cli = join(out, 'cli.js');
  if (existsSync(cli)) {
    const code = readFileSync(cli, 'utf8');
    if (!code.startsWith('#!')) writeFileSync(cli, `#!/usr/bin/env node\n${code}`);
    chmodSync(cli, 0o755);
  }
}

async function buildPage(mode, entry) {
  if (!existsSync(join(root, 'renderer', entry))) return;
  const { build } = await import('vite');
  await build({ configFile: join(root, 'renderer/vite.config.ts'), mode, logLevel: 'warn' });
}

const common = [
  'shared',
  'package.json',
  'package-lock.json',
  'scripts/build.mjs',
  'scripts/text-plugin.ts',
  'scripts/json-plugin.mjs',
];
const parts = {
  main: { from: [...common, 'main', 'samples'], build: buildMain, out: 'main' },
  renderer: { from: [...common, 'renderer'], build: () => buildPage('production', 'main.tsx'), out: 'renderer' },
  conformance: {
    from: [...common, 'renderer'],
    build: () => buildPage('conformance', 'conformance/index.html'),
    out: 'conformance',
  },
};

/** One build at a time: tests and a start may ask for one together. */
async function locked(work) {
  mkdirSync(dist, { recursive: true });
  const lock = join(dist, '.build.lock');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!holderLives(lock)) rmSync(lock, { force: true });
      else await sleep(100);
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function holderLives(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    // Empty: its owner is about to write its number. Old and empty: its owner died in between.
    if (pid === 0) return Date.now() - statSync(lock).mtimeMs < 5000;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM' || error.code === 'ENOENT';
  }
}

const wanted = Object.keys(parts).filter((name) => args.has(`--${name}`));
if (wanted.length === 0) wanted.push('main', 'renderer');

const fresh = ({ from, out }) => {
  const stamp = join(dist, `.built-${out}`);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(from);
};

if (!existsSync(join(root, 'node_modules/esbuild'))) {
  say('Waybill: development packages are not installed, nothing was built.');
} else if (!args.has('--if-stale') || wanted.some((name) => !fresh(parts[name]))) {
  await locked(async () => {
    for (const name of wanted) {
      const part = parts[name];
      if (args.has('--if-stale') && fresh(part)) continue;
      const started = Date.now();
      const before = fingerprint(part.from);
      await part.build();
      writeFileSync(join(dist, `.built-${part.out}`), before);
      say(`built dist/${part.out} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
    }
  });
}
