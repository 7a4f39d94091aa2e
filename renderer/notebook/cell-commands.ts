/** The commands of a notebook with their keys: Jupyter's, and VS Code's where they differ. For keyboard, menus and help. */
import type { NotebookDesk } from './notebook-desk.ts';

export interface CellCommand {
  readonly id: string;
  readonly title: string;
  /** Chords of command mode, as in `Shift+M`; two presses as in `D D`. */
  readonly keys: readonly string[];
  /** Whether the menu of a cell offers it, and behind which line. */
  readonly menu?: 'run' | 'edit' | 'insert' | 'kind' | 'view';
  readonly danger?: boolean;
  readonly run: (desk: NotebookDesk) => void;
}

const withChosen = (act: (desk: NotebookDesk, keys: string[]) => void) => (desk: NotebookDesk) => {
  const keys = desk.chosen();
  if (keys.length > 0) act(desk, keys);
};

export const CELL_COMMANDS: readonly CellCommand[] = [
  { id: 'run', title: 'Run', keys: ['Mod+Enter'], menu: 'run', run: (desk) => desk.run('stay') },
  { id: 'run.next', title: 'Run and go on', keys: ['Shift+Enter'], menu: 'run', run: (desk) => desk.run('next') },
  { id: 'run.insert', title: 'Run and add below', keys: ['Alt+Enter'], menu: 'run', run: (desk) => desk.run('insert') },
  { id: 'run.to', title: 'Run to here', keys: ['Mod+Shift+Enter'], menu: 'run', run: withChosen((desk, keys) => desk.runTo(keys.at(-1)!)) },
  { id: 'cancel', title: 'Cancel the run', keys: ['I I'], run: (desk) => desk.model.cancel() },
  { id: 'edit', title: 'Write in the cell', keys: ['Enter'], run: withChosen((desk, keys) => desk.write(keys.at(-1))) },
  { id: 'up', title: 'Cell above', keys: ['ArrowUp', 'K'], run: (desk) => desk.step(-1) },
  { id: 'down', title: 'Cell below', keys: ['ArrowDown', 'J'], run: (desk) => desk.step(1) },
  { id: 'up.extend', title: 'Choose more above', keys: ['Shift+ArrowUp', 'Shift+K'], run: (desk) => desk.step(-1, true) },
  { id: 'down.extend', title: 'Choose more below', keys: ['Shift+ArrowDown', 'Shift+J'], run: (desk) => desk.step(1, true) },
  { id: 'first', title: 'First cell', keys: ['Mod+Home', 'Home'], run: (desk) => desk.edge(-1) },
  { id: 'last', title: 'Last cell', keys: ['Mod+End', 'End'], run: (desk) => desk.edge(1) },
  { id: 'undo', title: 'Undo', keys: ['Z', 'Mod+Z'], run: (desk) => desk.undo() },
  { id: 'redo', title: 'Redo', keys: ['Shift+Z', 'Mod+Shift+Z', 'Mod+Y'], run: (desk) => desk.redo() },
  { id: 'cut', title: 'Cut', keys: ['X'], menu: 'edit', run: withChosen((desk) => void desk.cut()) },
  { id: 'copy', title: 'Copy', keys: ['C'], menu: 'edit', run: withChosen((desk) => void desk.copy()) },
  { id: 'paste', title: 'Paste below', keys: ['V'], menu: 'edit', run: (desk) => desk.paste('below') },
  { id: 'paste.above', title: 'Paste above', keys: ['Shift+V'], run: (desk) => desk.paste('above') },
  { id: 'duplicate', title: 'Duplicate', keys: ['Shift+D', 'Shift+Alt+ArrowDown'], menu: 'edit', run: withChosen((desk) => desk.duplicate()) },
  { id: 'rename', title: 'Rename…', keys: ['F2'], menu: 'edit', run: withChosen((desk, keys) => desk.view.setState({ renaming: keys.at(-1)! })) },
  { id: 'split', title: 'Split at the cursor', keys: ['Mod+Shift+_', 'Mod+Shift+-'], menu: 'edit', run: withChosen((desk, keys) => desk.split(keys.at(-1)!)) },
  { id: 'merge', title: 'Merge with below', keys: ['Shift+M'], menu: 'edit', run: withChosen((desk) => desk.merge()) },
  { id: 'moveUp', title: 'Move up', keys: ['Mod+Shift+ArrowUp', 'Alt+ArrowUp'], menu: 'edit', run: withChosen((desk) => desk.move(-1)) },
  { id: 'moveDown', title: 'Move down', keys: ['Mod+Shift+ArrowDown', 'Alt+ArrowDown'], menu: 'edit', run: withChosen((desk) => desk.move(1)) },
  { id: 'insert.above', title: 'Query above', keys: ['A'], menu: 'insert', run: (desk) => desk.add('sql', desk.chosen()[0] ?? null, 'above', false) },
  { id: 'insert.below', title: 'Query below', keys: ['B'], menu: 'insert', run: (desk) => desk.add('sql', desk.chosen().at(-1) ?? null, 'below', false) },
  { id: 'insert.text', title: 'Text below', keys: ['Shift+B'], menu: 'insert', run: (desk) => desk.add('markdown', desk.chosen().at(-1) ?? null) },
  { id: 'insert.chart', title: 'Chart below', keys: ['G'], menu: 'insert', run: (desk) => desk.add('vega-lite', desk.chosen().at(-1) ?? null) },
  { id: 'kind.sql', title: 'Make it a query', keys: ['Y'], menu: 'kind', run: withChosen((desk) => desk.become('sql')) },
  { id: 'kind.text', title: 'Make it text', keys: ['M'], menu: 'kind', run: withChosen((desk) => desk.become('markdown')) },
  { id: 'format', title: 'Format the SQL', keys: ['Shift+Alt+F'], menu: 'kind', run: withChosen((desk, keys) => keys.forEach((key) => desk.format(key))) },
  { id: 'fold', title: 'Fold or open', keys: ['O'], menu: 'view', run: withChosen((desk, keys) => keys.forEach((key) => desk.fold(key))) },
  { id: 'code', title: 'Hide or show the code', keys: ['H'], menu: 'view', run: withChosen((desk, keys) => desk.hideCode(keys)) },
  { id: 'find', title: 'Find in the notebook', keys: ['Mod+F', 'F'], run: (desk) => desk.openFind() },
  { id: 'replace', title: 'Find and replace', keys: ['Mod+H'], run: (desk) => desk.openFind(true) },
  { id: 'outline', title: 'Outline', keys: ['T'], run: (desk) => desk.view.setState(({ outline }) => ({ outline: !outline })) },
  { id: 'save', title: 'Save now', keys: ['Mod+S'], run: (desk) => void desk.model.saveNow() },
  { id: 'delete', title: 'Delete', keys: ['D D', 'Delete'], menu: 'edit', danger: true, run: withChosen((desk) => desk.remove()) },
]; // prettier-ignore

