/** One notebook put into another: a recipe, say. Cells and inputs get names that are free, and go on meaning each other. */
import { splitStatements } from '../sql/tokens.ts';
import { addInputs } from './add-inputs.ts';
import { parseNotebook, type Notebook } from './document.ts';
import { offsetInText } from './drafts.ts';
import { freeName, pasteCells } from './edit-cells.ts';
import { applyEdits } from './edit.ts';
import type { NotebookInput, TextEdit } from './front-matter.ts';
import { parametersOf } from './inputs.ts';
import { placeholdersOf } from './placeholders.ts';

/**
 * An input that both have under one name and type is one input, with the value of the notebook; one of another type gets
 * a name of its own.
 * @param at block before which the cells go
 * @throws WaybillError 'notebook/edit-refused'
 */
export function insertNotebook(
  notebook: Notebook,
  at: number,
  text: string,
): { readonly notebook: Notebook; readonly count: number } {
  let fragment = parseNotebook(text);
  const own = new Map([...notebook.front.inputs].map(([name, input]) => [name.toLowerCase(), input]));
  const taken = new Set([...own.keys(), ...[...fragment.front.inputs.keys()].map((name) => name.toLowerCase())]);
  const added = new Map<string, NotebookInput>();
  for (const [name, input] of fragment.front.inputs) {
    const same = own.get(name.toLowerCase());
    if (!same) added.set(name, input);
    else if (same.type !== input.type) {
      const free = freeName(name, taken);
      taken.add(free.toLowerCase());
      added.set(free, input);
      fragment = applyEdits(fragment, renameInput(fragment, name, free));
    }
  }
  const before = notebook.front.to;
  const whole = addInputs(notebook, added);
  // Front matter that was not there before is a block of its own.
  const shift = before === 0 && whole.front.to > 0 ? 1 : 0;
  return pasteCells(whole, at + shift, fragment.text);
}

/** The splices that give an input another name in the cells. */
function renameInput(notebook: Notebook, name: string, to: string): TextEdit[] {
  const same = (other: string): boolean => other.toLowerCase() === name.toLowerCase();
  return notebook.blocks.flatMap((block): TextEdit[] => {
    if (block.kind === 'sql')
      return splitStatements(block.source).flatMap((statement) =>
        parametersOf(statement)
          .filter((parameter) => same(parameter.name))
          .map((parameter) => {
            const from = offsetInText(block, notebook.text, statement.start + parameter.from);
            return { from, to: from + (parameter.to - parameter.from), insert: `$${to}` };
          }),
      );
    if (block.kind !== 'markdown') return [];
    const raw = notebook.text.slice(block.from, block.to);
    return placeholdersOf(raw).flatMap(({ target, from, text }) => {
      if (target.kind !== 'input' || !same(target.input)) return [];
      const start = block.from + from + text.indexOf('$');
      return [{ from: start, to: start + 1 + target.input.length, insert: `$${to}` }];
    });
  });
}
