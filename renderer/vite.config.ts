import { copyFileSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { textFiles } from '../scripts/text-plugin.ts';

const root = import.meta.dirname;

/**
 * Puts DuckDB-WASM beside the page under fixed names: the worker must come from our own origin as a file of its own,
 * and is started by name (renderer/engine/duckdb-files.ts). Only the `eh` build: the threaded one fails on file handles.
 */
const duckdbFiles = (outDir: string): Plugin => ({
  name: 'waybill-duckdb-files',
  apply: 'build',
  closeBundle() {
    const from = resolve(root, '../node_modules/@duckdb/duckdb-wasm/dist');
    mkdirSync(resolve(outDir, 'duckdb'), { recursive: true });
    for (const name of ['duckdb-eh.wasm', 'duckdb-browser-eh.worker.js']) {
      copyFileSync(resolve(from, name), resolve(outDir, 'duckdb', name));
    }
    copyFileSync(resolve(root, 'engine/reading-worker.js'), resolve(outDir, 'duckdb/reading-worker.js'));
  },
});

/** `vite build` makes the window; `--mode conformance` makes the page on which e2e runs the conformance suite. */
export default defineConfig(({ mode }) => {
  const conformance = mode === 'conformance';
  const outDir = resolve(root, conformance ? '../dist/conformance' : '../dist/renderer');
  return {
    root: conformance ? resolve(root, 'conformance') : root,
    base: './',
    plugins: [react(), textFiles(), duckdbFiles(outDir)],
    // Whoever serves the page replaces the placeholder with a fresh value for each load (main/host/static.ts).
    html: { cspNonce: '__CSP_NONCE__' },
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome130',
      modulePreload: { polyfill: false },
      sourcemap: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 5000,
    },
  };
});
