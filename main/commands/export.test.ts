import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';
import { collectingIo, NOTEBOOK, scratchCase, type Scratch } from '../notebook/notebook-fixture.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await scratchCase();
});
afterAll(() => scratch.remove());

async function exported(text: string, ...more: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const io = collectingIo();
  const code = await runCli(['export', scratch.write('n.md', text), '--sql', ...more], io);
  return { code, stdout: io.stdout, stderr: io.stderr };
}

/** Runs a script as the DuckDB CLI would: statement by statement. */
async function inDuckDb(script: string, select: string): Promise<string> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    await connection.run(script);
    return JSON.stringify((await connection.runAndReadAll(select)).getRowsJson());
  } finally {
    connection.closeSync();
  }
}

describe('export --sql', () => {
  it('gives a script that runs without Waybill and gives the same figures', async () => {
    const { code, stdout } = await exported(NOTEBOOK, '--case', scratch.caseFolder);
    expect(code).toBe(0);
    expect(await inDuckDb(stdout, 'from by_exporter')).toBe(
      '[["Beta","1000.25"],["Alpha <Ltd>","250.50"],["=cmd()","12.00"]]',
    );
    const set = await exported(NOTEBOOK, '--case', scratch.caseFolder, '--set', 'since=2022-05-02', '--set', 'top=1');
    expect(await inDuckDb(set.stdout, 'from by_exporter')).toBe('[["=cmd()","12.00"]]');
  });

  it('says in comments how to show the tables where the case is not known', async () => {
    const { stdout } = await exported(NOTEBOOK);
    expect(stdout).toContain(
      "-- ATTACH 'work.duckdb' AS work;\n-- CREATE TEMP VIEW shipments AS FROM work.derived.shipments;",
    );
    const live = stdout
      .replace(/^-- (ATTACH|CREATE TEMP VIEW)/gm, '$1')
      .replace('work.duckdb', path.join(scratch.caseFolder, 'work.duckdb'));
    expect(await inDuckDb(live, 'select count(*) from drones')).toBe('[["4"]]');
  });

  it('takes every kind of input, several statements, and cells in any order', async () => {
    const text = `---
inputs:
  word: { type: text, value: "it's" }
  few: { type: multi, value: ["a", "b'c"] }
  share: { type: number, value: 0.5 }
---
Text -- with dashes
*/ and marks

\`\`\`sql name=last
from first join "select" on true -- a comment at the end
\`\`\`

\`\`\`sql name=first
create temp table helper as select 1 a;
select $word w, 'b''c' in $few inside, $share s from helper
\`\`\`

\`\`\`sql name=select
summarize first
\`\`\`
`;
    const { stdout } = await exported(text);
    expect(await inDuckDb(stdout, 'select w, inside, s, column_name from last order by column_name limit 1')).toBe(
      '[["it\'s",true,0.5,"inside"]]',
    );
  });

  it('says why a notebook cannot be exported', async () => {
    expect(await exported('```sql name=a\nfrom b\n```\n```sql name=b\nfrom a\n```\n')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('notebook/cycle'),
    });
    const io = collectingIo();
    expect(await runCli(['export', scratch.write('n.md', '')], io)).toBe(2);
  });
});
