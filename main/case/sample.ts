/** The sample case: SYNTHETIC, generated on this machine, so that everyone can see at once what a case looks like. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import story from '../../samples/drones.md';
import { generateSample, SEED } from '../../samples/generate.ts';
import type { Progress } from '../../shared/contract/engine.ts';
import { WaybillError } from '../../shared/errors.ts';
import { analyzeCase } from '../analyze.ts';
import { addFiles } from './add.ts';
import { writeAtomic } from './atomic.ts';
import { Case } from './case.ts';
import { CASE_FORMAT } from './case-file.ts';

/** Changes when the sample or what is made of it changes; an older sample case is made anew. */
const EDITION = `${SEED} / format ${CASE_FORMAT} / 6 / ${createHash('sha256').update(story).digest('hex')}`;

/** Name of the notebook that tells the sample's story. */
export const SAMPLE_NOTEBOOK = 'drones';

export const SAMPLE_NAME = 'Sample (SYNTHETIC): drones to Russia';

/**
 * Makes the sample case below `home` unless it is there.
 * @param home the folder of the person's own settings
 * @returns the case folder
 * @throws WaybillError 'case/locked' if it must be made anew while another window has it open
 */
export async function ensureSampleCase(home: string, onProgress?: (progress: Progress) => void): Promise<string> {
  const folder = path.join(home, 'sample');
  const root = path.join(folder, 'case');
  const mark = path.join(folder, 'edition.txt');
  if (existsSync(mark) && existsSync(path.join(root, 'case.yml')) && readFileSync(mark, 'utf8') === EDITION)
    return root;
  rmSync(mark, { force: true });
  rmSync(root, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const sample = await generateSample(path.join(folder, 'files'));
  const made = await Case.create(root, { name: SAMPLE_NAME, synthetic: true });
  try {
    const outcomes = await addFiles(made, sample.files, { onProgress: (_file, progress) => onProgress?.(progress) });
    const refused = outcomes.find((o) => 'error' in o);
    if (refused)
      throw new WaybillError('sample/refused', `The sample's own file ${refused.file} was refused. Reinstall Waybill.`);
    await analyzeCase(made, [sample.watchlist], { onProgress });
    writeAtomic(path.join(made.folder.notebooks, `${SAMPLE_NOTEBOOK}.md`), story);
  } finally {
    await made.close();
  }
  writeAtomic(mark, EDITION);
  return root;
}
