/**
 * Ready notebooks for the questions of DESIGN §8: text with inputs, to be inserted and changed like any other. They say
 * "indicator", never "violation", and print their coverage.
 */
import brands from './brands.md';
import claimTest from './claim-test.md';
import diversion from './diversion.md';
import exporters from './exporters.md';
import middlemen from './middlemen.md';
import newEntrants from './new-entrants.md';
import priceOutliers from './price-outliers.md';
import priorityItems from './priority-items.md';
import scope from './scope.md';
import screening from './screening.md';
import tellingText from './telling-text.md';
import timeline from './timeline.md';

export interface Recipe {
  /** Stable; the name of the file. */
  readonly id: string;
  readonly question: string;
  /** A notebook. */
  readonly text: string;
}

/** What a recipe can show and what it cannot, as it says itself. */
export function aboutRecipe({ text }: Recipe): { readonly can: string; readonly cannot: string } {
  const found = /\*\*What it can show:\*\*\s*(.*?)\s*\*\*What it cannot:\*\*\s*(.*)/.exec(text);
  return { can: found?.[1] ?? '', cannot: found?.[2] ?? '' };
}

/** In the order of an investigation. */
export const RECIPES: readonly Recipe[] = [
  { id: 'scope', question: 'What is in scope, by heading, words and brand?', text: scope },
  { id: 'brands', question: 'Which brands, how much, and when last?', text: brands },
  { id: 'exporters', question: 'Who sold, as a range?', text: exporters },
  { id: 'middlemen', question: 'Did makers sell themselves, or middlemen?', text: middlemen },
  { id: 'timeline', question: 'How did the trade move around two events?', text: timeline },
  { id: 'claim-test', question: 'Did sales go on after "we stopped"?', text: claimTest },
  { id: 'new-entrants', question: 'Which sellers are new since a day?', text: newEntrants },
  { id: 'screening', question: 'Which lines have listed parties?', text: screening },
  { id: 'priority-items', question: 'Which goods are high-priority, or under an odd heading?', text: priorityItems },
  { id: 'telling-text', question: 'Which descriptions are vague or telling?', text: tellingText },
  { id: 'price-outliers', question: 'Which unit prices are far from the rest?', text: priceOutliers },
  { id: 'diversion', question: 'What may have come through a third country?', text: diversion },
];
