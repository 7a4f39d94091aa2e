/**
 * A named pipe between the thread that decodes a file and the engine that reads the text: both work at the same time, and
 * the text never lies on the disk. Windows has none that the engine could read; there the text goes through a file.
 *
 * Invariant: this process holds an end of its own for reading and writing until `end`, so neither opening nor writing nor
 * reading can wait for someone who never comes. After `end` the pipe is opened and closed again and again until `close`:
 * whoever opens it late is let go.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

export interface Pipe {
  readonly path: string;
  /** Nothing more is written, or nobody reads any more: the other side comes to an end. */
  end(): void;
  /** Both sides are done. */
  close(): void;
}

const LET_GO_MS = 50;

/** @returns null where the system has no named pipes */
export function openPipe(path: string): Pipe | null {
  if (process.platform === 'win32') return null;
  const made = spawnSync('mkfifo', ['-m', '600', path], { stdio: 'ignore' });
  if (made.status !== 0) return null;
  // Opened for both, and not to wait, since nobody else is there yet.
  const open = (): number => fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
  let fd: number | null = open();
  let again: NodeJS.Timeout | undefined;
  const end = (): void => {
    if (fd === null) return;
    fs.closeSync(fd);
    fd = null;
    again = setInterval(() => fs.closeSync(open()), LET_GO_MS);
  };
  return {
    path,
    end,
    close() {
      end();
      clearInterval(again);
      fs.rmSync(path, { force: true });
    },
  };
}
