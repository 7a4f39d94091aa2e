/**
 * The window as an analyst has it, in the system's Chromium: first rows of a large file, a whole Quick Look against bare
 * DuckDB-WASM in the same run, scrolling and jumping in a long table, the start with the sample case.
 *
 *   npm run bench -- window [--look 2000000] [--case 10000000] [--grid 10000000] [--only look,case,scroll,start]
 *
 * Numbers are rows; 2,000,000 make 510 MB of CSV, 10,000,000 make 2.5 GB. The files lie in bench/out.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Browser, Page } from '@playwright/test';
import { generate } from './generate-csv.ts';
import {
  addFile,
  dropHome,
  firstCell,
  launch,
  newCase,
  newHome,
  openWindow,
  ready,
  rowCount,
} from './window/driver.ts';
import { longerThan, longest, traceTasks, type Task } from './window/tasks.ts';

const OUT = path.resolve('bench/out/window');
const WAIT = { timeout: 15 * 60_000 };
const option = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const only = new Set(option('only', 'look,case,scroll,start').split(','));
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const say = (what: string, value: string): void => void process.stdout.write(`${what.padEnd(64)}${value}\n`);

function csv(rows: number): string {
  const file = path.join(OUT, `lines-${rows}.csv`);
  if (!fs.existsSync(file)) generate(rows, file, null);
  return file;
}

/** Tasks of the window that took more than 50 ms, in ms, from now on. */
const watchTasks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({
      type: 'longtask',
    });
  });
const longTasks = (page: Page): Promise<number[]> =>
  page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks);

/** Processor time of all pages so far, in seconds: what can be compared where other programs share the machine. */
async function pagesCpu(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

async function look(browser: Browser, rows: number): Promise<void> {
  const file = csv(rows);
  const home = newHome();
  const window = await openWindow(browser, home);
  const { page } = window;
  await ready(page);
  await page.waitForTimeout(3000); // an analyst takes longer to choose a file than the sandbox to start
  await watchTasks(page);
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Control+o');
  const chosen = await chooser;
  const began = performance.now();
  const cpuBefore = await pagesCpu(browser);
  await chosen.setFiles(file);
  await firstCell(page).waitFor(WAIT);
  const first = performance.now() - began;
  await rowCount(page)
    .filter({ hasText: `${rows.toLocaleString('en')} rows` })
    .waitFor(WAIT);
  const whole = performance.now() - began;
  const cpu = (await pagesCpu(browser)) - cpuBefore;
  const tasks = await longTasks(page);
  await window.close();

  const { seconds: bare, cpu: bareCpu } = await bareLoad(browser, home, file);
  dropHome(home);
  say(
    `Quick Look, ${(fs.statSync(file).size / 1e6).toFixed(0)} MB: first rows on screen`,
    `${seconds(first)} (target 2 s)`,
  );
  say(
    '  complete',
    `${seconds(whole)} = ${(whole / (bare * 1000)).toFixed(2)} x bare duckdb-wasm (${bare.toFixed(2)} s; target 1.3; processor time ${(cpu / bareCpu).toFixed(2)} x)`,
  );
  say('  longest task of the window while loading', `${Math.max(0, ...tasks).toFixed(0)} ms`);
}

/** The page of the conformance suite has a bare DuckDB-WASM beside ours. */
async function bareLoad(browser: Browser, home: string, file: string): Promise<{ seconds: number; cpu: number }> {
  const window = await openWindow(browser, home, ['--page', path.resolve('dist/conformance')]);
  const { page } = window;
  await page.waitForFunction(() => 'conformance' in globalThis);
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    document.body.append(input);
  });
  await page.setInputFiles('input', file);
  page.setDefaultTimeout(WAIT.timeout);
  const cpuBefore = await pagesCpu(browser);
  const { seconds: took } = await page.evaluate(async () => {
    const [chosen] = document.querySelector('input')!.files!;
    const { conformance } = globalThis as unknown as {
      conformance: { bareLoad(file: File, delimiter: string): Promise<{ seconds: number }> };
    };
    return conformance.bareLoad(chosen!, ';');
  });
  const cpu = (await pagesCpu(browser)) - cpuBefore;
  await window.close();
  return { seconds: took, cpu };
}

async function intoCase(browser: Browser, rows: number): Promise<void> {
  const file = csv(rows);
  const home = newHome();
  const window = await openWindow(browser, home);
  const { page } = window;
  await ready(page);
  await newCase(page, home, 'bench');
  await watchTasks(page);
  const began = await addFile(page, OUT, path.basename(file));
  await firstCell(page).waitFor(WAIT);
  const first = performance.now() - began;
  await page.getByText('The file is in the case').waitFor(WAIT);
  const whole = performance.now() - began;
  await rowCount(page)
    .filter({ hasText: `${rows.toLocaleString('en')} rows` })
    .waitFor(WAIT);
  const shown = performance.now() - began;
  say(`Case, ${(fs.statSync(file).size / 1e6).toFixed(0)} MB: first rows on screen`, `${seconds(first)} (target 2 s)`);
  say('  added and proved; whole table on screen', `${seconds(whole)}; ${seconds(shown)}`);
  say('  longest task of the window', `${Math.max(0, ...(await longTasks(page))).toFixed(0)} ms`);
  await window.close();
  dropHome(home);
}

