/** An engine over one page that is there already: the first rows of a file, while the rest is read. */
import { WaybillError } from '../../shared/errors.ts';
import type { ColumnInfo, ColumnPage } from '../../shared/contract/values.ts';
import type { WindowEngine } from '../engine/window-engine.ts';

const notYet = (): Promise<never> =>
  Promise.reject(
    new WaybillError('look/not-yet', 'The file is still being read. Sorting and filters work when it is complete.'),
  );

export function staticEngine(columns: readonly ColumnInfo[], page: ColumnPage): WindowEngine {
  return {
    capabilities: { canSpill: false, canKeepTables: false, canExport: false, maxSourceBytes: null },
    version: notYet,
    run: notYet,
    view: (spec) =>
      spec.filters || spec.sort
        ? notYet()
        : Promise.resolve({ id: 'first-rows', columns, rowCount: page.rows, statement: '' }),
    page: () => Promise.resolve(page),
    release: () => Promise.resolve(),
    relations: () => Promise.resolve([]),
    profile: notYet,
    distinct: notYet,
  };
}
