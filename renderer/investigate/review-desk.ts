/**
 * What the window knows of the analysis of the open case, and what it can ask for: analyze, apply, import lists. Outside
 * React, so that it goes on when a tab is closed.
 */
import { useMemo } from 'react';
import { create } from 'zustand';
import type { CallOut } from '../../shared/contract/calls.ts';
import type { Progress } from '../../shared/contract/engine.ts';
import { CancelledError, toErrorData, type ErrorData } from '../../shared/errors.ts';
import { partyLinesStatement, type PartyLines } from '../../shared/parties/lines-sql.ts';
import type { Client } from '../app/client.ts';
import type { Controller } from '../app/controller.ts';
import { useController } from '../app/controller-context.ts';
import { chooseListFiles } from '../app/files.ts';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';
import { openTab } from '../app/tabs.ts';
import { runTask } from '../app/tasks.ts';
import { showFailure, useToasts } from '../app/toasts.ts';
import { formatCount, formatSeconds } from '../grid/format.ts';

export type AnalysisState = CallOut<'analysis/state'>;
export type ListLooks = CallOut<'list/look'>;

interface ReviewDesk {
  /** Of which case the rest is. */
  readonly path: string | null;
  readonly state: AnalysisState | null;
  readonly error: ErrorData | null;
  readonly running: { readonly progress: Progress | null; readonly cancel: () => void } | null;
  /** Rises when parties or hits were made anew: what shows them asks again. */
  readonly revision: number;
  readonly contradictions: readonly string[];
  /** Files that wait to be imported as lists. */
  readonly lists: ListLooks | null;
  /** Whether the search for a party is open. */
  readonly searching: boolean;
}

const EMPTY: ReviewDesk = {
  path: null,
  state: null,
  error: null,
  running: null,
  revision: 0,
  contradictions: [],
  lists: null,
  searching: false,
};

export const useReviewDesk = create<ReviewDesk>(() => EMPTY);

/** Grids ask again this long after the last decision: a quick reviewer decides once a second. */
const GRIDS_LATER_MS = 2500;

