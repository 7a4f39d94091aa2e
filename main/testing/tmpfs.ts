/** Small disks for tests of full and read-only ones. Needs root on Linux; elsewhere those tests say that they are skipped. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface SmallDisk {
  readonly path: string;
  /** Takes all space that is left. */
  fill(): void;
  /** Gives it back. */
  empty(): void;
  unmount(): void;
}

/** Mounts a tmpfs inside `folder`. @param options as for `mount -o`, e.g. `size=2m` */
export function mountTmpfs(folder: string, options: string): SmallDisk {
  const target = path.join(folder, `disk-${Math.random().toString(36).slice(2)}`);
  mkdirSync(target);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', target], { stdio: 'pipe' });
  const ballast = path.join(target, '.ballast');
  return {
    path: target,
    fill() {
      const handle = openSync(ballast, 'w');
      try {
        for (const size of [65536, 4096, 1]) {
          const block = Buffer.alloc(size);
          try {
            while (writeSync(handle, block) > 0);
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          }
        }
      } finally {
        closeSync(handle);
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    unmount: () => void execFileSync('umount', ['-l', target]),
  };
}

/** Whether a tmpfs can be mounted here. */
export const canMount: boolean = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = `/tmp/waybill-probe-${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    mountTmpfs(folder, 'size=1m').unmount();
    return true;
  } catch {
    // Not allowed in this container: the tests say that they are skipped.
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();
