/** Work on many names: plain data in, plain data out, so that it can run in a thread. */
import { clusterParties, type Clustering, type PartyMention } from '../../shared/names/cluster.ts';
import type { PartyDecision } from '../../shared/names/decisions.ts';
import {
  Screener,
  type Hit,
  type HitDecision,
  type ScreenedList,
  type ScreenedName,
} from '../../shared/screening/screen.ts';

export interface ClusterJob {
  readonly job: 'cluster';
  readonly mentions: readonly PartyMention[];
  readonly decisions: readonly PartyDecision[];
}

export interface ScreenJob {
  readonly job: 'screen';
  readonly names: readonly ScreenedName[];
  readonly lists: readonly ScreenedList[];
  readonly decisions: readonly HitDecision[];
}

export type NamesJob = ClusterJob | ScreenJob;

export type NamesResult<J extends NamesJob> = J extends ClusterJob ? Clustering : readonly Hit[];

export function doNamesJob<J extends NamesJob>(job: J): NamesResult<J> {
  const result: Clustering | readonly Hit[] =
    job.job === 'cluster'
      ? clusterParties(job.mentions, job.decisions)
      : new Screener(job.lists).screen(job.names, job.decisions);
  return result as NamesResult<J>;
}
