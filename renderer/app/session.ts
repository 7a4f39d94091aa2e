/** What the window knows of the host, the open case and the Quick Look. One small store; the work is in controller.ts. */
import { create } from 'zustand';
import type { CallOut } from '../../shared/contract/calls.ts';
import type { RelationInfo } from '../../shared/contract/engine.ts';
import type { ErrorData } from '../../shared/errors.ts';
import type { LookFile } from '../look/look-file.ts';

export type CaseInfo = NonNullable<CallOut<'case/info'>>;
export type AppInfo = CallOut<'app/info'>;
export type RecentCase = CallOut<'case/recent'>['cases'][number];
export type NotebookEntry = CallOut<'notebook/list'>[number];
export type ThemeChoice = 'system' | 'light' | 'dark';

export interface Settings {
  readonly theme: ThemeChoice;
  /** Small histograms in the headers of the grid. */
  readonly headerProfiles: boolean;
  readonly sideBarWidth: number;
  readonly inspectorWidth: number;
  readonly sideBarOpen: boolean;
  readonly inspectorOpen: boolean;
  /** Bytes of text that a Quick Look takes at most, for a machine with little memory; null: as much as it can. */
  readonly quickLookBytes: number | null;
  /** Who signs decisions; empty: the user of the computer. */
  readonly signature: string;
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  headerProfiles: true,
  sideBarWidth: 236,
  inspectorWidth: 288,
  sideBarOpen: true,
  inspectorOpen: true,
  quickLookBytes: null,
  signature: '',
};

export interface Session {
  readonly connection: 'starting' | 'ready' | 'lost';
  readonly info: AppInfo | null;
  readonly recent: readonly RecentCase[];
  readonly settings: Settings;
  readonly caseInfo: CaseInfo | null;
  /** Set while a case is being opened. */
  readonly opening: string | null;
  readonly relations: readonly RelationInfo[];
  readonly relationsError: ErrorData | null;
  readonly notebooks: readonly NotebookEntry[];
  /** Counts restarts of the case process: what depends on its results asks again when it changes. */
  readonly epoch: number;
  readonly looks: readonly LookFile[];
  readonly lookRelations: readonly RelationInfo[];
}

export const useSession = create<Session>(() => ({
  connection: 'starting',
  info: null,
  recent: [],
  settings: DEFAULT_SETTINGS,
  caseInfo: null,
  opening: null,
  relations: [],
  relationsError: null,
  notebooks: [],
  epoch: 0,
  looks: [],
  lookRelations: [],
}));

/**
 * Settings from what was saved: each field is taken only if it has the right type, so that a damaged file costs the
 * damaged fields and not the start.
 */
export function readSettings(saved: unknown): Settings {
  const given = typeof saved === 'object' && saved !== null ? (saved as Record<string, unknown>) : {};
  const width = (name: string, fallback: number): number => {
    const value = given[name];
    return typeof value === 'number' && value >= 160 && value <= 1200 ? value : fallback;
  };
  const flag = (name: string, fallback: boolean): boolean => {
    const value = given[name];
    return typeof value === 'boolean' ? value : fallback;
  };
  const { theme, quickLookBytes } = given;
  return {
    theme: theme === 'light' || theme === 'dark' || theme === 'system' ? theme : DEFAULT_SETTINGS.theme,
    headerProfiles: flag('headerProfiles', DEFAULT_SETTINGS.headerProfiles),
    sideBarWidth: width('sideBarWidth', DEFAULT_SETTINGS.sideBarWidth),
    inspectorWidth: width('inspectorWidth', DEFAULT_SETTINGS.inspectorWidth),
    sideBarOpen: flag('sideBarOpen', DEFAULT_SETTINGS.sideBarOpen),
    inspectorOpen: flag('inspectorOpen', DEFAULT_SETTINGS.inspectorOpen),
    quickLookBytes: typeof quickLookBytes === 'number' && quickLookBytes > 0 ? quickLookBytes : null,
    signature: typeof given['signature'] === 'string' ? given['signature'].slice(0, 120) : '',
  };
}
