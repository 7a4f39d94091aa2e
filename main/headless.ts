/**
 * `npm start` where there is no display: makes the sample case, runs its notebook and prints the story that it tells, with
 * its tables.
 */
import path from 'node:path';
import { toErrorData } from '../shared/errors.ts';
import { withValues } from '../shared/notebook/inputs.ts';
import { Case } from './case/case.ts';
import { ensureSampleCase, SAMPLE_NAME, SAMPLE_NOTEBOOK } from './case/sample.ts';
import { formatTable } from './commands/table.ts';
import { userDir } from './host/user-dir.ts';
import { readNotebook } from './notebook/file.ts';
import { NotebookSession, type CellOutcome } from './notebook/run.ts';

/** A wider result is material for the cells after it, and is only counted. */
const WIDEST_TABLE = 8;
const LONGEST_TABLE = 30;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Markdown for a terminal: without emphasis and code marks. */
const plain = (markdown: string): string =>
  markdown
    .replace(/\*\*|`/g, '')
    .replace(/\\([^\p{L}\p{N}\s])/gu, '$1')
    .replace(/^(#+) (.*)$/gm, (_, marks: string, title: string) =>
      marks.length === 1 ? title.toUpperCase() : `${title}\n${'─'.repeat(title.length)}`,
    )
    .trim();

async function sayTable(opened: Case, { cell, result }: CellOutcome): Promise<void> {
  if (!result) return;
  const { id, columns, rowCount } = result.handle;
  if (columns.length > WIDEST_TABLE) return say(`(${cell}: ${rowCount.toLocaleString('en')} rows)\n`);
  const page = await opened.engine.page(id, 0, LONGEST_TABLE);
  const rows = Array.from({ length: page.rows }, (_, r) => page.columns.map((c) => c[r] ?? null));
  const right = columns.map((c) => ['integer', 'decimal', 'float'].includes(c.kind));
  say(
    `${cell}\n${formatTable(
      columns.map((c) => c.name),
      right,
      rows,
    )}`,
  );
}

async function main(): Promise<void> {
  say(`${SAMPLE_NAME}\n`);
  const opened = await Case.open(await ensureSampleCase(userDir()));
  try {
    const { notebook } = readNotebook(path.join(opened.folder.notebooks, `${SAMPLE_NOTEBOOK}.md`));
    const session = await NotebookSession.open(opened.engine, notebook, withValues(notebook.front.inputs, {}));
    try {
      for (const outcome of await session.run()) {
        if (outcome.error) {
          say(`${outcome.cell}: ${outcome.error.message}`);
          process.exitCode = 1;
        } else if (outcome.markdown !== undefined) say(`${plain(outcome.markdown)}\n`);
        else await sayTable(opened, outcome);
      }
    } finally {
      await session.close();
    }
    say(`The case is in ${opened.folder.root}. Ask it something:`);
    say(`  npm run waybill -- sql "${opened.folder.root}" "from shipments limit 10"`);
  } finally {
    await opened.close();
  }
}

try {
  await main();
} catch (error) {
  const { message, code } = toErrorData(error);
  process.stderr.write(`${message} [${code}]\n`);
  process.exitCode = 1;
}
