/** Keeps the arrangement of the window in the case: tabs, their views, the layout. */
import type { Client } from './client.ts';
import { mutable } from '../engine/remote.ts';
import { investigationToSave, useInvestigation } from '../investigate/investigation.ts';
import { foldsToSave, useFolds } from '../notebook/folds.ts';
import { useSession } from './session.ts';
import { onTabsChange, tabsToSave } from './tabs.ts';
import { showFailure } from './toasts.ts';

/** Changes are saved this long after the last one. */
const SAVE_DELAY_MS = 800;

export class LayoutKeeper {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private held = false;
  /** A full disk refuses every save; it is said once, and again when a save has succeeded in between. */
  private failureTold = false;

  constructor(private readonly client: Client) {
    onTabsChange(() => this.saveSoon());
    useInvestigation.subscribe(() => this.saveSoon());
    useFolds.subscribe(() => this.saveSoon());
  }

  /** Changes that `work` makes are those of a case that is being opened, and are not saved. */
  async whileHeld<T>(work: () => Promise<T>): Promise<T> {
    this.held = true;
    try {
      return await work();
    } finally {
      this.held = false;
    }
  }

  private saveSoon(): void {
    if (this.held || !useSession.getState().caseInfo) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.saveNow(), SAVE_DELAY_MS);
  }

  /** Saves at once. A failure costs the arrangement, and is said. */
  async saveNow(): Promise<void> {
    clearTimeout(this.timer);
    const { caseInfo, connection } = useSession.getState();
    if (this.held || !caseInfo || connection !== 'ready') return;
    try {
      await this.client.call('case/saveState', {
        state: mutable({ ...tabsToSave(), investigation: investigationToSave(), folds: foldsToSave() }),
      });
      this.failureTold = false;
    } catch (thrown) {
      if (!this.failureTold) showFailure('The layout of the window could not be saved', thrown);
      this.failureTold = true;
    }
  }
}
