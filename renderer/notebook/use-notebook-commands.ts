/** The commands of notebooks for the palette. */
import { useMemo } from 'react';
import { RECIPES } from '../../shared/recipes/recipes.ts';
import type { Command } from '../app/commands.ts';
import { useController } from '../app/controller-context.ts';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';
import { useActiveNotebook } from './active-notebook.ts';
import { exportSqlScript, importNotebooks } from './notebook-files.ts';
import { useRecipes } from './recipes-store.ts';

export function useNotebookCommands(): readonly Command[] {
  const controller = useController();
  const { client } = useServices();
  const noCase = useSession((s) => s.caseInfo === null);
  const desk = useActiveNotebook((s) => s.desk);
  return useMemo(() => {
    const command = (id: string, title: string, words: string, disabled: boolean, run: () => void): Command => ({
      id: `notebook.${id}`,
      group: 'Case',
      title,
      words,
      disabled,
      run,
    });
    const none = desk === null;
    return [
      command('recipes', 'Recipes…', 'notebook ready analysis new insert', noCase, () =>
        useRecipes.setState({ open: true }),
      ),
      command('import', 'Import a notebook…', 'sql ipynb jupyter script', noCase, () => importNotebooks(controller)),
      command('exportSql', 'Export the notebook as SQL…', 'script duckdb cli', none, () => {
        if (desk) exportSqlScript(client, desk.model);
      }),
      command('find', 'Find in the notebook', 'search replace', none, () => desk?.openFind()),
      command('outline', 'Outline of the notebook', 'headings cells', none, () =>
        desk?.view.setState(({ outline }) => ({ outline: !outline })),
      ),
      command('foldAll', 'Fold all cells', 'collapse', none, () => desk?.foldAll(true)),
      command('unfoldAll', 'Open all cells', 'expand unfold', none, () => desk?.foldAll(false)),
      command('hideCode', 'Hide or show all code', 'read results only', none, () => desk?.hideAllCode()),
      ...RECIPES.map((recipe) =>
        command(`recipe.${recipe.id}`, `Recipe: ${recipe.question}`, 'insert notebook', noCase, () => {
          if (desk) desk.insertRecipe(recipe);
          else void controller.addNotebook(`${recipe.id}.md`, recipe.text);
        }),
      ),
    ];
  }, [client, controller, desk, noCase]);
}
