/** All keys on one sheet. */
import { Dialog } from '../ui/Dialog.tsx';
import { keysText, type Command, type CommandGroup } from './commands.ts';

interface HelpSheetProps {
  readonly opened: boolean;
  readonly commands: readonly Command[];
  readonly mac: boolean;
  readonly onClose: () => void;
}

/** Keys that belong to a place and not to a command. */
const IN_PLACE: readonly { readonly place: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    place: 'In a table',
    keys: [
      ['Arrow keys', 'Move from cell to cell'],
      ['Shift+Arrow keys', 'Extend the selection'],
      ['Mod+A', 'Select all rows'],
      ['Mod+C', 'Copy the selection with headers'],
      ['Enter on a header', 'Sort; with Shift, add to the sort'],
      ['Alt+↓ on a header', 'Menu of the column'],
      ['Mod+Home / Mod+End', 'First and last row'],
    ],
  },
  {
    place: 'On a tab',
    keys: [
      ['← →', 'Go to another tab'],
      ['Delete', 'Close the tab'],
    ],
  },
  {
    place: 'In a notebook, on a cell',
    keys: [
      ['Enter / Esc', 'Write in the cell; back to the cell'],
      ['Shift+Enter', 'Run and go on'],
      ['Mod+Enter', 'Run'],
      ['Alt+Enter', 'Run and add below'],
      ['↑ ↓ / K J', 'Go; with Shift, choose several'],
      ['A / B', 'Query above, below; Shift+B text, G chart'],
      ['X C V', 'Cut, copy, paste cells; Shift+D duplicate'],
      ['D D', 'Delete'],
      ['Z / Shift+Z', 'Undo, redo, in all cells'],
      ['M / Y', 'Make it text, a query'],
      ['Alt+↑ ↓ / Mod+Shift+↑ ↓', 'Move'],
      ['Mod+Shift+-', 'Split at the cursor'],
      ['Shift+M', 'Merge with below'],
      ['F2', 'Rename, with what uses it'],
      ['O / H', 'Fold; hide the code'],
      ['F / T', 'Find and replace; outline'],
    ],
  },
  {
    place: 'In a query',
    keys: [
      ['Mod+Enter', 'Run the statement at the cursor, or the selection'],
      ['Mod+Shift+Enter', 'Run all'],
      ['Shift+Alt+F', 'Format'],
      ['Mod+Space', 'Complete'],
      ['Esc, then Tab', 'Leave the editor'],
    ],
  },
];

const GROUPS: readonly CommandGroup[] = ['File', 'Case', 'Investigate', 'Table', 'Query', 'View', 'Go to', 'Help'];

export function HelpSheet({ opened, commands, mac, onClose }: HelpSheetProps) {
  if (!opened) return null;
  return (
    <Dialog title="Keys" width={820} onClose={onClose}>
      <div className="wb-help">
        {GROUPS.map((group) => {
          const inGroup = commands.filter((c) => c.group === group && c.keys);
          if (inGroup.length === 0) return null;
          return (
            <section key={group}>
              <h3>{group}</h3>
              <dl>
                {inGroup.map((command) => (
                  <div key={command.id}>
                    <dt>{command.title}</dt>
                    <dd>
                      {command.keys?.map((keys) => (
                        <kbd className="wb-kbd" key={keys}>
                          {keysText(keys, mac)}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
        {IN_PLACE.map(({ place, keys }) => (
          <section key={place}>
            <h3>{place}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={key}>
                  <dt>{what}</dt>
                  <dd>
                    <kbd className="wb-kbd">{keysText(key, mac)}</kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
