/**
 * How one file is read, from all that is known: what the analyst decided just now, what a layout keeps, and what the
 * file itself shows, in this order.
 */
import { WaybillError } from '../../shared/errors.ts';
import {
  applyChoice,
  detectionOverrides,
  headerKey,
  mergeChoices,
  type ReadChoice,
} from '../../shared/intake/read-choice.ts';
import type { Detection, SourceSettings } from '../../shared/intake/settings.ts';
import { choiceOf, decidedChoice, findLayout, signature, type Layout } from '../../shared/shipments/layout.ts';
import { detectFile } from '../intake/detect.ts';

export interface FileReading {
  readonly detection: Detection;
  /** The layout that the file belongs to; absent where it is the first of its kind. */
  readonly layout?: Layout;
}

/**
 * @param layouts of the case
 * @param choice  decided by the analyst for this file
 * @param asked   a layout that was named: it leads, and must fit
 * @throws as `detectFile`; WaybillError 'layout/does-not-fit'
 */
export async function readAs(
  file: string,
  layouts: readonly Layout[],
  choice: ReadChoice = {},
  asked?: Layout,
): Promise<FileReading> {
  if (asked !== undefined) {
    const own = mergeChoices(decidedChoice(asked), choice);
    const detection = await detectAs(file, mergeChoices(choiceOf(asked), choice), asked.read.kind, own);
    assertFits(asked, detection.settings);
    return { detection, layout: asked };
  }
  const found = await knownReading(file, layouts, choice);
  if (found !== undefined) return found;
  return { detection: await detectAs(file, choice) };
}

/** The file as one of a layout; undefined where it fits none. */
async function knownReading(
  file: string,
  layouts: readonly Layout[],
  choice: ReadChoice,
): Promise<FileReading | undefined> {
  if (layouts.length === 0) return undefined;
  const plain = await detectAs(file, choice).catch((thrown: unknown) => unlessExpected(thrown));
  const first = plain && findLayout(layouts, headersOf(plain.settings));
  if (plain && first) {
    const decided = decidedChoice(first);
    if (Object.keys(decided).length === 0) return { detection: plain, layout: first };
    const detection = await fitting(file, first, choice);
    return { detection: detection ?? plain, layout: first };
  }
  // What an analyst had to decide is what detection does not find by itself: such a file fits only when read that way.
  for (const layout of layouts) {
    if (Object.keys(decidedChoice(layout)).length === 0) continue;
    const detection = await fitting(file, layout, choice);
    if (detection !== undefined) return { detection, layout };
  }
  return plain === undefined ? undefined : { detection: plain };
}

async function fitting(file: string, layout: Layout, choice: ReadChoice): Promise<Detection | undefined> {
  const detection = await detectAs(file, mergeChoices(decidedChoice(layout), choice)).catch(unlessExpected);
  const own = signature(layout.columns.map((c) => c.header));
  return detection && signature(headersOf(detection.settings)) === own ? detection : undefined;
}

/** What one way of reading refuses, another may read; a defect is none of the file's. */
function unlessExpected(thrown: unknown): undefined {
  if (thrown instanceof WaybillError) return undefined;
  throw thrown;
}

/** A file as it is read with a choice. @param decided see `applyChoice` */
export async function detectAs(
  file: string,
  choice: ReadChoice,
  kind?: SourceSettings['kind'],
  decided = choice,
): Promise<Detection> {
  const overrides = { ...(kind === undefined ? {} : { kind }), ...detectionOverrides(choice) };
  const detection = await detectFile(file, { overrides });
  return { ...detection, settings: applyChoice(detection.settings, choice, decided) };
}

const headersOf = (settings: SourceSettings): string[] => settings.columns.map((c) => c.header);

function assertFits(layout: Layout, settings: SourceSettings): void {
  const known = new Set(layout.columns.map((c) => headerKey(c.header)));
  if (!headersOf(settings).some((h) => h.trim() !== '' && known.has(headerKey(h))))
    throw new WaybillError(
      'layout/does-not-fit',
      `The file has no column of the layout "${layout.name}". Leave the layout out, or choose another one.`,
    );
}
