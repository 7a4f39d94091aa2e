/** The dictionary of a case: `brands.yml` in its folder where the analyst changed it, else the one that ships. */
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { DRONES_YAML } from '../../shared/brands/default.ts';
import { compileDictionary, parseDictionary, type CompiledDictionary } from '../../shared/brands/dictionary.ts';
import { WaybillError } from '../../shared/errors.ts';
import { writeAtomic } from '../case/atomic.ts';
import type { Case } from '../case/case.ts';
import { CaseFolder } from '../case/folder.ts';

/** A dictionary of thousands of brands is far below this. */
const MAX_BYTES = 8 * 1024 * 1024;
const OWN_NAME = 'brands.yml of the case';

export interface CaseDictionary {
  readonly text: string;
  readonly dictionary: CompiledDictionary;
  /** Whether it is the case's own; else the one that ships. */
  readonly own: boolean;
}

/** @throws WaybillError 'brands/dictionary-…', 'brands/dictionary-file' where it is no plain file or too large */
export function caseDictionary(root: string): CaseDictionary {
  const file = new CaseFolder(root).brandsFile;
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) {
    return { text: DRONES_YAML, dictionary: compileDictionary(parseDictionary(DRONES_YAML, 'drones.yml')), own: false };
  }
  if (!found.isFile() || found.size > MAX_BYTES) {
    throw new WaybillError(
      'brands/dictionary-file',
      `${file} is not read: the dictionary of a case is a plain file of at most ${MAX_BYTES / 1024 / 1024} MB.`,
    );
  }
  const text = readFileSync(file, 'utf8');
  return { text, dictionary: compileDictionary(parseDictionary(text, OWN_NAME)), own: true };
}

/**
 * Makes a text the dictionary of the case; null goes back to the one that ships. It counts from the next analysis on.
 * @param expected the text that the analyst began with
 * @throws WaybillError 'brands/dictionary-…' (nothing is written), 'brands/dictionary-changed' if another wrote meanwhile
 */
export function saveDictionary(
  opened: Case,
  text: string | null,
  expected: string,
  signed: { readonly by: string; readonly why: string },
): void {
  if (caseDictionary(opened.folder.root).text !== expected) {
    throw new WaybillError(
      'brands/dictionary-changed',
      'The dictionary was changed by somebody else since it was opened here, so it was not saved. Open it again; your text is still in the editor.',
    );
  }
  if (text !== null) compileDictionary(parseDictionary(text, OWN_NAME));
  const kept = text ?? DRONES_YAML;
  if (text === null) rmSync(opened.folder.brandsFile, { force: true });
  else writeAtomic(opened.folder.brandsFile, text);
  opened.custody.append('dictionary_changed', {
    own: text !== null,
    sha256: createHash('sha256').update(kept).digest('hex'),
    ...signed,
  });
}
