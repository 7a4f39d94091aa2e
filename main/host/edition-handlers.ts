/** The call that compares newer editions of files with earlier ones. */
import { editionsOf } from '../case/editions.ts';
import type { Desk } from './desk.ts';
import type { Handlers } from './server.ts';

export const editionHandlers = (desk: Desk): Pick<Handlers, 'case/editions'> => ({
  'case/editions': ({ source_id }, { signal }) =>
    editionsOf(desk.case, source_id === null ? null : new Set([source_id]), { signal }),
});
