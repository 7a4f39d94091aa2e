/** The calls of investigate-calls.ts, done with the case on the desk. */
import type { investigateCalls } from '../../shared/contract/investigate-calls.ts';
import { findParties, flows, linesOfParties, network, timeline } from '../investigate/pictures.ts';
import type { Desk } from './desk.ts';
import type { Handlers } from './server.ts';

export const investigateHandlers = (desk: Desk): Pick<Handlers, keyof typeof investigateCalls> => ({
  'investigate/network': (wish, { signal }) => network(desk.case, wish, { signal }),
  'investigate/find': (wish, { signal }) => findParties(desk.case, wish, { signal }),
  'investigate/linesOf': (wish, { signal }) => linesOfParties(desk.case, wish, { signal }),
  'investigate/flows': (wish, { signal }) => flows(desk.case, wish, { signal }),
  'investigate/timeline': (wish, { signal }) => timeline(desk.case, wish, { signal }),
});
