/** The layouts of a case on disk: `layouts/<name>.yml`, written whole or not at all. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { WaybillError } from '../../shared/errors.ts';
import { formatLayout, parseLayout, type Layout } from '../../shared/shipments/layout.ts';
import { writeAtomic } from '../case/atomic.ts';

const ENDING = '.yml';
/** The analyst's own synonyms lie beside the layouts. */
const SYNONYMS = 'synonyms.yml';

const fileOf = (folder: string, name: string): string => path.join(folder, `${name}${ENDING}`);

/** Names that layout files have taken, whether they can be used or not. */
export const layoutNames = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(ENDING))
        .map((name) => name.slice(0, -ENDING.length))
    : [];

/** The layouts of a case that can be used, by name; one that is damaged keeps no file from being added. */
export function readLayouts(folder: string): Layout[] {
  return namesOfLayouts(folder).flatMap((name) => {
    const layout = tryLayout(folder, name);
    return layout instanceof WaybillError ? [] : [layout];
  });
}

/** What is wrong with layouts that cannot be used, in sentences. */
export function layoutProblems(folder: string): string[] {
  return namesOfLayouts(folder).flatMap((name) => {
    const layout = tryLayout(folder, name);
    return layout instanceof WaybillError
      ? [`${layout.advice} Until then files are read as if it were not there.`]
      : [];
  });
}

const namesOfLayouts = (folder: string): string[] =>
  layoutNames(folder)
    .map((name) => `${name}${ENDING}`)
    .filter((name) => name !== SYNONYMS)
    .sort();

function tryLayout(folder: string, name: string): Layout | WaybillError {
  try {
    return parseLayout(readFileSync(path.join(folder, name), 'utf8'), name);
  } catch (error) {
    if (error instanceof WaybillError) return error;
    throw error;
  }
}

/**
 * A layout by name, or from a file elsewhere (of another case).
 * @throws WaybillError 'layout/unknown', 'layout/invalid'
 */
export function readLayout(folder: string, nameOrFile: string): Layout {
  const candidates = [
    nameOrFile.endsWith(ENDING) ? path.resolve(nameOrFile) : fileOf(folder, nameOrFile),
    path.join(folder, nameOrFile),
  ];
  const file = candidates.find((candidate) => existsSync(candidate));
  if (file === undefined) {
    const known = readLayouts(folder).map((layout) => layout.name);
    throw new WaybillError(
      'layout/unknown',
      `The case has no layout "${nameOrFile}". ${known.length === 0 ? 'It has none yet; add a file without one first.' : `Its layouts are: ${known.join(', ')}.`}`,
    );
  }
  return parseLayout(readFileSync(file, 'utf8'), path.basename(file));
}

/** Writes a layout unless the file says the same already. */
export function saveLayout(folder: string, layout: Layout): void {
  const file = fileOf(folder, layout.name);
  const text = formatLayout(layout);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeAtomic(file, text);
}
