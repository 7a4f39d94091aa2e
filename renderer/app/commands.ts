/** Everything the window can be told to do, by palette or key. Pure data and matching; `useCommands` gives the actions. */

export type CommandGroup = 'File' | 'Case' | 'Investigate' | 'Table' | 'Query' | 'View' | 'Go to' | 'Help';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** As in `Mod+Shift+P`; Mod is Ctrl, or Cmd on a Mac. */
  readonly keys?: readonly string[];
  /** Words that find it besides its title. */
  readonly words?: string;
  /** Not offered now, but listed on the help sheet. */
  readonly disabled?: boolean;
  readonly run: () => void;
}

/** The part of a keyboard event that matters here. */
export interface KeyPress {
  readonly key: string;
  /** The key's place on the keyboard, e.g. `KeyW`. */
  readonly code?: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export function matchesKeys(keys: string, press: KeyPress, mac: boolean): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const mod = parts.includes('Mod');
  // On a Mac, Option makes another character of a letter: there its place on the keyboard counts.
  const typed = mac && press.altKey && /^Key[A-Z]$/.test(press.code ?? '') ? press.code!.slice(3) : press.key;
  return (
    typed.toLowerCase() === key.toLowerCase() &&
    (mac ? press.metaKey : press.ctrlKey) === mod &&
    (mac ? press.ctrlKey : press.metaKey) === false &&
    press.altKey === parts.includes('Alt') &&
    // `?` needs Shift on most keyboards: what counts is the character.
    (press.shiftKey === parts.includes('Shift') || key === '?')
  );
}

/** How keys are written for people. */
export const keysText = (keys: string, mac: boolean): string =>
  keys
    .replaceAll('Mod', mac ? '⌘' : 'Ctrl')
    .replaceAll(/\bShift\b(?=\+)/g, mac ? '⇧' : 'Shift')
    .replaceAll(/\bAlt\b/g, mac ? '⌥' : 'Alt')
    .replaceAll('+', mac ? ' ' : '+');

/**
 * Commands that fit what was typed, best first: every word must be found; the beginning of the title counts most.
 * The order given is kept among equals.
 */
export function searchCommands<T extends { readonly title: string; readonly group: string; readonly words?: string }>(
  commands: readonly T[],
  typed: string,
): readonly T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands;
  const scored = commands.flatMap((command, order) => {
    const title = command.title.toLowerCase();
    const all = `${title} ${command.group.toLowerCase()} ${command.words?.toLowerCase() ?? ''}`;
    if (!words.every((word) => all.includes(word))) return [];
    const first = words[0] ?? '';
    const score = title.startsWith(first) ? 0 : title.includes(` ${first}`) ? 1 : title.includes(first) ? 2 : 3;
    return [{ command, score, order }];
  });
  return scored.sort((a, b) => a.score - b.score || a.order - b.order).map((s) => s.command);
}
