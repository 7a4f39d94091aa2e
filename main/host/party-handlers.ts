/** The calls of party-calls.ts, done with the case on the desk. */
import type { partyCalls } from '../../shared/contract/party-calls.ts';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { analyzeCase } from '../analyze.ts';
import { analysisState } from '../investigate/state.ts';
import { partyPage } from '../parties/party-page.ts';
import {
  applyDecisionsTo,
  contradictionText,
  findParty,
  pairCard,
  partyQueue,
  recordDecision,
  searchParties,
} from '../parties/review.ts';
import { lookAtLists } from '../screening/lists.ts';
import { hitCard, hitQueue, recordVerdict } from '../screening/review.ts';
import { importAndScreen } from '../screening/import.ts';
import type { Desk } from './desk.ts';
import type { Handlers } from './server.ts';

export function partyHandlers(desk: Desk): Pick<Handlers, keyof typeof partyCalls> {
  const inTurn = desk.change.bind(desk);
  const only = ({ signal, onProgress }: Required<RunOptions>): Required<RunOptions> => ({ signal, onProgress });

  return {
    'analysis/state': () => analysisState(desk.case),
    'analysis/run': (_input, context) =>
      inTurn(async (opened) => {
        const { parties, seconds } = await analyzeCase(opened, [], only(context));
        return { contradictions: parties.contradictions.map(contradictionText), seconds };
      }),
    'list/look': async ({ files }) => lookAtLists(desk.case, files),
    'list/import': ({ files }, context) => inTurn((opened) => importAndScreen(opened, files, only(context))),

    'party/queue': ({ most }, { signal }) => partyQueue(desk.case, most, { signal }),
    'party/pair': ({ aParty, bParty }, { signal }) => pairCard(desk.case, aParty, bParty, { signal }),
    'party/decide': (decision) => inTurn(async (opened) => ({ at: (await recordDecision(opened, decision)).at })),
    'party/apply': (_input, context) => inTurn((opened) => applyDecisionsTo(opened, only(context))),
    'party/find': async (spelling) => ({ party_id: await findParty(desk.case, spelling) }),
    'party/search': ({ text, limit }) => searchParties(desk.case, text, limit),
    'party/page': ({ party_id }, { signal }) => partyPage(desk.case, party_id, { signal }),

    'hit/queue': ({ most }, { signal }) => hitQueue(desk.case, most, { signal }),
    'hit/card': (hit, { signal }) => hitCard(desk.case, hit, { signal }),
    'hit/decide': (verdict) => inTurn((opened) => recordVerdict(opened, verdict)),
  };
}
