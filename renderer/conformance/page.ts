/**
 * The page on which e2e runs the conformance suite on the sandbox engine. It is built apart (dist/conformance) and never
 * shipped.
 */
import { checks, type Harness } from '../../shared/contract/conformance.ts';
import { WasmEngine } from '../engine/wasm.ts';
import { bareLoad } from './bare.ts';

export interface ConformanceHooks {
  /** @returns what went wrong, or null */
  run(name: string): Promise<string | null>;
  /** Policy violations so far. */
  readonly violations: string[];
  /** For bench/window.ts. */
  readonly bareLoad: typeof bareLoad;
}

declare global {
  interface Window {
    conformance?: ConformanceHooks;
  }
}

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});

const engine = await WasmEngine.start();
const harness: Harness = {
  engine,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  abortController: () => new AbortController(),
  async parquet() {
    const response = await fetch('./types.parquet');
    if (!response.ok) throw new Error(`types.parquet: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  },
  open: ({ name, bytes }, relation, onProgress) => engine.open(new File([bytes], name), relation, { onProgress }),
};

window.conformance = {
  violations,
  bareLoad,
  async run(name) {
    try {
      await checks.find((check) => check.name === name)!.run(harness);
      return null;
    } catch (error) {
      return error instanceof Error
        ? `${error.message}\n${error.stack ?? ''}\n${String(error.cause ?? '')}`
        : String(error);
    }
  },
};
