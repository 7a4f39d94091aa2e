/**
 * `npm start` where there is no display: makes the sample case, runs its queries and prints the findings as tables. Takes
 * the reason why it was chosen as an argument and says it.
 */
import queries from '../samples/queries.sql';
import { cutQueries } from '../shared/sql/queries.ts';
import { toErrorData } from '../shared/errors.ts';
import { Case } from './case/case.ts';
import { ensureSampleCase, SAMPLE_NAME } from './case/sample.ts';
import { formatTable } from './commands/table.ts';
import { userDir } from './host/user-dir.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  say(SAMPLE_NAME);
  say('Every company, shipment and number in it is invented; brand names are real.\n');
  const opened = await Case.open(await ensureSampleCase(userDir()));
  try {
    for (const s of opened.sources)
      say(`${s.path}\n  ${s.records_read} records read = ${s.records_loaded} loaded + ${s.records_rejected} rejected`);
    for (const { title, sql } of cutQueries(queries)) {
      say(`\n${title}`);
      const handle = await opened.engine.run(sql);
      const page = await opened.engine.page(handle.id, 0, 40);
      const rows = Array.from({ length: page.rows }, (_, r) => page.columns.map((c) => c[r] ?? null));
      say(
        formatTable(
          handle.columns.map((c) => c.name),
          handle.columns.map((c) => ['integer', 'decimal', 'float'].includes(c.kind)),
          rows,
        ).trimEnd(),
      );
      if (handle.rowCount > page.rows) say(`… ${handle.rowCount - page.rows} more`);
      await opened.engine.release(handle.id);
    }
    say(
      `\nThe case is in ${opened.folder.root}. Ask it something: npm run waybill -- sql "${opened.folder.root}" "from shipments limit 10"`,
    );
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
