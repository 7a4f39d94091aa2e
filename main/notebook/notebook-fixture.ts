/** A small case and notebook for tests of runs and reports. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { join, sql } from '../../shared/sql/sql.ts';
import { Case } from '../case/case.ts';
import type { CommandIo } from '../commands/io.ts';

export interface Scratch {
  readonly folder: string;
  readonly caseFolder: string;
  write(name: string, text: string): string;
  remove(): void;
}

/** A folder with a case of six lines of shipments: two exporters, one line superseded. */
export async function scratchCase(): Promise<Scratch> {
  const folder = mkdtempSync(path.join(tmpdir(), 'waybill-notebook-'));
  const caseFolder = path.join(folder, 'case');
  const opened = await Case.create(caseFolder, { name: 'Small & <case>' });
  await fillShipments(opened);
  await opened.close();
  return {
    folder,
    caseFolder,
    write(name, text) {
      const file = path.join(folder, name);
      writeFileSync(file, text);
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export async function fillShipments(opened: Case): Promise<void> {
  const lines = [
    ['1', 'Alpha <Ltd>', '2022-01-10', '100.00', 'current'],
    ['2', 'Alpha <Ltd>', '2022-03-10', '250.50', 'current'],
    ['3', 'Beta', '2022-05-01', '1000.00', 'current'],
    ['4', 'Beta', '2022-05-02', '0.25', 'current'],
    ['5', 'Beta', '2022-06-01', '9999.00', 'superseded'],
    ['6', '=cmd()', '2023-01-01', '12.00', 'current'],
  ] as const;
  const values = lines.map(
    ([no, name, date, usd, status]) =>
      sql`(${no}, 1, ${name}, ${date}::DATE, ${usd}::DECIMAL(18,2), '880622', ${status})`,
  );
  await opened.engine.internal(
    sql`INSERT INTO work.derived.shipments (decl_no, line_no, exporter_name, decl_date, value_usd, hs_code, version_status) VALUES ${join(values)}`,
  );
  await opened.refreshDerived();
}

export const NOTEBOOK = `---
waybill: 1
title: Drones <to> Russia
inputs:
  since: { type: date, value: 2022-02-24 }
  top: { type: number, value: 10 }
---
# Who sold

In all {{ total.usd | usd:2 }} since {{ $since }}.

\`\`\`sql name=drones
from shipments where version_status = 'current' and decl_date >= $since and hs_code like '8806%'
\`\`\`

\`\`\`sql name=by_exporter
select exporter_name, sum(value_usd) usd from drones group by all order by usd desc limit $top
\`\`\`

\`\`\`vega-lite data=by_exporter
{ "mark": "bar", "encoding": { "x": { "field": "usd", "type": "quantitative" }, "y": { "field": "exporter_name" } } }
\`\`\`

\`\`\`sql name=total
select sum(usd) usd from by_exporter
\`\`\`
`;

/** Surroundings of a command that collect what it prints. */
export function collectingIo(): CommandIo & { stdout: string; stderr: string } {
  const io = {
    stdout: '',
    stderr: '',
    out: async (text: string) => void (io.stdout += text),
    err: (text: string) => void (io.stderr += text),
    errIsTerminal: false,
    outIsTerminal: false,
    stdin: async () => Buffer.alloc(0),
    signal: new AbortController().signal,
  };
  return io;
}
