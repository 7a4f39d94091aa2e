/** Answers the calls of the intake screen. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { intakeCalls } from '../../shared/contract/intake-calls.ts';
import type { CallOut } from '../../shared/contract/calls.ts';
import { throwIfAborted, toErrorData } from '../../shared/errors.ts';
import { ambiguousColumns, type ReadChoice } from '../../shared/intake/read-choice.ts';
import { signature, type Layout } from '../../shared/shipments/layout.ts';
import { addFiles, type Added, type Refused } from '../case/add.ts';
import { changeLayout, isPresent, isReadOtherwise, layoutToEdit, listLayouts } from '../case/layouts.ts';
import { readAs, type FileReading } from '../case/read-file.ts';
import { rereadSources } from '../case/reread.ts';
import { sourceFile } from '../case/sources.ts';
import { expandPaths } from '../intake/expand-paths.ts';
import { previewFile } from '../intake/preview.ts';
import { readLayouts } from '../shipments/layouts.ts';
import { caseLexicon } from '../shipments/map-file.ts';
import { previewMapping } from '../shipments/preview-mapping.ts';
import type { Desk } from './desk.ts';
import type { Handlers } from './server.ts';

type IntakeHandlers = Pick<Handlers, keyof typeof intakeCalls>;
type Group = CallOut<'intake/inspect'>['groups'][number];
type Settings = Group['settings'];

/** Below this, how a file is read is asked rather than assumed. */
const SURE = 0.7;
/** A share of rejects above this says more about the settings than about the file. */
const MANY_REJECTS = 0.05;
/** Rows that stand among the records of many honest files. */
const EXPECTED: ReadonlySet<string> = new Set(['totals or footer', 'repeated header']);
/** Readings kept for the next change of the same file. */
const KEPT = 16;