export class ReviewActions {
  static #later: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly client: Client,
    private readonly controller: Controller,
  ) {}

  /** Asks how the analysis of the open case stands. */
  async refresh(): Promise<void> {
    const path = useSession.getState().caseInfo?.path ?? null;
    if (path !== useReviewDesk.getState().path) useReviewDesk.setState({ ...EMPTY, path });
    if (path === null) return;
    try {
      const state = await this.client.call('analysis/state', {});
      if (useReviewDesk.getState().path === path) useReviewDesk.setState({ state, error: null });
    } catch (thrown) {
      if (useReviewDesk.getState().path === path) useReviewDesk.setState({ error: toErrorData(thrown) });
    }
  }

  /** Runs all analyses; one at a time. */
  async analyze(): Promise<void> {
    if (useReviewDesk.getState().running !== null || useSession.getState().caseInfo === null) return;
    const abort = new AbortController();
    useReviewDesk.setState({ running: { progress: null, cancel: () => abort.abort() } });
    try {
      const { contradictions, seconds } = await runTask('Analyzing the case', ({ signal, onProgress }) => {
        signal.addEventListener('abort', () => abort.abort());
        return this.client.call(
          'analysis/run',
          {},
          {
            signal: abort.signal,
            onProgress: (progress) => {
              onProgress(progress);
              useReviewDesk.setState({ running: { progress, cancel: () => abort.abort() } });
            },
          },
        );
      });
      await this.changed(contradictions);
      this.gridsAskAgain();
      const { state } = useReviewDesk.getState();
      useToasts.getState().show({
        tone: 'success',
        title: 'The case is analyzed',
        detail:
          state === null
            ? null
            : `${rangeText(state.exporters)} exporters, ${formatCount(state.brands)} brands, ${formatCount(state.matches)} matches on lists, in ${formatSeconds(seconds)}.`,
      });
    } catch (thrown) {
      showFailure('The case could not be analyzed', thrown, () => void this.analyze());
      await this.refresh();
      if (thrown instanceof CancelledError)
        useToasts.getState().show({
          tone: 'info',
          title: 'The analysis was cancelled',
          detail: 'What its finished steps found is kept; the others are as they were.',
        });
    } finally {
      useReviewDesk.setState({ running: null });
    }
  }

  /** Makes parties and hits again from the decisions. @returns false where that failed, which was said */
  async apply(): Promise<boolean> {
    try {
      const state = useReviewDesk.getState().state;
      const work = (options: {
        signal?: AbortSignal;
        onProgress?: (progress: Progress) => void;
      }): Promise<CallOut<'party/apply'>> => this.client.call('party/apply', {}, options);
      // A small case is done before a progress bar could be read.
      const { contradictions } =
        (state?.spellings ?? 0) <= 4000 ? await work({}) : await runTask('Applying the decisions', work);
      await this.changed(contradictions);
      this.gridsSoon();
      return true;
    } catch (thrown) {
      showFailure('The decisions could not be applied', thrown, () => void this.apply());
      return false;
    }
  }

  /** Something that parties or hits depend on was changed. */
  async changed(contradictions: readonly string[] | null = null): Promise<void> {
    await this.refresh();
    useReviewDesk.setState(({ revision, contradictions: before }) => ({
      revision: revision + 1,
      contradictions: contradictions ?? before,
    }));
  }

  gridsSoon(): void {
    clearTimeout(ReviewActions.#later);
    ReviewActions.#later = setTimeout(() => this.gridsAskAgain(), GRIDS_LATER_MS);
  }

  private gridsAskAgain(): void {
    void this.controller.refreshRelations();
    useSession.setState(({ epoch }) => ({ epoch: epoch + 1 }));
  }

  /** Asks for files, looks at them as lists, and shows what they would be. */
  chooseLists(): void {
    chooseListFiles((files) => void this.lookAtLists(files));
  }

  private async lookAtLists(files: readonly string[]): Promise<void> {
    if (files.length === 0) return;
    try {
      useReviewDesk.setState({ lists: await this.client.call('list/look', { files: [...files] }) });
    } catch (thrown) {
      showFailure('The list could not be read', thrown);
    }
  }

  async importLists(files: readonly string[]): Promise<void> {
    useReviewDesk.setState({ lists: null });
    try {
      const found = await runTask('Importing lists', (options) =>
        this.client.call('list/import', { files: [...files] }, options),
      );
      await this.changed();
      this.gridsAskAgain();
      useToasts.getState().show({
        tone: 'success',
        title: files.length === 1 ? 'The list is in the case' : `${formatCount(files.length)} files are in the case`,
        detail: found.screened
          ? `${formatCount(found.matches)} parties match an entry, ${formatCount(found.review)} wait for you; ${formatCount(found.lines)} lines while listed.`
          : 'Analyze the case to screen its parties with it.',
      });
    } catch (thrown) {
      showFailure('The lists could not be imported', thrown);
    }
  }

  openParty(partyId: string, name: string): void {
    openTab({ kind: 'party', partyId, name: name.slice(0, 200) }, { title: name });
  }

  /** Opens the party that a spelling belongs to. */
  async openPartyOf(role: 'exporter' | 'importer', rawName: string, rawId: string | null): Promise<void> {
    try {
      const { party_id } = await this.client.call('party/find', { role, rawName, rawId });
      if (party_id !== null) this.openParty(party_id, rawName);
      else
        useToasts.getState().show({
          tone: 'info',
          title: 'This name has no party yet',
          detail: 'Analyze the case to find its parties.',
          action: { label: 'Analyze', run: () => void this.analyze() },
        });
    } catch (thrown) {
      showFailure('The party could not be found', thrown);
    }
  }

  /** Opens the rows behind a figure of a party, with the statement that finds them. */
  openLines(lines: PartyLines, title: string): void {
    this.controller.openSql('case', partyLinesStatement(lines), title);
  }
}

export function useReviewActions(): ReviewActions {
  const { client } = useServices();
  const controller = useController();
  return useMemo(() => new ReviewActions(client, controller), [client, controller]);
}

/** `67 to 72`, or one number where both ends are the same. */
export const rangeText = ({ strict, loose }: { readonly strict: number; readonly loose: number }): string =>
  strict === loose ? formatCount(strict) : `${formatCount(strict)} to ${formatCount(loose)}`;

const dollars = new Intl.NumberFormat(undefined, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });

/** USD without cents, for people; a dash where no line has a value. */
export const usdText = (usd: string | null): string => (usd === null ? '–' : dollars.format(usd as `${number}`));

/** Who signs decisions: as the analyst wrote it, else the user of the computer. */
export function useSigner(): string {
  const own = useSession((s) => s.settings.signature);
  const user = useReviewDesk((s) => s.state?.analyst ?? 'analyst');
  return own.trim() === '' ? user : own.trim();
}
