/** Colours of the style sheet for what is drawn on a canvas, read again when light turns to dark. */
import { useCallback, useSyncExternalStore } from 'react';

const root = document.documentElement;
const scheme = (): string => root.getAttribute('data-mantine-color-scheme') ?? 'light';
const watch = (wake: () => void): (() => void) => {
  const observer = new MutationObserver(wake);
  observer.observe(root, { attributeFilter: ['data-mantine-color-scheme'] });
  return () => observer.disconnect();
};

export type ReadColour = (token: string) => string;

/** @returns a reader of tokens; another one when the scheme has changed */
export function useColours(): ReadColour {
  const now = useSyncExternalStore(watch, scheme);
  return useCallback(
    (token) => {
      const value = getComputedStyle(root).getPropertyValue(token).trim();
      return value === '' ? (now === 'dark' ? '#8a95a2' : '#7b8794') : value;
    },
    [now],
  );
}
