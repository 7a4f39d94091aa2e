/** An analyst keeps an analysis as a notebook and runs it again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, linesCsv, test, write } from './fixtures.ts';

const TEXT = `---
waybill: 1
title: Who sold
inputs:
  since: { type: date, value: 2023-03-01, label: Lines from }
---
# Who sold

There are **{{ total.n }}** lines. <img src=x onerror=alert(1)>

\`\`\`sql name=total
select count(*) as n from lines
\`\`\`

\`\`\`sql name=lines
from shipments where decl_date >= $since
\`\`\`

\`\`\`sql name=by_day
select decl_date, count(*) as n from lines group by all order by all
\`\`\`

\`\`\`vega-lite data=by_day
{ "mark": "bar", "encoding": { "x": { "field": "decl_date", "type": "temporal" }, "y": { "field": "n", "type": "quantitative" } } }
\`\`\`
`;

test('runs a notebook, changes an input, sees what is stale, and finds it in the file', async ({ window, folder }) => {
  const { page } = window;
  write(folder, 'lines.csv', linesCsv());
  await window.newCase(folder, 'analysis');
  write(join(folder, 'analysis', 'notebooks'), 'who.md', TEXT);
  await window.addFile(folder, 'lines.csv');
  await window.side.getByRole('button', { name: 'Who sold' }).click();
  await page.getByRole('button', { name: 'Run all' }).click();
  await expect(page.getByText('There are 1000 lines.')).toBeVisible();
  await expect(page.locator('.wb-chart-host svg')).toBeVisible();
  await window.expectAccessible();

  await page.getByLabel('Lines from').fill('2023-03-15');
  await page.getByLabel('Lines from').press('Enter');
  await expect(page.getByText('stale').first()).toBeVisible();
  await page.getByRole('button', { name: 'Run all' }).click();
  await expect(page.getByText('There are 496 lines.')).toBeVisible();
  await expect(page.getByRole('toolbar', { name: 'Notebook' })).toContainText('Saved');
  expect(readFileSync(join(folder, 'analysis', 'notebooks', 'who.md'), 'utf8')).toBe(
    TEXT.replace('value: 2023-03-01', 'value: 2023-03-15'),
  );
});

test('a file changed outside is never written over unasked', async ({ window, folder }) => {
  const { page } = window;
  await window.newCase(folder, 'shared');
  await window.command('new notebook');
  const editor = page.getByRole('textbox', { name: 'SQL of by_exporter' });
  await expect(editor).toBeVisible();
  const file = join(folder, 'shared', 'notebooks', 'notebook.md');
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' limit 5');
  // Before the typed text is saved by itself.
  write(join(folder, 'shared', 'notebooks'), 'notebook.md', '# Theirs\n');
  await expect(page.getByText('Not saved: the file was changed by another program')).toBeVisible();
  expect(readFileSync(file, 'utf8')).toBe('# Theirs\n');
  await page.getByRole('button', { name: 'Take the file' }).click();
  await expect(page.getByRole('heading', { name: 'Theirs' })).toBeVisible();
});
