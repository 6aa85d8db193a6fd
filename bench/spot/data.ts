import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance, version } from '@duckdb/node-api';
import { CACHE } from '../../scripts/run.mjs';

/** Threads of every engine that is compared. */
export const THREADS = 2;

// Two tenants share all tables: whatever has an even key is acme's. Picks are hashes of a row's own key, so the same version of
// DuckDB makes the same rows anywhere. Customers are picked unevenly, and one order in fifty was placed online, in no store.
const MACROS = `
  CREATE MACRO pick(i, salt, n) AS CAST(hash(i, salt) % n AS BIGINT);
  CREATE MACRO pick_uneven(i, salt, n) AS CAST(floor(n * pow(pick(i, salt, 1000000) / 1e6, 2)) AS BIGINT);
  CREATE MACRO tenant(i) AS CASE i % 2 WHEN 0 THEN 'acme' ELSE 'globex' END;
  CREATE MACRO money(i, salt, most) AS CAST((1 + pick(i, salt, most * 100)) / 100.0 AS DECIMAL(12, 2));
  CREATE MACRO day(i, salt) AS DATE '2023-01-01' + CAST(pick(i, salt, 1096) AS INTEGER);
`;

/** Tables with the SELECT that makes each. */
const TABLES = {
  stores: `SELECT i AS store_id, tenant(i) AS tenant_id, 'Store ' || i AS store,
    'Region ' || pick(i, 'region', 10) AS region FROM range(1000) r(i)`,
  products: `SELECT i AS product_id, tenant(i) AS tenant_id, 'Product ' || i AS product,
    'Category ' || pick(i, 'category', 40) AS category FROM range(5000) r(i)`,
  customers: `SELECT i AS customer_id, tenant(i) AS tenant_id, 'Customer ' || i AS customer,
    'Country ' || pick(i, 'country', 30) AS country FROM range(100000) r(i)`,
  orders: `SELECT i AS order_id, tenant(i) AS tenant_id, 2 * pick_uneven(i, 'customer', 50000) + i % 2 AS customer_id,
    CASE WHEN pick(i, 'online', 50) > 0 THEN 2 * pick(i, 'store', 500) + i % 2 END AS store_id,
    day(i, 'day') AS ordered_on, money(i, 'shipping', 20) AS shipping FROM range(1000000) r(i)`,
  items: `SELECT i AS item_id, tenant(order_id) AS tenant_id, order_id, 2 * pick(i, 'product', 2500) + order_id % 2 AS product_id,
    1 + pick(i, 'units', 5) AS units, money(i, 'amount', 300) AS amount
    FROM (SELECT i, greatest(0, i - pick(i, 'order', 7)) // 4 AS order_id FROM range(4000000) r(i))`,
  returns: `SELECT i AS return_id, tenant(i) AS tenant_id, 2 * pick_uneven(i, 'customer', 50000) + i % 2 AS customer_id,
    CASE WHEN pick(i, 'online', 50) > 0 THEN 2 * pick(i, 'store', 500) + i % 2 END AS store_id,
    day(i, 'day') AS returned_on, money(i, 'refund', 300) AS refund FROM range(200000) r(i)`,
} as const;

export const TABLE_NAMES = Object.keys(TABLES) as (keyof typeof TABLES)[];

/** Folder with a Parquet file for each table; made once for each version of DuckDB. */
export async function dataFolder(): Promise<string> {
  const folder = path.join(CACHE, 'bench', `spot-${version()}`);
  if (existsSync(folder)) return folder;
  console.log(`Making the data (1M orders, 4M items) in ${folder} …`);
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { threads: String(THREADS) });
  try {
    const connection = await instance.connect();
    await connection.run(MACROS);
    for (const [table, sql] of Object.entries(TABLES))
      await connection.run(`COPY (${sql}) TO ${quoted(path.join(partial, `${table}.parquet`))} (FORMAT parquet)`);
    renameSync(partial, folder);
  } finally {
    instance.closeSync();
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

/** SQL that loads the files into tables, as Spot's engine does. */
export function loadingSql(folder: string): string {
  const load = (table: string) =>
    `CREATE TABLE ${table} AS SELECT * FROM read_parquet(${quoted(path.join(folder, `${table}.parquet`))});`;
  return TABLE_NAMES.map(load).join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
