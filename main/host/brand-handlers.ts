/** The calls of brand-calls.ts, done with the case on the desk. */
import { toEdited, editBrand } from '../../shared/brands/edit.ts';
import { parseDictionary } from '../../shared/brands/dictionary.ts';
import type { brandCalls } from '../../shared/contract/brand-calls.ts';
import type { CallOut } from '../../shared/contract/calls.ts';
import type { RunOptions } from '../../shared/contract/engine.ts';
import { WaybillError } from '../../shared/errors.ts';
import { analyzeBrands } from '../brands/analyze.ts';
import { brandDecisions, decideTemplates } from '../brands/decisions.ts';
import { caseDictionary, saveDictionary } from '../brands/dictionary-file.ts';
import { previewDictionary } from '../brands/preview.ts';
import { brandsFound, unattributed } from '../brands/unattributed.ts';
import type { Case } from '../case/case.ts';
import { analystName } from '../investigate/state.ts';
import type { Desk } from './desk.ts';
import type { Handlers } from './server.ts';

const NAME = 'The dictionary';
const entriesOf = (text: string): CallOut<'brands/read'>['brands'] => parseDictionary(text, NAME).brands.map(toEdited);

/** What is shown of brands is compared with what holds now, so they are brought up to date before: nothing to do where they are. */
export function brandHandlers(desk: Desk): Pick<Handlers, keyof typeof brandCalls> {
  const options = ({ signal, onProgress }: Required<RunOptions>): Required<RunOptions> => ({ signal, onProgress });
  const apply = async (opened: Case, run: RunOptions): Promise<CallOut<'brands/apply'>> => {
    const { brands, records, unknown } = await analyzeBrands(opened, run);
    return { brands, records, unknown: [...unknown] };
  };
  return {
    'brands/dictionary': async () => {
      const { text, own, dictionary } = caseDictionary(desk.case.folder.root);
      const found = [...(await brandsFound(desk.case))];
      return {
        text,
        own,
        name: dictionary.source.name,
        brands: dictionary.source.brands.map(toEdited),
        found,
        analyst: analystName(),
      };
    },
    'brands/edit': async ({ text, was, entry }) => {
      const edited = editBrand(text, was, entry);
      return { text: edited, brands: entriesOf(edited) };
    },
    'brands/read': async ({ text }) => {
      try {
        return { problem: null, brands: entriesOf(text) };
      } catch (error) {
        if (!(error instanceof WaybillError)) throw error;
        return { problem: { message: error.message, line: error.place.line ?? null }, brands: [] };
      }
    },
    'brands/preview': ({ text }, context) =>
      desk.change(async (opened) => {
        await analyzeBrands(opened, { signal: context.signal });
        return previewDictionary(opened, text, options(context));
      }),
    'brands/save': ({ text, expected, by, why }, context) =>
      desk.change((opened) => {
        saveDictionary(opened, text, expected, { by, why });
        return apply(opened, options(context));
      }),
    'brands/queue': (_input, context) =>
      desk.change(async (opened) => {
        await analyzeBrands(opened, options(context));
        return { ...(await unattributed(opened, { signal: context.signal })), analyst: analystName() };
      }),
    'brands/decide': (decision) =>
      desk.change(async (opened) => {
        const { seq, at } = decideTemplates(opened, decision);
        return { seq, at };
      }),
    'brands/decisions': async () => brandDecisions(desk.case),
    'brands/apply': (_input, context) => desk.change((opened) => apply(opened, options(context))),
  };
}
