/**
 * Typing in a cell of a notebook with many cells, in the real window: the longest task of the page while a person types,
 * and the time from key to paint, against a notebook of five cells.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from '@playwright/test';
import { Case } from '../main/case/case.ts';
import { findBrowser } from '../main/host/browser.ts';

const CELLS = Number(process.argv[2] ?? 200);
const TYPED = ' and exporter_name is not null and value_usd > 100 order by decl_date';

/** Runs in the page. */
const WATCH = `
  globalThis.seen = { tasks: [], keys: [] };
  new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map((e) => e.duration))).observe({ type: 'longtask' });
  addEventListener('keydown', () => {
    const began = performance.now();
    requestAnimationFrame(() => setTimeout(() => seen.keys.push(performance.now() - began)));
  }, true);
`;

function notebookOf(cells: number): string {
  const parts = ['---\nwaybill: 1\ntitle: Typing\ninputs:\n  since: { type: date, value: 2022-02-24 }\n---\n'];
  for (let i = 0; i < cells; i += 1) {
    if (i % 4 === 3) parts.push(`## Part ${i}\n\nThere are {{ q${i - 1}.n }} lines since {{ $since }}.\n`);
    else
      parts.push(
        `\`\`\`sql name=q${i}\nselect hs_code, count(*) as n, sum(value_usd) as usd\nfrom ${i % 4 === 0 ? 'shipments' : `q${i - 1}`}\nwhere decl_date >= $since\n\`\`\`\n`,
      );
  }
  return parts.join('\n');
}

interface Measured {
  readonly longest: number;
  readonly over50: number;
  readonly median: number;
}

async function measure(page: Page, title: string, cells: number): Promise<Measured> {
  await page.getByRole('navigation', { name: 'Case' }).getByRole('button', { name: title, exact: true }).click();
  const cell = page.getByRole('region', { name: `Cell q${Math.floor(cells / 8) * 4}`, exact: true });
  await cell.scrollIntoViewIfNeeded();
  await cell.getByRole('textbox').click();
  await page.keyboard.press('Control+End');
  await page.waitForTimeout(3_000);
  await page.evaluate(WATCH);
  await page.keyboard.type(TYPED, { delay: 60 });
  await page.waitForTimeout(1_500);
  const { tasks, keys } = await page.evaluate<{ tasks: number[]; keys: number[] }>('seen');
  keys.sort((a, b) => a - b);
  return {
    longest: Math.round(Math.max(0, ...tasks)),
    over50: tasks.filter((duration) => duration > 50).length,
    median: keys[Math.floor(keys.length / 2)] ?? NaN,
  };
}

const home = mkdtempSync(path.join(tmpdir(), 'waybill-bench-'));
const folder = path.join(home, 'case');
const made = await Case.create(folder, { name: 'Typing' });
await made.close();
mkdirSync(path.join(folder, 'notebooks'), { recursive: true });
for (const cells of [5, CELLS])
  writeFileSync(
    path.join(folder, 'notebooks', `n${cells}.md`),
    notebookOf(cells).replace('title: Typing', `title: Cells ${cells}`),
  );
const host = spawn(process.execPath, [path.resolve('dist/main/chromium.js'), '--no-window', '--case', folder], {
  env: { ...process.env, WAYBILL_HOME: home },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const enter = await new Promise<string>((resolve) =>
  createInterface({ input: host.stdout }).once('line', (line) =>
    resolve((JSON.parse(line) as { enter: string }).enter),
  ),
);
const executablePath = findBrowser();
const browser = await chromium.launch({
  ...(executablePath === null ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(enter);
  const few = await measure(page, 'Cells 5', 5);
  const many = await measure(page, `Cells ${CELLS}`, CELLS);
  const row = (name: string, { longest, over50, median }: Measured): string =>
    `${name.padEnd(12)} longest task ${String(longest).padStart(4)} ms   tasks over 50 ms: ${over50}   key to paint, median: ${median.toFixed(1)} ms`;
  console.log(row('5 cells', few));
  console.log(row(`${CELLS} cells`, many));
  console.log(`ratio of the medians: ${(many.median / few.median).toFixed(2)} (a longest task of 0: none over 50 ms)`);
} finally {
  await browser.close();
  host.kill('SIGTERM');
  await new Promise((resolve) => host.once('exit', resolve));
  rmSync(home, { recursive: true, force: true });
}
