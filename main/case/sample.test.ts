import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutQueries } from '../../shared/sql/queries.ts';
import queries from '../../samples/queries.sql';
import type { SampleTruth } from '../../samples/truth.ts';
import { sql } from '../../shared/sql/sql.ts';
import { Case } from './case.ts';
import { ensureSampleCase } from './sample.ts';

let home: string;
let opened: Case;
let truth: SampleTruth;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'waybill-sample-'));
  opened = await Case.open(await ensureSampleCase(home));
  truth = JSON.parse(readFileSync(path.join(home, 'sample/files/truth.json'), 'utf8')) as SampleTruth;
}, 180_000);
afterAll(async () => {
  await opened.close();
  rmSync(home, { recursive: true, force: true });
});

describe('the sample case', () => {
  it('says that it is synthetic', () => {
    expect(opened.name).toContain('SYNTHETIC');
    expect(opened.file.settings.synthetic).toBe(true);
  });

  it('holds every record of the files or names it as rejected', async () => {
    for (const file of truth.files) {
      const source = opened.sources.find((s) => path.basename(s.path) === file.file)!;
      expect([source.records_read, source.records_loaded, source.records_rejected]).toEqual([
        file.records,
        file.good,
        file.bad.length,
      ]);
      const { rows } = await opened.engine.internal(
        sql`SELECT record FROM rejects WHERE source_id = ${source.source_id} ORDER BY record`,
      );
      expect(rows.map(([record]) => Number(record))).toEqual(file.bad.map((b) => b.record).toSorted((a, b) => a - b));
    }
  });

  it('judges the versions as they were planted', async () => {
    for (const file of truth.files) {
      const source = opened.sources.find((s) => path.basename(s.path) === file.file)!;
      const { rows } = await opened.engine.internal(
        sql`SELECT version_status, count(*) FROM shipments WHERE source_id = ${source.source_id} GROUP BY 1`,
      );
      const planted = Object.entries(file.status).filter(([, n]) => n > 0);
      const words: Record<string, string> = { keep: 'current' };
      expect(Object.fromEntries(rows.map(([status, n]) => [status, Number(n)]))).toEqual(
        Object.fromEntries(planted.map(([status, n]) => [words[status] ?? status, n])),
      );
    }
  });

  it('answers its queries: exporters, brands, shares, last dates', async () => {
    const results = new Map<string, unknown[][]>();
    for (const { title, sql: text } of cutQueries(queries)) {
      const handle = await opened.engine.run(text);
      const page = await opened.engine.page(handle.id, 0, 1000);
      results.set(
        title,
        Array.from({ length: page.rows }, (_, r) => page.columns.map((c) => c[r])),
      );
    }
    const of = (title: RegExp): unknown[][] => [...results].find(([name]) => title.test(name))![1];
    const [all] = of(/^In all/);
    expect(all!.slice(0, 3).map(String)).toEqual([
      truth.headline.total_usd,
      String(truth.headline.lines),
      String(truth.headline.brands),
    ]);
    const found = of(/^Brands/).map(([brand, lines, usd, , last]) => [brand, String(lines), String(usd), last]);
    const planted = truth.brands.map((b) => [b.brand, String(b.lines), b.value_usd, b.last_date]);
    expect(found.toSorted()).toEqual(planted.toSorted());
    expect([...results.values()].every((rows) => rows.length > 0)).toBe(true);
  });

  it('is made once', async () => {
    await opened.close();
    const root = await ensureSampleCase(home);
    opened = await Case.open(root);
    expect(opened.custody.of('source_added')).toHaveLength(truth.files.length);
  });
});
