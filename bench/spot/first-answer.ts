import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROOT, run } from '../../scripts/run.mjs';

const CLI = path.join(ROOT, 'dist/cli.js');
const DECK = path.join(ROOT, 'decks/spot-director');
const SAYS_ONE = `import { DuckDBInstance } from '@duckdb/node-api';
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.runAndReadAll('SELECT 1');`;

/** Builds what is shipped, unless the last build is newer than every source. */
export async function buildShipped(): Promise<void> {
  const built = existsSync(CLI) ? statSync(CLI).mtimeMs : 0;
  const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, withFileTypes: true });
  const changed = sources.some(
    (file) => file.isFile() && statSync(path.join(file.parentPath, file.name)).mtimeMs > built,
  );
  if (!changed) return;
  console.log('Building dist/ (node esbuild.mjs) …');
  await run(process.execPath, ['esbuild.mjs']);
}

/** A fresh process that opens the shipped deck's sandbox, loads its data and answers. */
export async function shippedAnswer(): Promise<void> {
  const output = String(
    await run(process.execPath, [CLI, 'ask', '--deck', DECK, '--user', 'ana', 'revenue by region']),
  );
  if (!output.includes('North')) throw new Error(`The shipped sandbox does not answer:\n${output}`);
}

/** What nothing can be faster than: two fresh processes, one after the other, and a first statement in DuckDB. */
export async function processesAlone(): Promise<void> {
  await run(process.execPath, ['--eval', '0']);
  await run(process.execPath, ['--input-type=module', '--eval', SAYS_ONE]);
}