export function intakeHandlers(desk: Desk): IntakeHandlers {
  const readings = new Map<string, Promise<FileReading>>();

  /** How a file is read; asked many times for one file while its settings are changed. */
  function read(file: string, choice: ReadChoice, layouts: readonly Layout[]): Promise<FileReading> {
    const info = statSync(file, { throwIfNoEntry: false });
    const key = JSON.stringify([file, info?.size, info?.mtimeMs, choice, layouts]);
    const known = readings.get(key);
    if (known) return known;
    const reading = readAs(file, layouts, choice);
    readings.set(key, reading);
    reading.catch(() => readings.delete(key));
    for (const old of [...readings.keys()].slice(0, -KEPT)) readings.delete(old);
    return reading;
  }
  const layoutsNow = (): Layout[] => readLayouts(desk.case.folder.layouts);

  return {
    'intake/inspect': async ({ paths }, { signal, onProgress }) => {
      const files = expandPaths(
        paths.map((each) => path.resolve(each)),
        { folders: true },
      );
      const layouts = layoutsNow();
      const groups = new Map<string, Group>();
      const refused: CallOut<'intake/inspect'>['refused'] = [];
      for (const [i, file] of files.entries()) {
        throwIfAborted(signal, 'Looking at the files');
        onProgress({ fraction: i / files.length, phase: `${path.basename(file)} (${i + 1}/${files.length})` });
        try {
          if (statSync(file, { throwIfNoEntry: false })?.size === 0) {
            refused.push({ file, error: 'The file is empty: there is nothing to load.', code: 'intake/empty' });
            continue;
          }
          addToGroup(groups, file, await read(file, {}, layouts));
        } catch (error) {
          const { kind, message, code } = toErrorData(error);
          if (kind !== 'expected') throw error;
          refused.push({ file, error: message, code });
        }
      }
      for (const [key, group] of groups) {
        throwIfAborted(signal, 'Looking at the files');
        if (group.layout === null) groups.set(key, { ...group, questions: await questionsOf(group) });
      }
      return { groups: [...groups.values()], refused };
    },

    'intake/preview': async ({ file, choice, from, count }) => {
      const { detection, layout } = await read(path.resolve(file), choice, layoutsNow());
      const preview = await previewFile(file, detection.settings, { from, count });
      return {
        settings: copyOf(detection.settings),
        confidence: detection.confidence,
        remarks: [...detection.remarks],
        choices: [...detection.choices],
        layout: layout?.name ?? null,
        items: preview.items.map((item) => ({ ...item, cells: item.cells === null ? null : [...item.cells] })),
        sampled: preview.records,
        complete: preview.complete,
        rejects: [...preview.rejects],
      };
    },

    'intake/map': async ({ file, choice, map }) => {
      const { detection, layout } = await read(path.resolve(file), choice, layoutsNow());
      const lexicon = caseLexicon(desk.case.folder.layouts);
      const { columns, conflicts, shipments } = await previewMapping(file, detection.settings, lexicon, map, layout);
      return {
        columns: columns.map((column) => ({ ...column, samples: [...column.samples] })),
        conflicts: conflicts.map((conflict) => ({ ...conflict, headers: [...conflict.headers] })),
        shipments: {
          ...shipments,
          fields: [...shipments.fields],
          rows: shipments.rows.map((row) => ({ ...row, cells: [...row.cells] })),
          remarks: [...shipments.remarks],
        },
      };
    },

    'intake/add': async ({ groups }, { signal, onProgress }) => {
      const files = groups.flatMap((group) => group.files);
      const sizes = new Map(files.map((file) => [file, statSync(file, { throwIfNoEntry: false })?.size ?? 0]));
      const totalBytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
      const outcomes: CallOut<'intake/add'> = [];
      let number = 0;
      let doneBytes = 0;
      let doneRows = 0;
      for (const group of groups) {
        let current = '';
        let rows = 0;
        const added = await addFiles(desk.case, group.files, {
          settings: group.choice,
          map: group.map,
          ...(group.name === null ? {} : { layoutName: group.name }),
          signal,
          onProgress: (file, progress) => {
            if (file !== current) {
              if (current !== '') doneBytes += sizes.get(current) ?? 0;
              doneRows += rows;
              current = file;
              number = files.indexOf(file) + 1;
            }
            rows = progress.rows ?? 0;
            const bytes = doneBytes + (sizes.get(file) ?? 0) * (progress.fraction ?? 0);
            const phase =
              files.length === 1 ? path.basename(file) : `${path.basename(file)} (${number}/${files.length})`;
            onProgress({
              bytes,
              totalBytes,
              rows: doneRows + rows,
              fraction: totalBytes === 0 ? null : Math.min(1, bytes / totalBytes),
              phase,
            });
          },
        });
        if (current !== '') doneBytes += sizes.get(current) ?? 0;
        doneRows += rows;
        outcomes.push(...added.map((outcome) => toldOf(desk, outcome)));
      }
      return outcomes;
    },

    'intake/layouts': async () =>
      listLayouts(desk.case).map(({ name, problem, layout, sources }) => ({
        name,
        problem,
        kind: layout?.read.kind ?? null,
        columns: layout?.columns.length ?? 0,
        mapped: layout?.columns.filter((c) => c.field !== null).length ?? 0,
        decided: [...(layout?.decided ?? [])],
        sources: sources.map((source) => ({
          source_id: source.source_id,
          file: sourceFile(desk.case.folder.root, source),
          present: isPresent(desk.case, source),
          stale: layout !== null && isReadOtherwise(source, layout),
        })),
      })),

    'intake/layout': async ({ name }) => {
      const { layout, choice, map } = layoutToEdit(desk.case, name);
      return {
        name: layout.name,
        choice,
        map,
        columns: layout.columns.map(({ header, type, format, field, chosen }) => ({
          header,
          type: type ?? null,
          format: format ?? null,
          field,
          chosen: chosen ?? false,
        })),
      };
    },

    'intake/saveLayout': ({ name, choice, map }) => changeLayout(desk.case, name, choice, map),

    'intake/reread': async ({ sources, choice, map }, { signal, onProgress }) => {
      const outcomes = await rereadSources(desk.case, sources, {
        settings: choice,
        map,
        signal,
        onProgress: (file, progress) => onProgress({ ...progress, phase: path.basename(file) }),
      });
      return outcomes.map((o) => {
        if ('error' in o) return { file: o.file, error: o.error.message, code: o.error.code };
        const { file, source_id, layout, changed, read, loaded, rejected, before, repairs } = o;
        return { file, source_id, layout, changed, read, loaded, rejected, before: { ...before }, repairs };
      });
    },
  };
}

