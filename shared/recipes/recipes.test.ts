import { expect, test } from 'vitest';
import { aboutRecipe, RECIPES } from './recipes.ts';

test('each of the twelve says what it can show and what it cannot', () => {
  expect(RECIPES).toHaveLength(12);
  for (const recipe of RECIPES) {
    const { can, cannot } = aboutRecipe(recipe);
    expect(can.length, recipe.id).toBeGreaterThan(10);
    expect(cannot.length, recipe.id).toBeGreaterThan(10);
  }
});
