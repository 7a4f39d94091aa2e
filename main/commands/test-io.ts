/** Surroundings for a command in a test: what it wrote, and standard input to give it. */
import type { CommandIo } from './io.ts';
import { runCli } from './run-cli.ts';

/** Runs a command line in this process. */
export async function run(
  argv: readonly string[],
  stdin = '',
): Promise<{ code: number; out: string; err: string; json: unknown }> {
  let out = '';
  let err = '';
  const io: CommandIo = {
    out: async (text) => void (out += text),
    err: (text) => void (err += text),
    errIsTerminal: false,
    outIsTerminal: false,
    stdin: async () => Buffer.from(stdin),
    signal: new AbortController().signal,
  };
  const code = await runCli(argv, io);
  return {
    code,
    out,
    err,
    get json(): unknown {
      if (out === '') throw new Error(`Nothing was printed; on stderr: ${err}`);
      return JSON.parse(out);
    },
  };
}
