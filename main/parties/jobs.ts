/** Work on many names: plain data in, plain data out, so that it can run in a thread. */
import { clusterParties } from '../../shared/names/cluster.ts';
import type { Clustering, PartyMention } from '../../shared/names/clustering.ts';
import type { PartyDecision } from '../../shared/names/decisions.ts';
import { Screener, type Found, type ScreenedList, type ScreenedName } from '../../shared/screening/screen.ts';

export interface ClusterJob {
  readonly job: 'cluster';
  readonly mentions: readonly PartyMention[];
  readonly decisions: readonly PartyDecision[];
}

/** Looks names up in lists; spellings are independent of each other, so that several jobs can share them. */
export interface FindJob {
  readonly job: 'find';
  readonly names: readonly ScreenedName[];
  readonly lists: readonly ScreenedList[];
}

export type NamesJob = ClusterJob | FindJob;

export type NamesResult<J extends NamesJob> = J extends ClusterJob ? Clustering : (readonly Found[])[];

export function doNamesJob<J extends NamesJob>(job: J): NamesResult<J> {
  const result: Clustering | (readonly Found[])[] =
    job.job === 'cluster' ? clusterParties(job.mentions, job.decisions) : new Screener(job.lists).findAll(job.names);
  return result as NamesResult<J>;
}
