import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { Node } from '../secure/tree';
import { Failure } from './failure';

interface Serialised {
  readonly error: boolean;
  readonly error_message?: string;
  readonly error_type?: string;
  readonly position?: string;
  readonly statements?: readonly Node[];
}

/** DuckDB's parser on a connection of its own: the text is a bound value and never runs. */
export class Parser {
  private constructor(private readonly statement: DuckDBPreparedStatement) {}

  static async create(connection: DuckDBConnection): Promise<Parser> {
    return new Parser(await connection.prepare('SELECT json_serialize_sql(CAST($1 AS VARCHAR))'));
  }

  private queue: Promise<unknown> = Promise.resolve();

  readonly parse = (sql: string): Promise<readonly Node[]> => {
    const result = this.queue.then(() => this.parseNow(sql));
    this.queue = result.catch(() => undefined);
    return result;
  };

  private async parseNow(sql: string): Promise<readonly Node[]> {
    this.statement.bindVarchar(1, sql);
    const reader = await this.statement.runAndReadAll();
    const text = reader.getRows()[0]?.[0];
    const answer = JSON.parse(String(text)) as Serialised;
    if (!answer.error) return answer.statements ?? [];
    const message = answer.error_message ?? 'The statement cannot be read.';
    if (answer.error_type !== 'parser') throw new Failure('forbidden', 'Only SELECT statements run here.');
    const position = Number(answer.position);
    throw new Failure('syntax', message, answer.position !== undefined && position >= 0 ? { position } : {});
  }
}
