import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../shared/sql/sql.ts';
import { Case } from '../case/case.ts';
import { runCli } from '../commands/run-cli.ts';
import { Workbook } from '../intake/xlsx-workbook.ts';
import { collectingIo, NOTEBOOK, scratchCase, type Scratch } from '../notebook/notebook-fixture.ts';
import { readEvidence } from './verify-report.ts';

let scratch: Scratch;
let report: string;
beforeAll(async () => {
  scratch = await scratchCase();
  report = path.join(scratch.folder, 'report.html');
});
afterAll(() => scratch.remove());

async function cli(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const io = collectingIo();
  const code = await runCli(argv, io);
  return { code, stdout: io.stdout, stderr: io.stderr };
}
const make = (text: string, target = report, ...more: string[]) =>
  cli('run', scratch.write('who sold.md', text), '--case', scratch.caseFolder, '--report', target, ...more);
async function verify(file = report): Promise<string[]> {
  const { stdout } = await cli('verify', scratch.caseFolder, '--report', file, '--json');
  return (JSON.parse(stdout) as { problems: string[] }).problems;
}

describe('the HTML report', () => {
  it('shows findings, charts and evidence in one file that runs and fetches nothing', async () => {
    expect((await make(NOTEBOOK)).code).toBe(0);
    const text = readFileSync(report, 'utf8');
    expect(text).toContain('<title>Drones &lt;to&gt; Russia</title>');
    expect(text).toContain('In all $1,262.75 since 2022-02-24.');
    expect(text).toContain('Alpha &lt;Ltd&gt;');
    expect(text).toContain('1,000.25');
    expect(text).toMatch(/<svg role="img"[^]*<\/svg>/);
    expect(text).toContain('Small &amp; &lt;case&gt;');
    expect(text).toContain('version_status = &#39;current&#39;');
    expect(text).not.toMatch(/<script|\son\w+=|<img|<iframe|<link|src=|@import|url\(/i);
    const addresses = [...text.matchAll(/href="([^"]*)"/g)].map((m) => m[1]!);
    expect(addresses.every((a) => /^(#|data:text\/csv)/.test(a))).toBe(true);
  });

  it('carries whole tables as CSV that no spreadsheet runs', async () => {
    await make(NOTEBOOK.replace('total.usd', 'total.usd').replace('limit $top', ''));
    const many = "```sql name=many\nselect i, case i when 0 then '=cmd()' else 'x' end t from range(200) r(i)\n```\n";
    await make(many);
    const text = readFileSync(report, 'utf8');
    expect(text).toContain('first 50 of 200 rows');
    const csv = Buffer.from(/base64,([^"]*)"/.exec(text)![1]!, 'base64').toString('utf8');
    expect(csv.split('\n').slice(0, 3)).toEqual(['\uFEFFi,t', "0,'=cmd()", '1,x']);
    expect(csv.trim().split('\n')).toHaveLength(201);
  });

  it('shows hostile text as text', async () => {
    const hostile = `# <script>alert(1)</script>\n\n![x](http://example.org/x.png) [y](javascript:alert(1)) {{ a.t }}\n\n\`\`\`sql name=a\nselect '<img src=x onerror=alert(1)>](javascript:x) </pre><script>' t, '</td>' as "</th><script>"\n\`\`\`\n`;
    expect((await make(hostile)).code).toBe(0);
    const text = readFileSync(report, 'utf8');
    expect(text).not.toMatch(/<script|<img|javascript:alert\(1\)"/i);
    expect(await verify()).toEqual([]);
  });

  it('says which cells failed', async () => {
    expect((await make('```sql name=a\nselect nope\n```\n```sql name=b\nselect 1 x\n```\n')).code).toBe(1);
    const text = readFileSync(report, 'utf8');
    expect(text).toMatch(/<strong>a has no result\.<\/strong> [^<]*nope/);
    expect(await verify()).toEqual([]);
  });

  it('refuses other endings, missing folders and the case’s own evidence', async () => {
    expect((await make(NOTEBOOK, path.join(scratch.folder, 'r.pdf'))).code).toBe(2);
    expect((await make(NOTEBOOK, path.join(scratch.folder, 'none', 'r.html'))).code).toBe(1);
    expect((await make(NOTEBOOK, path.join(scratch.caseFolder, 'data', 'r.html'))).code).toBe(1);
    expect(existsSync(path.join(scratch.caseFolder, 'data', 'r.html'))).toBe(false);
  });
});

describe('verify --report', () => {
  it('holds for a report that was just made, whatever the inputs', async () => {
    expect(await verify()).toEqual([]);
    await make(NOTEBOOK, report, '--set', 'since=2022-05-01', '--set', 'top=1');
    expect(await verify()).toEqual([]);
    expect(readEvidence(report).evidence).toMatchObject({ inputs: { since: '2022-05-01', top: 1 }, engine: 'v1.5.6' });
  });

  it('notices a changed figure, whether or not the evidence is changed with it', async () => {
    await make(NOTEBOOK);
    const text = readFileSync(report, 'utf8');
    const changed = path.join(scratch.folder, 'changed.html');
    writeFileSync(changed, text.replace('1,262.75', '9,262.75'));
    expect(await verify(changed)).toEqual([expect.stringMatching(/changed after it was written/)]);
    const { evidence } = readEvidence(report);
    const hash = evidence.cells.find((cell) => cell.cell === 'total')!.hash!;
    writeFileSync(changed, text.replaceAll(hash, hash.replace(/./g, '0')));
    expect(await verify(changed)).toEqual([
      expect.stringMatching(/changed after it was written/),
      expect.stringMatching(/“total” gives other values/),
    ]);
  });

  it('names the cells that give other results on changed data', async () => {
    await make(NOTEBOOK);
    const opened = await Case.open(scratch.caseFolder);
    await opened.engine.internal(sql`UPDATE work.derived.shipments SET value_usd = 1001 WHERE decl_no = '3'`);
    await opened.engine.internal(
      sql`INSERT INTO work.derived.shipments SELECT * REPLACE ('9' AS decl_no, 'New' AS exporter_name) FROM work.derived.shipments WHERE decl_no = '6'`,
    );
    await opened.close();
    const problems = await verify();
    expect(problems).toEqual([
      expect.stringMatching(/“drones” had 4 rows in the report and has 5 now/),
      expect.stringMatching(/“by_exporter” had 3 rows in the report and has 4 now/),
      expect.stringMatching(/“total” gives other values now/),
    ]);
  });

  it('holds twice for a notebook that makes tables of its own, and leaves them as they are', async () => {
    const text =
      '```sql name=a\ncreate table work.t as select 1 x; insert into work.t values (2); from work.t\n```\n' +
      '```sql name=b\ncreate view work.v as select sum(x) s from work.t; select t.x, v.s from work.t, work.v\n```\n' +
      '```sql name=c\ninsert into work.kept values (5); from work.kept\n```\n';
    let opened = await Case.open(scratch.caseFolder);
    await opened.engine.run('create table work.kept as select 4 k');
    await opened.close();
    expect((await make(text)).code).toBe(0);
    opened = await Case.open(scratch.caseFolder);
    await opened.engine.run('create or replace table work.kept as select 4 k');
    await opened.close();
    expect(await verify()).toEqual([]);
    expect(await verify()).toEqual([]);
    opened = await Case.open(scratch.caseFolder);
    const rows = async (from: string) => (await opened.engine.run(`from work.${from}`)).rowCount;
    expect([await rows('t'), await rows('kept'), await rows('v')]).toEqual([2, 1, 1]);
    const names = (await opened.engine.relations())
      .map((relation) => relation.name)
      .filter((n) => n.startsWith('work.'));
    expect(names.toSorted()).toEqual(['work.kept', 'work.t', 'work.v']);
    await opened.close();
    expect((await make(text)).code).toBe(0);
  });

  it('hashes results of any size', async () => {
    await make('```sql name=many\nselect i, i % 7 j, i::varchar k from range(2000000) r(i)\n```\n');
    expect(readEvidence(report).evidence.cells[0]).toMatchObject({
      rows: 2000000,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await verify()).toEqual([]);
  });

  it('says what is no report', async () => {
    const other = scratch.write('other.html', '<html></html>');
    const wrong = [other, path.join(scratch.caseFolder, 'none.html'), scratch.caseFolder];
    for (const file of wrong)
      expect((await cli('verify', scratch.caseFolder, '--report', file)).stderr).toContain('report/unreadable');
    expect((await cli('verify', scratch.caseFolder, '--report', path.join(scratch.folder, 'none.html'))).code).toBe(1);
  });
});

describe('figures of nothing', () => {
  it('are a dash where a sum is empty, and “no data” where there are no rows', async () => {
    const text =
      'Sum {{ none.usd | usd:2 }}, first {{ rows.exporter_name }}, third {{ two.x[3] }}.\n\n' +
      "```sql name=none\nselect sum(value_usd) usd from shipments where hs_code = 'none'\n```\n" +
      "```sql name=rows\nfrom shipments where hs_code = 'none'\n```\n```sql name=two\nfrom range(2) t(x)\n```\n";
    expect(await make(text)).toMatchObject({ code: 0, stderr: expect.not.stringContaining('notebook/figure') });
    expect(readFileSync(report, 'utf8')).toContain('Sum –, first no data, third –.');
  });
});

describe('the workbook', () => {
  it('holds all tables and the evidence, and verify knows it', async () => {
    const target = path.join(scratch.folder, 'report.xlsx');
    expect((await make(NOTEBOOK, target)).code).toBe(0);
    const files = unzipSync(new Uint8Array(readFileSync(target)));
    const names = [...strFromU8(files['xl/workbook.xml']!).matchAll(/<sheet name="([^"]*)"/g)].map((m) => m[1]);
    expect(names).toEqual(['Evidence', 'Sources', 'Cells', 'drones', 'by_exporter', 'total']);
    expect(strFromU8(files['xl/worksheets/sheet5.xml']!)).toContain('Alpha &lt;Ltd&gt;');
    expect(strFromU8(files['xl/worksheets/sheet1.xml']!)).toContain('Custody log, head');
    expect(await verify(target)).toEqual([]);
    writeFileSync(target, 'x');
    expect(await verify(target)).toHaveLength(1);
  });

  it('gives back through our own reader what the engine gave, and the whole evidence', async () => {
    const target = path.join(scratch.folder, 'read back.xlsx');
    const text =
      "```sql name=kinds\nselect 1234567.25::decimal(18,2) usd, date '2022-02-24' d, '=1+1' f, 'ы & <b>' t, null n, 9007199254740993 big, true b\n```\n";
    expect((await make(text, target)).code).toBe(0);
    const book = await Workbook.open(target);
    const sheet = async (name: string): Promise<(string | null)[][]> => {
      const rows: (string | null)[][] = [];
      for await (const { cells } of book.rows(name)) rows.push(Array.from(cells, (cell) => cell?.shown ?? null));
      return rows;
    };
    expect(book.sheets.map(({ name }) => name)).toEqual(['Evidence', 'Sources', 'Cells', 'kinds']);
    const [head, row] = await sheet('kinds');
    expect(head).toEqual(['usd', 'd', 'f', 't', 'n', 'big', 'b']);
    expect(row).toEqual(['1234567.25', '2022-02-24', '=1+1', 'ы & <b>', null, '9007199254740993', 'TRUE']);
    const evidence = new Map((await sheet('Evidence')).map(([what, value]) => [what, value]));
    expect(evidence.get('Custody log, head')).toMatch(/^[0-9a-f]{64}$/);
    expect(evidence.get('DuckDB')).toBe('v1.5.6');
    expect((await sheet('Cells'))[1]).toEqual([
      'kinds',
      'sql',
      '1',
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.any(String),
      null,
      expect.stringContaining('decimal(18,2)'),
    ]);
    book.close();
  });
});
