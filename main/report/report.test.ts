import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../shared/sql/sql.ts';
import { Case } from '../case/case.ts';
import { runCli } from '../commands/run-cli.ts';
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

  it('says what is no report', async () => {
    const other = scratch.write('other.html', '<html></html>');
    expect((await cli('verify', scratch.caseFolder, '--report', other)).stderr).toContain('report/unreadable');
    expect((await cli('verify', scratch.caseFolder, '--report', path.join(scratch.folder, 'none.html'))).code).toBe(1);
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
});
