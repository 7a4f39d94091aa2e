/** A rejected record in the window, by source and number. */
import type { CallOut } from '../../shared/contract/calls.ts';

export type Reject = CallOut<'repair/list'>['rejects'][number];
export type Tried = CallOut<'repair/preview'>['records'][number];
export type Outcome = CallOut<'repair/preview'>;

export const keyOf = (reject: Pick<Reject, 'source_id' | 'record'>): string => `${reject.source_id}/${reject.record}`;
export const fileName = (path: string): string => path.replace(/^.*[\\/]/, '');
