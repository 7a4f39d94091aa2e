import { formCode } from './form-codes.ts';
import { senseOf } from './header-rules.ts';
import { defaultLexicon, type Concept } from './lexicon.ts';

/** All concepts of a header's words, without the code of a form before them. */
export const readHeaderConcepts = (header: string): ReadonlySet<Concept> =>
  senseOf(defaultLexicon().read(formCode(header)?.label ?? header)).all;
