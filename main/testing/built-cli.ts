/** The built command line, for tests of what only a process of its own shows. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../..');

/** Builds it where it is older than its sources. @returns the path of its script */
export function builtCli(): string {
  const built = spawnSync(
    process.execPath,
    [path.join(repository, 'scripts/build.mjs'), '--main', '--if-stale', '--quiet'],
    { encoding: 'utf8' },
  );
  if (built.status !== 0) throw new Error(`The command line could not be built: ${built.stderr}`);
  return path.join(repository, 'dist/main/cli.js');
}
