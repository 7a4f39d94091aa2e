/** The engine of the open case, as the window sees it: every question goes over the contract. */
import type { CallOut } from '../../shared/contract/calls.ts';
import type { RunOptions, ResultHandle } from '../../shared/contract/engine.ts';
import type { ColumnInfo, ColumnKind } from '../../shared/contract/values.ts';
import type { CallOptions, Client } from '../app/client.ts';
import type { WindowEngine } from './window-engine.ts';

const column = (info: { name: string; type: string; kind: string }): ColumnInfo => ({
  ...info,
  kind: info.kind as ColumnKind,
});
const handle = (out: CallOut<'engine/run'>): ResultHandle => ({ ...out, columns: out.columns.map(column) });

/** An `AbortSignalLike` of the contract is a real signal here, in the window. */
const forCall = (options: RunOptions | undefined): CallOptions => ({
  ...(options?.signal ? { signal: options.signal as AbortSignal } : {}),
  ...(options?.onProgress ? { onProgress: options.onProgress } : {}),
});

export function remoteEngine(client: Client): WindowEngine {
  return {
    capabilities: { canSpill: true, canKeepTables: true, canExport: true, maxSourceBytes: null },
    version: async () => (await client.call('app/info', {})).duckdb,
    run: async (text, binds, options) =>
      handle(
        await client.call(
          'engine/run',
          {
            text,
            ...(binds
              ? {
                  binds: Object.fromEntries(
                    Object.entries(binds).map(([k, v]) => [k, typeof v === 'bigint' ? String(v) : v]),
                  ),
                }
              : {}),
          },
          forCall(options),
        ),
      ),
    view: async (spec, options) => handle(await client.call('engine/view', mutable(spec), forCall(options))),
    page: (id, from, count, options) => client.call('engine/page', { id, from, count }, forCall(options)),
    release: async (id) => {
      await client.call('engine/release', { id });
    },
    relations: async () =>
      (await client.call('engine/relations', {})).map((r) => ({ ...r, columns: r.columns.map(column) })),
    profile: async (spec, name, options) => {
      const out = await client.call('engine/profile', { spec: mutable(spec), column: name }, forCall(options));
      return { ...out, column: column(out.column) };
    },
    distinct: (spec, name, search, limit, options) =>
      client.call('engine/distinct', { spec: mutable(spec), column: name, search, limit }, forCall(options)),
  };
}

/** The same value, for zod's types, which know no `readonly`. */
export type Mutable<T> = T extends string
  ? T
  : T extends readonly (infer U)[]
    ? Mutable<U>[]
    : T extends object
      ? { -readonly [K in keyof T]: Mutable<T[K]> }
      : T;
export const mutable = <T>(value: T): Mutable<T> => value as Mutable<T>;
