/** The conformance suite on the sandbox engine, in a real Chromium under the final policy. */
import { DuckDBInstance } from '@duckdb/node-api';
import { resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type { ConformanceHooks } from '../renderer/conformance/page.ts';
import { PARQUET_QUERY, checks } from '../shared/contract/conformance.ts';
import { startHost, type TestHost } from './host.ts';

const pageFolder = resolve(import.meta.dirname, '../dist/conformance');

test.describe.configure({ mode: 'default' });
test.describe('the sandbox engine', () => {
  let host: TestHost;
  let page: Page;
  const outside: string[] = [];

  test.beforeAll(async ({ browser }) => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    await connection.run(`COPY (${PARQUET_QUERY}) TO '${pageFolder}/types.parquet' (ROW_GROUP_SIZE 100)`);
    connection.closeSync();
    instance.closeSync();
    host = await startHost({ pageFolder });
    page = await browser.newPage();
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.hostname !== '127.0.0.1' && url.protocol !== 'file:' && url.protocol !== 'blob:') outside.push(url.href);
    });
    await host.enter(page);
    await page.waitForFunction(() => 'conformance' in window);
  });

  test.afterAll(async () => {
    await page?.close();
    await host?.stop();
  });

  for (const { name } of checks) {
    test(name, async () => {
      const wrong = await page.evaluate(
        (check) => (window as unknown as { conformance: ConformanceHooks }).conformance.run(check),
        name,
      );
      expect(wrong).toBeNull();
    });
  }

  test('keeps to the policy of the page and asks nobody else', async () => {
    const violations = await page.evaluate(
      () => (window as unknown as { conformance: ConformanceHooks }).conformance.violations,
    );
    expect(violations).toEqual([]);
    expect(outside).toEqual([]);
    expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
  });
});
