/** The messages after files were added to the case. */
import type { CallOut } from '../../shared/contract/calls.ts';
import { formatCount } from '../grid/format.ts';
import { useToasts } from './toasts.ts';

/** Says what became of files that were added: how many records, and what was refused, file by file. */
export function tellAdded(results: CallOut<'case/add'>): void {
  const loaded = results.filter((r): r is Extract<typeof r, { loaded: number }> => 'loaded' in r);
  const refused = results.filter((r): r is Extract<typeof r, { error: string }> => 'error' in r);
  if (loaded.length > 0) {
    const sum = (field: 'read' | 'loaded' | 'rejected'): string =>
      formatCount(loaded.reduce((total, r) => total + r[field], 0));
    useToasts.getState().show({
      tone: 'success',
      title: loaded.length === 1 ? 'The file is in the case' : `${formatCount(loaded.length)} files are in the case`,
      detail: `${sum('read')} records read = ${sum('loaded')} loaded + ${sum('rejected')} rejected.`,
    });
  }
  for (const each of refused.slice(0, 4)) {
    useToasts.getState().show({
      tone: 'failure',
      title: `${each.file.replace(/^.*[\\/]/, '')} was refused`,
      detail: each.error,
    });
  }
}
