/** Keys of the whole window. */
import { useEffect } from 'react';
import { matchesKeys, type Command } from './commands.ts';
import { useWindow } from './window-store.ts';

/** Keys that belong to an editor while it has the focus. */
const EDITOR_KEYS = new Set(['table.filter']);

export function useKeys(commands: readonly Command[], mac: boolean): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const { palette, help, chooser } = useWindow.getState();
      const overlaid = palette || help || chooser !== null;
      const command = commands.find((c) => c.keys?.some((keys) => matchesKeys(keys, event, mac)));
      if (!command || (overlaid && command.group !== 'Help')) return;
      if (EDITOR_KEYS.has(command.id) && event.target instanceof Element && event.target.closest('.cm-editor')) return;
      event.preventDefault();
      if (!command.disabled) command.run();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [commands, mac]);
}
