/** What the window is given at its start: the client, the engines. Components reach them through `useServices`. */
import { createContext, use } from 'react';
import type { Client } from './client.ts';
import type { WindowEngine } from '../engine/window-engine.ts';
import type { Sandbox } from '../look/sandbox.ts';

export interface Services {
  readonly client: Client;
  readonly caseEngine: WindowEngine;
  /** Started when the first file is looked at: its program is large. */
  readonly sandbox: () => Promise<Sandbox>;
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error('The window was drawn without its services.');
  return services;
}
