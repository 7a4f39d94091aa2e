#!/usr/bin/env node
/** The command line. Thin: every command is a file in commands/. */
import { Command, CommanderError } from 'commander';
import { toErrorData, WaybillError } from '../shared/errors.ts';
import { registerAll } from './commands/register.ts';
import { toJson, type CommandIo } from './commands/io.ts';

/** Exit codes (DESIGN §9): 0 fine, 1 the data or the check failed, 2 bad usage; 130 interrupted, as shells expect. */
const EXIT = { fine: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Runs one command line. @param argv without node and script */
export async function runCli(argv: readonly string[], io: CommandIo): Promise<number> {
  let failed = false;
  const program = new Command('waybill')
    .description(
      'Investigate trade with customs records. Nothing leaves this machine, nothing is lost, everything can be run again.',
    )
    .option('--json', 'print results as JSON (a stable interface)')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => void io.out(text), writeErr: (text) => io.err(text) })
    .showHelpAfterError('Run the command with --help to see how it is used.')
    .exitOverride();
  registerAll(program, { io, fail: () => (failed = true) });
  for (const command of program.commands) command.copyInheritedSettings(program).exitOverride();
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return failed ? EXIT.failed : EXIT.fine;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
    const data = toErrorData(error);
    if (data.kind === 'cancelled') {
      io.err(`${data.message}\n`);
      return EXIT.interrupted;
    }
    const place = Object.entries(data.place)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ');
    io.err(
      `${data.kind === 'bug' ? 'This is a defect of Waybill: ' : ''}${data.message}${place === '' ? '' : ` (${place})`} [${data.code}]\n`,
    );
    if (argv.includes('--json')) io.err(`${toJson({ error: data })}\n`);
    return error instanceof WaybillError && error.code.startsWith('usage/') ? EXIT.usage : EXIT.failed;
  }
}

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

if (process.env['VITEST'] === undefined) {
  process.exitCode = await runCli(process.argv.slice(2), processIo());
}
