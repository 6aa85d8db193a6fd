import type { ScratchDatabase, SqlEngine } from '../spot';
import { DuckDbEngine, type DuckDbOptions } from './duckdb/engine';
import type { ProcessOptions } from './duckdb/process';
import { Scratch } from './duckdb/scratch';
import { writeFile, type ParquetFile } from './duckdb/write';

export type { DuckDbOptions } from './duckdb/engine';
export type { ParquetFile } from './duckdb/write';
export { openElsewhere, type ElsewhereOptions } from './elsewhere';

/**
 * An engine that runs DuckDB in a child process of its own, so that nothing DuckDB does can take this process down or
 * keep it waiting. The process starts at once, is ended when a statement does not stop, and starts again by itself.
 * This process exits without waiting for an idle engine; `close` ends the engine at once.
 *
 * @param options `worker` is the path of the worker's script (src/engine/duckdb/worker.ts, bundled).
 */
export function openDuckDb(options: DuckDbOptions): SqlEngine & { readonly pid: number | undefined } {
  return new DuckDbEngine(options);
}

/**
 * Writes a result that has been read (and checked) to a Parquet file, each value with the type that it had; integers
 * beyond 64 bits become decimals, intervals and nested values text. A short-lived process of its own writes it: the one
 * that questions run in has no access to files, and gets none for this. Resolves to the number of rows; rejects with an
 * EngineError, and then there is no new file.
 *
 * @param options `worker` as for `openDuckDb`.
 */
export function writeParquet(options: ProcessOptions, file: ParquetFile): Promise<number> {
  return writeFile(options, file);
}

/** An empty database that anything may be done to: a process of its own, which ends with it. Nothing can leave it. */
export function openScratch(options: ProcessOptions): ScratchDatabase {
  return new Scratch(options);
}
