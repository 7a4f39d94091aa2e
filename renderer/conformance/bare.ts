/** DuckDB-WASM as its documentation starts it, for the benchmark of the window to compare with. */
import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from '@duckdb/duckdb-wasm';

/** Seconds of loading a file into a table, from when the engine is ready. */
export async function bareLoad(file: File, delimiter: string): Promise<{ seconds: number; rows: number }> {
  const beside = (name: string): string => new URL(`./duckdb/${name}`, document.baseURI).href;
  const worker = new Worker(beside('duckdb-browser-eh.worker.js'));
  const db = new AsyncDuckDB(new VoidLogger(), worker);
  try {
    await db.instantiate(beside('duckdb-eh.wasm'));
    await db.open({ path: ':memory:' });
    const connection = await db.connect();
    await db.registerFileHandle('file.csv', file, DuckDBDataProtocol.BROWSER_FILEREADER, true);
    const began = performance.now();
    await connection.query(
      `CREATE TABLE t AS SELECT * FROM read_csv('file.csv', all_varchar = true, delim = '${delimiter === ';' ? ';' : ','}')`,
    );
    const seconds = (performance.now() - began) / 1000;
    const counted = await connection.query('SELECT count(*)::INTEGER AS n FROM t');
    return { seconds, rows: Number(counted.getChildAt(0)?.get(0)) };
  } finally {
    await db.terminate();
    worker.terminate();
  }
}
