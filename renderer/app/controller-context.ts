import { createContext, use } from 'react';
import type { Controller } from './controller.ts';

export const ControllerContext = createContext<Controller | null>(null);

/** What the analyst can make the window do. */
export function useController(): Controller {
  const controller = use(ControllerContext);
  if (!controller) throw new Error('The window was drawn without its controller.');
  return controller;
}
