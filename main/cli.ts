#!/usr/bin/env node
/** The command line's entry. Thin: every command is a file in commands/. */
import type { CommandIo } from './commands/io.ts';
import { EXIT, runCli } from './commands/run-cli.ts';

async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The surroundings of the real process. */
function processIo(): CommandIo {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  // A reader that has gone (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.fine);
    throw error;
  });
  return {
    out: (text) =>
      new Promise((resolve) => (process.stdout.write(text) ? resolve() : process.stdout.once('drain', resolve))),
    err: (text) => void process.stderr.write(text),
    errIsTerminal: process.stderr.isTTY === true,
    outIsTerminal: process.stdout.isTTY === true,
    stdin: readStdin,
    signal: stop.signal,
  };
}

process.exitCode = await runCli(process.argv.slice(2), processIo());
