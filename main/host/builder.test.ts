import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = path.resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

interface Configuration {
  readonly publish: null;
  readonly files: readonly string[];
  readonly asarUnpack: readonly string[];
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly fileAssociations: readonly { readonly ext: string }[];
  readonly linux: { readonly target: readonly string[] };
  readonly win: { readonly target: readonly string[] };
  readonly mac: { readonly target: readonly string[] };
}
const configuration = parse(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8')) as Configuration;

interface Validator {
  validateConfiguration(configuration: unknown, log: { isEnabled: boolean; add(): void }): Promise<void>;
}
interface FileMatcher {
  new (
    from: string,
    to: string,
    macros: (text: string) => string,
    patterns: readonly string[],
  ): {
    createFilter(): (file: string, stat: { isDirectory(): boolean }) => boolean;
  };
}

/** What of these paths would be packed, by the builder's own matcher. */
function packed(paths: readonly string[]): string[] {
  const { FileMatcher } = require('app-builder-lib/out/fileMatcher') as { FileMatcher: FileMatcher };
  const matcher = new FileMatcher(root, root, (text) => text, configuration.files);
  const filter = matcher.createFilter();
  return paths.filter((file) => filter(path.join(root, file), { isDirectory: () => false }));
}

describe('electron-builder.yml', () => {
  it('is valid by the schema of the builder that is installed', async () => {
    const { validateConfiguration } = require('app-builder-lib/out/util/config/config') as Validator;
    await validateConfiguration(configuration, { isEnabled: false, add: () => undefined });
    await expect(
      validateConfiguration({ ...configuration, asr: true }, { isEnabled: false, add: () => undefined }),
    ).rejects.toThrow(/asr/);
  });

  it('says every fuse, and the safe way', () => {
    const schema = require('app-builder-lib/scheme.json') as {
      definitions: { FuseOptionsV1: { properties: Record<string, unknown> } };
    };
    expect(Object.keys(configuration.electronFuses).sort()).toEqual(
      Object.keys(schema.definitions.FuseOptionsV1.properties).sort(),
    );
    expect(configuration.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      enableCookieEncryption: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('publishes nothing and makes what each system installs', () => {
    expect(configuration.publish).toBeNull();
    expect(configuration.linux.target).toEqual(['AppImage', 'deb']);
    expect(configuration.win.target).toEqual(['nsis']);
    expect(configuration.mac.target).toEqual(['dmg']);
    expect(configuration.fileAssociations.map((file) => file.ext)).toEqual(['csv', 'tsv', 'parquet']);
    const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(Object.keys(dependencies).filter((name) => /updater|crash-?report|sentry|telemetry/i.test(name))).toEqual(
      [],
    );
  });

  it('packs the program, and neither sources nor tests nor data', () => {
    const wanted = [
      'package.json',
      'LICENSE',
      'dist/main/electron.js',
      'dist/main/preload.cjs',
      'dist/main/case-process.js',
      'dist/main/scan.worker.js',
      'dist/renderer/index.html',
      'dist/renderer/assets/index-x.js',
      'dist/renderer/duckdb/duckdb-eh.wasm',
    ];
    const unwanted = [
      'main/electron.ts',
      'dist/main/electron.js.map',
      'dist/conformance/index.html',
      'e2e/conformance.spec.ts',
      'samples/generate.ts',
      'scripts/build.mjs',
      'bench/out/big.csv',
      'docs/data-model.md',
      '.ci/run',
      '.env',
      'test-results/trace.zip',
      'playwright.config.ts',
    ];
    expect(packed([...wanted, ...unwanted])).toEqual(wanted);
  });

  it('leaves the native engine and the workers outside the archive', () => {
    expect(configuration.asarUnpack).toEqual(['node_modules/@duckdb/node-bindings*/**', 'dist/main/*.worker.js']);
    expect(existsSync(path.join(root, 'node_modules/@duckdb/node-bindings/package.json'))).toBe(true);
  });
});
