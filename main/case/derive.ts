/** Builds what is derived from the sources of a case. Analyses (brands, parties, screening) are the `analyze` command's. */
import type { Progress } from '../../shared/contract/engine.ts';
import type { Case } from './case.ts';

export interface DeriveOptions {
  readonly onProgress?: (progress: Progress) => void;
}

/** Makes the derived tables follow the sources. */
export async function derive(opened: Case, _options: DeriveOptions = {}): Promise<void> {
  await opened.buildDerived();
  await opened.refreshDerived();
}
