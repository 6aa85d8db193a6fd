import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Cell } from '../../../spot';
import type { FirstPage, WorkerSettings } from '../messages';
import { column, readCells } from './cells';
import { lockDown, openDatabase } from './database';
import { engineFailure, Failure } from './failure';

const MAX_CONNECTIONS = 8;
/** Rows of one result. */
const MAX_ROWS = 1000;

/** An empty database and its connections, made when they are first named. Everything runs but what leaves the process. */
export class Scratch {
  private readonly connections = new Map<string, DuckDBConnection>();

  private constructor(private readonly instance: DuckDBInstance) {}

  static async open(settings: WorkerSettings): Promise<Scratch> {
    const instance = await openDatabase(settings);
    const connection = await instance.connect();
    await lockDown(connection);
    connection.closeSync();
    return new Scratch(instance);
  }

  async run(name: string, sql: string): Promise<FirstPage> {
    const connection = await this.connection(name);
    try {
      // Not streamed: a streamed result does not tell when it fails.
      const result = await connection.run(sql);
      const columns = Array.from({ length: result.columnCount }, (_, index) =>
        column(result.columnName(index), result.columnType(index)),
      );
      const cells: Cell[][] = columns.map(() => []);
      let rows = 0;
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
        rows += chunk.rowCount;
        if (rows > MAX_ROWS) throw new Failure('too-many-rows', `The result has more than ${MAX_ROWS} rows.`);
        const { rowCount } = chunk;
        for (const [index, list] of cells.entries()) list.push(...readCells(chunk, index, 0, rowCount, () => 0));
      }
      return { columns, page: { columns: cells, rows }, cursor: undefined };
    } catch (error) {
      throw error instanceof Failure ? error : engineFailure(error);
    }
  }

  private async connection(name: string): Promise<DuckDBConnection> {
    const known = this.connections.get(name);
    if (known) return known;
    if (this.connections.size === MAX_CONNECTIONS)
      throw new Failure('forbidden', `There are ${MAX_CONNECTIONS} connections at most.`);
    const connection = await this.instance.connect();
    this.connections.set(name, connection);
    return connection;
  }
}
