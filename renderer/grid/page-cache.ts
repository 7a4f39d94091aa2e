/** The pages of one result that were read last, so that going back over rows asks the engine for nothing. */
import type { ColumnPage } from '../../shared/contract/values.ts';

/** Some thousands of rows: a few screens up and down. */
const PAGES_KEPT = 24;

/** @param read rows from `from`; a failure is not kept, and the next one who asks reads again */
export class PageCache {
  /** By the first row; the one used last stands last. */
  readonly #pages = new Map<number, Promise<ColumnPage>>();

  constructor(
    private readonly rows: number,
    private readonly read: (from: number, count: number) => Promise<ColumnPage>,
  ) {}

  /** The page in which a row stands. */
  at(row: number): Promise<ColumnPage> {
    const from = row - (row % this.rows);
    const page = this.#pages.get(from) ?? this.read(from, this.rows);
    this.#pages.delete(from);
    this.#pages.set(from, page);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_KEPT) break;
      this.#pages.delete(oldest);
    }
    page.catch(() => {
      if (this.#pages.get(from) === page) this.#pages.delete(from);
    });
    return page;
  }
}
