/** The recipes: ready analyses, each with what it can show and what it cannot. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { aboutRecipe, RECIPES, type Recipe } from '../../shared/recipes/recipes.ts';
import { useController } from '../app/controller-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { useActiveNotebook } from './active-notebook.ts';
import { useRecipes } from './recipes-store.ts';

export function RecipePicker() {
  const open = useRecipes((s) => s.open);
  if (!open) return null;
  return <Picker />;
}

function Picker() {
  const controller = useController();
  const desk = useActiveNotebook((s) => s.desk);
  const [chosen, setChosen] = useState<Recipe>(RECIPES[0]!);
  const close = (): void => useRecipes.setState({ open: false });
  const about = aboutRecipe(chosen);
  return (
    <Dialog title="Recipes" width={860} onClose={close}>
      <div className="wb-recipes">
        <div className="wb-recipe-list" role="radiogroup" aria-label="Recipes">
          {RECIPES.map((recipe) => (
            <label key={recipe.id} data-chosen={recipe === chosen || undefined}>
              <input
                type="radio"
                name="recipe"
                checked={recipe === chosen}
                onChange={() => setChosen(recipe)}
                data-autofocus={recipe === RECIPES[0] || undefined}
              />
              {recipe.question}
            </label>
          ))}
        </div>
        <section className="wb-recipe-about" aria-live="polite" aria-label="About the recipe">
          <h3>{chosen.question}</h3>
          <h4>What it can show</h4>
          <p>{about.can}</p>
          <h4>What it cannot</h4>
          <p>{about.cannot}</p>
          <p className="wb-note">
            It says “indicator”, never “violation”, and ends with its coverage. Its inputs and cells are yours to
            change.
          </p>
          <div className="wb-recipe-actions">
            {desk && (
              <Button
                onClick={() => {
                  close();
                  desk.insertRecipe(chosen);
                }}
              >
                Put into this notebook
              </Button>
            )}
            <Button
              variant={desk ? 'default' : 'filled'}
              onClick={() => {
                close();
                void controller.addNotebook(`${chosen.id}.md`, chosen.text);
              }}
            >
              New notebook
            </Button>
          </div>
        </section>
      </div>
    </Dialog>
  );
}
