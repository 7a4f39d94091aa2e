import { readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateSample, type Sample } from './generate.ts';
import { inn } from './parties.ts';
import { Random } from './prng.ts';

let folder: string;
let sample: Sample;
let lines: Record<string, string>[];

/** Fields of one line of RFC 4180 text; null where the line is not well formed on its own. */
function fields(line: string, delimiter: string): string[] | null {
  const out: string[] = [];
  for (let at = 0; at <= line.length;) {
    if (line[at] !== '"') {
      const end = line.indexOf(delimiter, at);
      const stop = end < 0 ? line.length : end;
      out.push(line.slice(at, stop));
      at = stop + 1;
      continue;
    }
    let text = '';
    for (at += 1; ; at += 1) {
      const end = line.indexOf('"', at);
      if (end < 0) return null;
      text += line.slice(at, end);
      at = end + 1;
      if (line[at] !== '"') break;
      text += '"';
    }
    if (at < line.length && line[at] !== delimiter) return null;
    out.push(text);
    at += 1;
  }
  return out;
}

const cents = (text: string): number => Math.round(Number(text) * 100);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-sample-'));
  sample = await generateSample(folder);
  const [head, ...rows] = (await readFile(join(folder, 'truth-lines.csv'), 'utf8')).trimEnd().split('\n');
  const names = head!.split(',');
  lines = rows.map((row) => Object.fromEntries(row.split(',').map((cell, i) => [names[i]!, cell])));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the sample case', () => {
  it('has the same bytes each time', async () => {
    const again = await mkdtemp(join(tmpdir(), 'waybill-sample-'));
    try {
      expect((await generateSample(again)).sha256).toEqual(sample.sha256);
    } finally {
      await rm(again, { recursive: true });
    }
  });

  it('has the shape of the story', () => {
    const { headline, brands, claim } = sample.truth;
    expect(headline.brands).toBe(26);
    expect(headline.exporters).toBeGreaterThanOrEqual(65);
    expect(headline.exporters).toBeLessThan(70);
    expect(Number(headline.total_usd)).toBeGreaterThan(12e6);
    expect(Number(headline.total_usd)).toBeLessThan(13e6);
    expect(brands[0]).toMatchObject({ brand: 'DJI' });
    expect(brands[0]!.share).toBeCloseTo(0.48, 1);
    expect(brands[1]).toMatchObject({ brand: 'Autel', last_date: '2023-02-21' });
    expect(Number(brands[1]!.value_usd)).toBeCloseTo(2e6, -5);
    expect(claim.sellers).toEqual(['IFLIGHT DIRECT SALES (HK) CO., LIMITED']);
    expect(claim.lines_after).toBeGreaterThan(50);
  });

  it('adds up: per brand, per seller, per month and per line give one total', () => {
    const { headline, brands, exporters } = sample.truth;
    const total = cents(headline.total_usd);
    const of = (list: readonly { readonly value_usd: string }[]): number =>
      list.reduce((sum, item) => sum + cents(item.value_usd), 0);
    expect(of(brands)).toBe(total);
    expect(of(exporters)).toBe(total);
    expect(of(headline.by_month)).toBe(total);
    const counted = lines.filter((line) => line.in_headline === '1');
    expect(counted.length).toBe(headline.lines);
    expect(counted.reduce((sum, line) => sum + cents(line.value_usd!), 0)).toBe(total);
    expect(new Set(counted.map((line) => line.exporter)).size).toBe(headline.exporters);
  });

  it('has every record either good or bad, and the bad ones where the truth says', async () => {
    for (const [file, encoding, delimiter] of [
      ['synthetic-declarations-ru.csv', 'windows-1251', ';'],
      ['synthetic-vendor-feed-en.csv', 'utf-8', ','],
    ] as const) {
      const truth = sample.truth.files.find((f) => f.file === file)!;
      const text = iconv.decode(await readFile(join(folder, file)), encoding);
      const [header, ...records] = text.trimEnd().split(/\r?\n/);
      const width = fields(header!, delimiter)!.length;
      expect(records.length).toBe(truth.records);
      expect(truth.good + truth.bad.length).toBe(truth.records);
      const odd = records.flatMap((record, i) => {
        const cells = fields(record, delimiter);
        const data = cells?.length === width && record !== header && cells[0] !== 'ИТОГО';
        return data ? [] : [i + 1];
      });
      expect(odd).toEqual(truth.bad.map((b) => b.record));
      const value = fields(header!, delimiter)!.findIndex((name) => /Статистическая|Statistical/.test(name));
      for (const line of lines.filter((l) => l.file === file).slice(0, 500)) {
        const cell = fields(records[Number(line.record) - 1]!, delimiter)![value]!;
        expect(cents(cell.replace(/[\s\u00a0]/g, '').replace(',', '.'))).toBe(cents(line.value_usd!));
      }
    }
  });

  it('plants pairs that meet the rule, and near misses that do not', () => {
    const day = (text: string): number => Date.parse(text) / 86_400_000;
    const meets = ({ first, second }: Sample['truth']['pairs'][number]): boolean => {
      const lag = day(second.date) - day(first.date);
      const ratio = second.quantity / first.quantity;
      return lag >= 15 && lag <= 45 && ratio >= 0.95 && ratio <= 1.05;
    };
    expect(sample.truth.pairs.every(meets)).toBe(true);
    expect(sample.truth.near_misses.some((pair) => meets({ ...pair, hub: '' }))).toBe(false);
  });

  it('says that it is synthetic', () => {
    expect(sample.truth.notice).toMatch(/^SYNTHETIC/);
    expect(sample.files.every((file) => file.includes('synthetic'))).toBe(true);
  });
});

describe('inn', () => {
  it('gives a right check digit', () => {
    const random = new Random('check digit');
    for (let i = 0; i < 200; i += 1) {
      const number = inn(random, '77');
      const sum = [2, 4, 10, 3, 5, 9, 4, 6, 8].reduce((total, weight, k) => total + weight * Number(number[k]), 0);
      expect(number).toMatch(/^77\d{8}$/);
      expect((sum % 11) % 10).toBe(Number(number[9]));
    }
  });
});
