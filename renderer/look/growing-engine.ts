/**
 * The engine of a file that is being looked at: first its first rows, one page that is there already, then the sandbox.
 * The table on screen stays the same one, so nothing flickers when the file is complete.
 */
import { WaybillError } from '../../shared/errors.ts';
import type { Capabilities, ResultHandle } from '../../shared/contract/engine.ts';
import type { ColumnInfo, ColumnPage } from '../../shared/contract/values.ts';
import type { WindowEngine } from '../engine/window-engine.ts';

export interface FirstRows {
  readonly columns: readonly ColumnInfo[];
  readonly page: ColumnPage;
}

const FIRST = 'first-rows';
const WAITING: Capabilities = { canSpill: false, canKeepTables: false, canExport: false, maxSourceBytes: null };

export class GrowingEngine implements WindowEngine {
  #whole: WindowEngine | null = null;

  constructor(private readonly first: FirstRows) {}

  /** The file is complete: what is asked from now on is asked of the sandbox. */
  become(whole: WindowEngine): void {
    this.#whole = whole;
  }

  get capabilities(): Capabilities {
    return this.#whole?.capabilities ?? WAITING;
  }

  /** @throws WaybillError 'look/not-yet' */
  async #ready(): Promise<WindowEngine> {
    if (this.#whole) return this.#whole;
    throw new WaybillError('look/not-yet', 'The file is still being read. This works when it is complete.');
  }

  readonly view: WindowEngine['view'] = async (spec, options) => {
    if (this.#whole) return this.#whole.view(spec, options);
    if (spec.filters || spec.sort) await this.#ready();
    return {
      id: FIRST,
      columns: this.first.columns,
      rowCount: this.first.page.rows,
      statement: '',
    } satisfies ResultHandle;
  };

  readonly page: WindowEngine['page'] = async (id, from, count, options) => {
    if (id !== FIRST) return (await this.#ready()).page(id, from, count, options);
    const { rows, columns } = this.first.page;
    const end = Math.min(rows, from + count);
    return { from, rows: Math.max(0, end - from), columns: columns.map((values) => values.slice(from, end)) };
  };

  readonly release: WindowEngine['release'] = async (id) => {
    if (id !== FIRST) await this.#whole?.release(id);
  };

  readonly version: WindowEngine['version'] = async () => (await this.#ready()).version();
  readonly run: WindowEngine['run'] = async (...given) => (await this.#ready()).run(...given);
  readonly profile: WindowEngine['profile'] = async (...given) => (await this.#ready()).profile(...given);
  readonly distinct: WindowEngine['distinct'] = async (...given) => (await this.#ready()).distinct(...given);
  readonly relations: WindowEngine['relations'] = async () => (await this.#whole?.relations()) ?? [];
}