export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** A press as it is written in `keys`. */
export function chordOf(press: Press): string {
  const parts: string[] = [];
  if (press.ctrlKey || press.metaKey) parts.push('Mod');
  if (press.shiftKey) parts.push('Shift');
  if (press.altKey) parts.push('Alt');
  parts.push(press.key.length === 1 ? press.key.toUpperCase() : press.key);
  return parts.join('+');
}

/** Two presses of one key further apart than this are two. */
const TWICE_MS = 900;

/** Finds the command of a press, remembering the one before for keys that are pressed twice. */
export class KeyReader {
  private last: { readonly chord: string; readonly at: number } | null = null;

  /** @returns the command; 'half' after the first of two presses; null for keys that mean nothing here */
  read(press: Press, now: number): CellCommand | 'half' | null {
    const chord = chordOf(press);
    const twice = this.last?.chord === chord && now - this.last.at < TWICE_MS ? `${chord} ${chord}` : null;
    this.last = { chord, at: now };
    for (const command of CELL_COMMANDS) {
      if (twice !== null && command.keys.includes(twice)) {
        this.last = null;
        return command;
      }
      if (command.keys.includes(chord)) return command;
    }
    return CELL_COMMANDS.some((command) => command.keys.includes(`${chord} ${chord}`)) ? 'half' : null;
  }
}