const copyOf = ({ decided, ...settings }: FileReading['detection']['settings']): Settings => ({
  ...settings,
  ...(decided === undefined ? {} : { decided: [...decided] }),
  nullTokens: [...settings.nullTokens],
  columns: settings.columns.map((column) => ({ ...column })),
});

/** Files of the same headers, kind and layout are one group; without headers, those of the same dialect and width. */
function addToGroup(groups: Map<string, Group>, file: string, { detection, layout }: FileReading): void {
  const { settings } = detection;
  const headers = settings.columns.map((c) => c.header);
  const shape = headers.every((h) => h.trim() === '') ? [settings.delimiter, settings.sheet] : [];
  const key = JSON.stringify([layout?.name ?? null, settings.kind, signature(headers), ...shape]);
  const entry = { file, bytes: existsSync(file) ? statSync(file).size : 0 };
  const group = groups.get(key);
  if (group) {
    const records = group.records === null || detection.records === null ? null : group.records + detection.records;
    groups.set(key, {
      ...group,
      files: [...group.files, entry],
      records,
      confidence: Math.min(group.confidence, detection.confidence),
      remarks: [...new Set([...group.remarks, ...detection.remarks])],
    });
    return;
  }
  groups.set(key, {
    id: `g${groups.size + 1}`,
    files: [entry],
    settings: copyOf(settings),
    confidence: detection.confidence,
    remarks: [...detection.remarks],
    records: detection.records,
    layout: layout?.name ?? null,
    questions: [],
  });
}

/** What an analyst should see before files of an unknown kind are loaded. */
async function questionsOf(group: Group): Promise<string[]> {
  const { settings, confidence } = group;
  const questions: string[] = [];
  if (confidence < SURE) questions.push(`How it is read is a guess (${Math.round(confidence * 100)} % sure).`);
  for (const column of ambiguousColumns(settings))
    questions.push(`The dates of “${column.header.trim()}” can be read as day/month or month/day.`);
  if (settings.columns.length === 0) questions.push('No table was found in it.');
  else if (settings.kind !== 'json' && settings.headerRow === 0 && settings.kind !== 'parquet')
    questions.push('It has no header row, so its columns have no names.');
  const [first] = group.files;
  if (first && settings.columns.length > 0) {
    const { records, rejects } = await previewFile(first.file, settings, { count: 1 });
    const rejected = rejects.filter((r) => !EXPECTED.has(r.reason)).reduce((sum, each) => sum + each.count, 0);
    if (rejected > 1 && rejected > records * MANY_REJECTS)
      questions.push(`${rejected} of the first ${records} records would be rejected.`);
  }
  return questions;
}

function toldOf(desk: Desk, outcome: Added | Refused): CallOut<'intake/add'>[number] {
  if ('error' in outcome) return { file: outcome.file, error: outcome.error.message, code: outcome.error.code };
  const { file, source_id, sha256, read, loaded, rejected, seconds, existed, mapping, others, build } = outcome;
  return {
    file,
    source_id,
    sha256,
    read,
    loaded,
    rejected,
    seconds,
    layout: desk.case.source(source_id).layout,
    existed,
    open: mapping.filter((m) => m.field === null).map((m) => m.header),
    columns: outcome.headers.length,
    others: [...others],
    noShipments: build?.reason ?? null,
    remarks: [...(build?.remarks ?? [])],
  };
}
