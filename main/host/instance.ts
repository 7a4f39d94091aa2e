/**
 * One running Waybill per person. The first start writes where it listens (a file that only its owner can read); a later
 * start finds it, hands over its files and ends. A file left by a start that was killed is recognised: nobody answers.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';

const instanceSchema = z.object({ pid: z.number(), port: z.number().int().min(1).max(65535), token: z.string() });
type Instance = z.infer<typeof instanceSchema>;

const fileOf = (userDir: string): string => join(userDir, 'instance.json');

function read(userDir: string): Instance | null {
  let text: string;
  try {
    text = readFileSync(fileOf(userDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return instanceSchema.parse(JSON.parse(text));
  } catch {
    return null; // cut short by a crash: as good as none
  }
}

/**
 * Gives files to a Waybill that runs already.
 * @param files absolute paths; none = only ask whether one is there
 * @returns whether one took them
 */
export async function handOver(userDir: string, files: readonly string[]): Promise<boolean> {
  const instance = read(userDir);
  if (instance === null) return false;
  return new Promise((resolve) => {
    const post = request(
      {
        host: '127.0.0.1',
        port: instance.port,
        path: '/handover',
        method: 'POST',
        headers: { Authorization: `Bearer ${instance.token}`, 'Content-Type': 'application/json' },
        timeout: 3000,
      },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    post.on('timeout', () => post.destroy());
    // Nobody listens there any more, or somebody else does who does not know the token.
    post.on('error', () => resolve(false));
    post.end(JSON.stringify(files));
  });
}

/**
 * Says where this instance listens. Of two starts at the same moment one wins.
 * @returns what takes it back; null where another instance was faster and answers
 */
export async function announce(userDir: string, port: number, token: string): Promise<(() => void) | null> {
  const mine = JSON.stringify({ pid: process.pid, port, token } satisfies Instance);
  for (;;) {
    try {
      writeFileSync(fileOf(userDir), mine, { mode: 0o600, flag: 'wx' });
      return () => {
        if (read(userDir)?.token === token) rmSync(fileOf(userDir), { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await handOver(userDir, [])) return null;
    rmSync(fileOf(userDir), { force: true });
  }
}