async function scroll(browser: Browser, rows: number): Promise<void> {
  const file = path.join(OUT, `grid-${rows}.parquet`);
  if (!fs.existsSync(file)) await makeGrid(file, rows);
  const home = newHome();
  const window = await openWindow(browser, home);
  const { page } = window;
  await ready(page);
  await newCase(page, home, 'bench');
  await addFile(page, OUT, path.basename(file));
  await page.getByText('The file is in the case').waitFor(WAIT);
  const total = rowCount(page).filter({ hasText: `${rows.toLocaleString('en')} rows` });
  if (!(await total.isVisible())) {
    const side = page.getByRole('navigation', { name: 'Case' });
    await side
      .getByRole('button', { name: new RegExp(`^${path.basename(file)}`) })
      .first()
      .click();
  }
  await total.waitFor(WAIT);
  await page.waitForTimeout(3000);

  const scrolling = await traceTasks(browser);
  await page.mouse.move(700, 500);
  for (let i = 0; i < 300; i += 1) {
    await page.mouse.wheel(0, i % 3 === 0 ? 2400 : 400);
    await page.waitForTimeout(16);
  }
  await page.waitForTimeout(1000);
  const scrolled = await scrolling();
  const jumping = await traceTasks(browser);
  const jumps: number[] = [];
  for (let i = 1; i <= 20; i += 1) jumps.push(await jump(page, Math.floor(rows * ((i * 0.618) % 1)) + 1));
  const heap = await page.evaluate(() => {
    const { memory } = performance as unknown as { memory: { usedJSHeapSize: number } };
    return memory.usedJSHeapSize;
  });
  const jumped = await jumping();
  jumps.sort((a, b) => a - b);
  say(`Scrolling ${rows.toLocaleString('en')} rows: longest task`, `${ofTasks(scrolled)} (target 50 ms)`);
  say(
    '  a jump until its row is painted, median; longest',
    `${jumps[10]!.toFixed(0)} ms; ${jumps.at(-1)!.toFixed(0)} ms (target 300 ms)`,
  );
  say('  longest task of the jumps', ofTasks(jumped));
  say('  heap of the window', `${(heap / 1e6).toFixed(0)} MB (target 300 MB)`);
  await window.close();
  dropHome(home);
}

/** By processor time, which other programs on the machine change little, and by the clock. */
const ofTasks = (tasks: readonly Task[]): string =>
  (['cpu', 'wall'] as const)
    .map(
      (by) =>
        `${longest(tasks, by).toFixed(0)} ms ${by === 'cpu' ? 'of the processor' : 'by the clock'} (${longerThan(tasks, 50, by)} over 50 ms)`,
    )
    .join(', ');

/** From Enter until the row stands on screen with its values, in ms, as the page itself measures it. */
async function jump(page: Page, row: number): Promise<number> {
  await page.keyboard.press('Control+g');
  await page.getByLabel(/^Row, 1 to/).fill(String(row));
  // Set up before the key is pressed: the two travel apart.
  await page.evaluate((index) => {
    const painted = new Promise<number>((resolve) => {
      let began = 0;
      window.addEventListener('keydown', () => (began = performance.now()), { capture: true, once: true });
      const see = (): void => {
        const cell = document.querySelector(
          `.wb-grid .ag-row[row-index="${index}"] .ag-cell.wb-grid-cell:not(.wb-row-number)`,
        );
        // One more frame: what is in the document now is painted then.
        if (began > 0 && cell?.textContent) requestAnimationFrame(() => resolve(performance.now() - began));
        else requestAnimationFrame(see);
      };
      see();
    });
    Object.assign(globalThis, { painted });
  }, row - 1);
  await page.keyboard.press('Enter');
  return page.evaluate(() => (globalThis as unknown as { painted: Promise<number> }).painted);
}

async function makeGrid(file: string, rows: number): Promise<void> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT i::VARCHAR AS n, '10' || lpad((i % 999999)::VARCHAR, 6, '0') AS decl_no,
    (DATE '2021-01-01' + (i % 900)::INTEGER)::VARCHAR AS decl_date, 'ООО ИМПОРТЕР ' || (i * 7919 % 20011) AS importer,
    'HARBOUR TRADING ' || (i * 104729 % 9973) AS exporter, (8800000000 + i * 31 % 99999999)::VARCHAR AS hs_code,
    'КВАДРОКОПТЕР МОДЕЛЬ ' || (i * 7919 % 10000019) || ' В УПАКОВКЕ ПРОИЗВОДИТЕЛЯ' AS description,
    ((i * 17 % 1000003) / 100.0)::VARCHAR AS value_usd FROM range(${rows}) t(i)) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

/** From the start of the host until the sample case is there to be used; the first start makes the sample. */
async function start(browser: Browser): Promise<void> {
  const home = newHome();
  const times: number[] = [];
  for (let i = 0; i < 4; i += 1) {
    const began = performance.now();
    const window = await openWindow(browser, home, ['--sample']);
    await window.page
      .getByRole('navigation', { name: 'Case' })
      .getByRole('button', { name: /^shipments/ })
      .waitFor(WAIT);
    await window.page.getByRole('tab').first().waitFor(WAIT);
    times.push(performance.now() - began);
    await window.close();
  }
  const [cold = 0, ...warm] = times;
  say(
    'Start with the sample open, the browser running: first; then',
    `${seconds(cold)}; ${seconds(Math.min(...warm))} (target 3 s)`,
  );
  dropHome(home);
}

fs.mkdirSync(OUT, { recursive: true });
const parts = ['--main', '--renderer', '--conformance', '--if-stale', '--quiet'];
const built = spawnSync(process.execPath, [path.resolve('scripts/build.mjs'), ...parts], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);
const browser = await launch();
try {
  if (only.has('look')) await look(browser, Number(option('look', '2000000')));
  if (only.has('case')) await intoCase(browser, Number(option('case', '10000000')));
  if (only.has('scroll')) await scroll(browser, Number(option('grid', '10000000')));
  if (only.has('start')) await start(browser);
} finally {
  await browser.close();
  if (!process.argv.includes('--keep')) fs.rmSync(OUT, { recursive: true, force: true });
}
