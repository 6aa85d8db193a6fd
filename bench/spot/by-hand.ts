import { DuckDBInstance } from '@duckdb/node-api';
import { loadingSql, THREADS } from './data';
import type { Rows } from './spot';

/** DuckDB by itself, in this very process. */
export async function openByHand(folder: string) {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(THREADS) });
  const connection = await instance.connect();
  await connection.run(loadingSql(folder));
  return {
    run: async (sql: string): Promise<Rows> => (await connection.runAndReadAll(sql)).getRowsJson(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
