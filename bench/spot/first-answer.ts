import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, run } from '../../scripts/run.mjs';
import { THREADS } from './data';
import { modelOf } from './spot';

const CLI = path.join(ROOT, 'dist/cli.js');
const DECK = path.join(ROOT, 'decks/spot-director');
const BY_HAND = `import { DuckDBInstance } from '@duckdb/node-api';
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '${THREADS}' })).connect();
  for (const sql of JSON.parse(process.argv[1])) await connection.run(sql);
  console.log((await connection.runAndReadAll(process.argv[2])).getRowsJson());`;
const REVENUE_BY_REGION = `SELECT region, sum(amount) FROM sale_items LEFT JOIN sales USING (tenant_id, sale_id)
  LEFT JOIN stores USING (tenant_id, store_id) WHERE tenant_id = 'acme' GROUP BY region`;
const SEEDS = seeds();

/** A fresh process that opens the shipped deck's sandbox, loads its data and answers. */
export async function shippedAnswer(): Promise<void> {
  const output = String(
    await run(process.execPath, [CLI, 'ask', '--deck', DECK, '--user', 'ana', 'revenue by region']),
  );
  if (!output.includes('North')) throw new Error(`The shipped sandbox does not answer:\n${output}`);
}

/** The same by hand: a fresh process, DuckDB, the same tables from the same SQL, one SELECT. No file but DuckDB's is read. */
export async function answerByHand(): Promise<void> {
  const args = [JSON.stringify(SEEDS), REVENUE_BY_REGION];
  const output = String(await run(process.execPath, ['--input-type=module', '--eval', BY_HAND, '--', ...args]));
  if (!output.includes('North')) throw new Error(`DuckDB by itself does not answer:\n${output}`);
}

/** What makes the shipped tables, as their model has it. */
function seeds(): string[] {
  const { tables, parameters } = modelOf(readFileSync(path.join(DECK, 'sandbox/model.yaml'), 'utf8'));
  const variables = [...parameters].map(([name, value]) => `SET VARIABLE ${name} = ${String(value)}`);
  const made = [...tables.values()].flatMap(({ key, source }) =>
    source.type === 'sql' ? [`CREATE TABLE ${key} AS ${source.sql}`] : [],
  );
  return [...variables, ...made];
}
