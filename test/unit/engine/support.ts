import { buildSync } from 'esbuild';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { openDuckDb, type DuckDbOptions } from '../../../src/engine';
import {
  EngineError,
  type Cell,
  type Limits,
  type Parameter,
  type SqlEngine,
  type SqlResult,
  type Statement,
  type TableSource,
} from '../../../src/spot';

export const LIMITS: Limits = { milliseconds: 20_000, rows: 1_000_000, pageRows: 1000 };

const WORKER = path.resolve(import.meta.dirname, '../../../out/engine-worker.mjs');

/** The worker as it is shipped: one file, DuckDB beside it. */
function build(): string {
  buildSync({
    entryPoints: [path.resolve(import.meta.dirname, '../../../src/engine/duckdb/worker.ts')],
    outfile: WORKER,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['@duckdb/node-api'],
    logLevel: 'warning',
  });
  return WORKER;
}
/** Path of the built worker. */
export const workerScript = build();

export function open(options: Partial<DuckDbOptions> = {}): ReturnType<typeof openDuckDb> {
  return openDuckDb({
    worker: workerScript,
    ...options,
  });
}

export function script(name: string, sql: string): TableSource {
  return { name, source: { type: 'sql', sql } };
}

/** Two tenants, one table; what must never cross is in `note`. */
export const ORDERS = script(
  'orders',
  `SELECT i AS id, CASE i % 2 WHEN 0 THEN 'acme' ELSE 'globex' END AS tenant,
          CASE i % 2 WHEN 0 THEN 'ACME-' ELSE 'GLOBEX-' END || i AS note,
          CAST(i * 1.25 AS DECIMAL(12, 2)) AS amount, DATE '2025-01-01' + CAST(i AS INTEGER) AS day
   FROM range(20) t(i)`,
);
export const CUSTOMERS = script(
  'customers',
  `SELECT i AS id, CASE i % 2 WHEN 0 THEN 'acme' ELSE 'globex' END AS tenant FROM range(6) t(i)`,
);
export const SECRETS = script('secrets', `SELECT 'classified' AS word`);

export function text(value: string): Parameter {
  return { type: 'text', value };
}

/** A person's own SQL, of one tenant, over `orders` and `customers`. */
export function user(sql: string, tenant = 'acme', params: readonly Parameter[] = []): Statement {
  const rows = (table: string) => ({ sql: `SELECT * FROM "${table}" WHERE tenant = $1`, params: [text(tenant)] });
  return {
    sql,
    params,
    tenant,
    origin: 'user',
    tables: ['orders', 'customers'],
    secured: { orders: rows('orders'), customers: rows('customers') },
  };
}

export function generated(sql: string, params: readonly Parameter[] = [], tables: readonly string[] = []): Statement {
  return { sql, params, tenant: 'acme', origin: 'generated', tables };
}

export async function rowsOf(result: SqlResult): Promise<Cell[][]> {
  const rows: Cell[][] = [];
  for (let page = result.first as SqlResult['first'] | undefined; page; page = await result.next())
    for (let row = 0; row < page.rows; row++) rows.push(page.columns.map((column) => column[row] ?? null));
  return rows;
}

export async function query(engine: SqlEngine, statement: Statement, limits: Partial<Limits> = {}): Promise<Cell[][]> {
  return rowsOf(await engine.run(statement, { ...LIMITS, ...limits }));
}

/** The EngineError that something rejects with; the test fails when it does not. */
export async function failure(work: Promise<unknown>): Promise<EngineError> {
  const error = await work.then(
    (value) => new Error(`expected a failure, got ${JSON.stringify(value).slice(0, 300)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof EngineError) return error;
  throw error;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // On Linux a process that has ended but was not yet waited for still takes a signal.
  return !existsSync('/proc') || existsSync(`/proc/${pid}/exe`);
}

/** Waits until something holds. Mocha's own limit ends a test in which it never does. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}
