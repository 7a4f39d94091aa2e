/** The one case that a window works on. Opening another closes it; closing waits for nothing and loses nothing. */
import { WaybillError } from '../../shared/errors.ts';
import type { CallOut } from '../../shared/contract/calls.ts';
import type { Case } from '../case/case.ts';
import { sourceFile } from '../case/sources.ts';

export class Desk {
  #open: Case | null = null;
  /** Opening and closing follow one another. */
  #turn: Promise<unknown> = Promise.resolve();
  #changes: Promise<unknown> = Promise.resolve();

  /** @throws WaybillError 'case/none' */
  get case(): Case {
    if (this.#open === null) throw new WaybillError('case/none', 'No case is open. Open one, or make a new one.');
    return this.#open;
  }

  get current(): Case | null {
    return this.#open;
  }

  /**
   * Puts a case on the desk, in place of the one that was there.
   * @param open is called when that one is closed, since it may be the same folder
   */
  put(open: () => Promise<Case>): Promise<Case> {
    return this.#inTurn(async () => {
      await this.#closeNow();
      this.#open = await open();
      return this.#open;
    });
  }

  /**
   * Changes what is concluded of the case. Such work follows one another: two at once would write over each other.
   * @throws WaybillError 'case/none'
   */
  change<T>(work: (opened: Case) => Promise<T>): Promise<T> {
    const result = this.#changes.then(() => work(this.case));
    // The next begins also where this one failed; its caller hears of it by `result`.
    this.#changes = result.catch(() => undefined);
    return result;
  }

  clear(): Promise<void> {
    return this.#inTurn(() => this.#closeNow());
  }

  async #closeNow(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    // The next in turn begins also where this one failed; its caller hears of it by `result`.
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

/** A case as the window shows it. */
export const caseInfo = (opened: Case): CallOut<'case/open'> => ({
  path: opened.folder.root,
  name: opened.name,
  created: opened.file.settings.created,
  synthetic: opened.file.settings.synthetic ?? false,
  sources: opened.sources.map((source) => ({
    source_id: source.source_id,
    path: sourceFile(opened.folder.root, source),
    sha256: source.sha256,
    bytes: source.bytes,
    kind: source.kind,
    layout: source.layout,
    records_read: source.records_read,
    records_loaded: source.records_loaded,
    records_rejected: source.records_rejected,
    loaded_at: source.loaded_at,
  })),
});
