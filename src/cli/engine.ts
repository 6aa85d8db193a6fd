import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openDuckDb, openScratch, type DuckDbOptions } from '../engine';
import type { ScratchDatabase, SqlEngine } from '../spot';

/** DuckDB's worker beside the bundle, or beside its chunks; when run from the sources, the source itself. */
const PLACES = ['./engine-worker.cjs', '../engine-worker.cjs', '../engine/duckdb/worker.ts'];

/** The engine that the command line uses. Its process starts at once. */
export function openEngine(): SqlEngine {
  return openDuckDb(worker());
}

/** An empty database of its own. Its process starts with the first statement. */
export function openScratchDatabase(): ScratchDatabase {
  return openScratch(worker());
}

function worker(): DuckDbOptions {
  const found = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((file) => existsSync(file));
  if (found === undefined) throw new Error('the SQL engine is not there; build Greenroom again ("npm run build")');
  return { worker: found, ...(found.endsWith('.ts') ? { nodeArguments: ['--import=tsx'] } : {}) };
}
