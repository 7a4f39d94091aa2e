/** The sandbox of the Quick Look over DuckDB-WASM. Loaded when the first file is looked at: the program is large. */
import { WasmEngine } from '../engine/wasm.ts';
import type { Sandbox } from './sandbox.ts';

export async function startSandbox(): Promise<Sandbox> {
  const engine = await WasmEngine.start();
  return {
    engine,
    open: (file, relation, options) => engine.open(file, relation, options),
    close: (relation) => engine.drop(relation),
  };
}
