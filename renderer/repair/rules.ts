/** The rules of repair in words. */
import type { RepairRule } from '../../shared/contract/repair-calls.ts';

export interface RuleWords {
  readonly rule: RepairRule;
  readonly title: string;
  readonly help: string;
}

export const RULES: readonly RuleWords[] = [
  {
    rule: 'join-next',
    title: 'Join with the next lines',
    help: 'A line break cut the record up: it is joined by a blank with the rejected records after it.',
  },
  {
    rule: 'drop-trailing-empty',
    title: 'Drop empty cells at the end',
    help: 'There are more cells than columns, and the last ones are empty.',
  },
  { rule: 'pad-end', title: 'Fill up at the end', help: 'Cells are missing at the end: they are taken as empty.' },
  { rule: 'literal-quotes', title: 'Take quotes as text', help: 'Quotes inside a cell are part of its text.' },
  { rule: 'drop-nul', title: 'Drop NUL characters', help: 'Characters with the code 0 are left out.' },
  { rule: 'replace', title: 'Replace a text', help: 'One text takes the place of another, wherever it stands.' },
  {
    rule: 'as-is',
    title: 'Load as it is',
    help: 'It is a record, although it looks like a total, a footer or a header.',
  },
];

/** The rule that most likely helps, by the reason of a reject. */
export function likelyRule(reason: string): RepairRule {
  switch (reason) {
    case 'too many fields':
      return 'drop-trailing-empty';
    case 'text after a closing quote':
    case 'unclosed quote':
      return 'literal-quotes';
    case 'nul byte':
      return 'drop-nul';
    case 'totals or footer':
    case 'repeated header':
    case 'invalid bytes':
      return 'as-is';
    default:
      return 'join-next';
  }
}
