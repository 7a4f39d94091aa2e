/** Runs one command line: parses it, runs the command, turns what was thrown into a sentence and an exit code. */
import { Command, CommanderError } from 'commander';
import { toErrorData, WaybillError } from '../../shared/errors.ts';
import { registerAll } from './register.ts';
import { toJson, type CommandIo } from './io.ts';

/** Exit codes (DESIGN §9): 0 fine, 1 the data or the check failed, 2 bad usage; 130 interrupted, as shells expect. */
export const EXIT = { fine: 0, failed: 1, usage: 2, interrupted: 130 } as const;

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
