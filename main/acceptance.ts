/**
 * Acceptance against real and nasty files with gold labels (`../shared/data`, or the folder in `WAYBILL_DATA`), which are no part of
 * this project. Prints each figure beside its target; exit code 1 if one is missed; says so and passes where the folder is absent.
 * Arguments choose parts: detect, mapping, case, brands, parties.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { brandsAcceptance, hasBrandTruth } from './brands/brands.acceptance.ts';
import { formatTable } from './commands/table.ts';
import { acceptanceData, detectAcceptance, type DetectAcceptance } from './intake/detect.acceptance.ts';
import { partiesAcceptance, partiesData } from './parties/parties.acceptance.ts';
import { caseAcceptance, mappingAcceptance } from './shipments/shipments.acceptance.ts';

interface Row {
  readonly what: string;
  readonly value: string;
  readonly ok: boolean;
}

/** Files meant to be readable that are described right (issue "Intake"). */
const DETECT_TARGET = 0.97;

function detectRows({ files, right, misses }: DetectAcceptance): Row[] {
  const share = `${right} of ${files} (${((100 * right) / files).toFixed(1)} %), target ${100 * DETECT_TARGET} %`;
  return [
    { what: 'detect: files described right', value: share, ok: right / files >= DETECT_TARGET },
    ...misses.map((m) => ({ what: `  ${m.file}`, value: `${m.field}: ${m.actual}, gold ${m.expected}`, ok: true })),
  ];
}

const data = acceptanceData();
if (data === null) {
  process.stdout.write('Skipped: there is no folder ../shared/data (nor WAYBILL_DATA) with files and gold labels.\n');
} else {
  mkdirSync('dist', { recursive: true });
  const scratch = mkdtempSync(path.resolve('dist', 'acceptance-'));
  try {
    const parts: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
      detect: async () => detectRows(await detectAcceptance(data)),
      mapping: () => mappingAcceptance(data),
      case: () => caseAcceptance(data, scratch),
      brands: async () => (hasBrandTruth(data) ? brandsAcceptance(data, scratch) : []),
      parties: async () => (partiesData() === null ? [] : partiesAcceptance(data, scratch)),
    };
    const wanted = process.argv.slice(2);
    const rows: Row[] = [];
    for (const [name, part] of Object.entries(parts))
      if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await part()));
    process.stdout.write(
      formatTable(
        ['what', 'measured', ''],
        [false, false, false],
        rows.map((r) => [r.what, r.value, r.ok ? '' : 'MISSED']),
      ),
    );
    if (rows.some((r) => !r.ok)) process.exitCode = 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
