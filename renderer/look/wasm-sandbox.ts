/** The sandbox of the Quick Look over DuckDB-WASM. Loaded when the first file is looked at: the program is large. */
import { WasmEngine } from '../engine/wasm.ts';
import type { Sandbox } from './sandbox.ts';

/** @param maxBytes of text, where the analyst wants it to take less than it could */
export async function startSandbox(maxBytes: number | null): Promise<Sandbox> {
  const engine = await WasmEngine.start(maxBytes ?? undefined);
  return {
    engine,
    open: (file, relation, options) => engine.open(file, relation, options),
    peek: (file, options) => engine.peek(file, options),
    close: (relation) => engine.drop(relation),
  };
}
