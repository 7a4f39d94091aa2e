import { expect, test } from 'vitest';
import type { ColumnPage } from '../../shared/contract/values.ts';
import { PageCache } from './page-cache.ts';

function reader() {
  const asked: number[] = [];
  let failing = false;
  const cache = new PageCache(100, (from, count) => {
    asked.push(from);
    const page: ColumnPage = { from, rows: count, columns: [] };
    return failing ? Promise.reject(new Error('gone')) : Promise.resolve(page);
  });
  return { cache, asked, fail: (on: boolean) => (failing = on) };
}

test('rows of one page are read once', async () => {
  const { cache, asked } = reader();
  const [a, b] = await Promise.all([cache.at(210), cache.at(299)]);
  expect(a).toBe(b);
  await cache.at(300);
  expect(asked).toEqual([200, 300]);
});

test('a page that failed is read again by the next who asks', async () => {
  const { cache, asked, fail } = reader();
  fail(true);
  await expect(cache.at(5)).rejects.toThrow('gone');
  fail(false);
  expect((await cache.at(5)).from).toBe(0);
  expect(asked).toEqual([0, 0]);
});

test('the page that was used longest ago is given up first', async () => {
  const { cache, asked } = reader();
  for (let row = 0; row < 2400; row += 100) await cache.at(row);
  await cache.at(0);
  await cache.at(2400);
  await cache.at(0);
  expect(asked.filter((from) => from === 0)).toHaveLength(1);
  await cache.at(100);
  expect(asked.filter((from) => from === 100)).toHaveLength(2);
});
