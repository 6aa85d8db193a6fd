import type { SqlEngine } from '../spot';
import { DuckDbEngine, type DuckDbOptions } from './duckdb/engine';

export type { DuckDbOptions } from './duckdb/engine';

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
