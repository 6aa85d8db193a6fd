import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBType } from '@duckdb/node-api';
import { DuckDBTypeId, StatementType } from '@duckdb/node-api';
import type { Column, PreparedColumns, Statement } from '../../../spot';
import { secure, type Parse, type Secured } from '../secure/rewrite';
import { column, isNested } from './cells';
import type { Connections } from './connections';
import { Cursor } from './cursor';
import { engineFailure, Failure } from './failure';
import { bindAll } from './params';

/** A call that may be cancelled while it runs. */
export class Call {
  private cancelled = false;
  private connection: DuckDBConnection | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** The connection that a cancellation interrupts from now on; throws when one has come already. */
  use(connection: DuckDBConnection | undefined): void {
    this.connection = connection;
    if (!connection) clearInterval(this.timer);
    if (this.cancelled && connection) throw new Failure('cancelled', 'The statement was cancelled.');
  }

  /** DuckDB forgets an interrupt that comes between two of its own steps, so it is repeated. */
  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    this.connection?.interrupt();
    this.timer = setInterval(() => this.connection?.interrupt(), 20);
  }
}

export interface Context {
  readonly connections: Connections;
  readonly loaded: ReadonlySet<string>;
  readonly parse: Parse;
}

export async function prepareStatement(statement: Statement, context: Context, call: Call): Promise<PreparedColumns> {
  return onConnection(statement, context, call, async (connection, secured) => {
    const { columns } = await describe(connection, secured);
    await connection.run('ROLLBACK');
    context.connections.giveBack(statement.tenant, connection);
    return { columns };
  });
}

export async function runStatement(statement: Statement, context: Context, call: Call): Promise<Cursor> {
  return onConnection(statement, context, call, async (connection, secured) => {
    const { prepared, columns } = await describe(connection, secured);
    const result = await prepared.stream();
    return new Cursor(columns, result, connection, async (clean) => {
      prepared.destroySync();
      if (!clean) {
        connection.closeSync();
        return;
      }
      await connection.run('ROLLBACK');
      context.connections.giveBack(statement.tenant, connection);
    });
  });
}

/** Lends a connection for the work; one on which something failed is closed, so that nothing of it can be seen again. */
async function onConnection<T>(
  statement: Statement,
  context: Context,
  call: Call,
  work: (connection: DuckDBConnection, secured: Secured) => Promise<T>,
): Promise<T> {
  const secured = await secure(statement, context.loaded, context.parse).catch((error: unknown) => {
    throw located(error, (byte) => Buffer.from(statement.sql, 'utf8').subarray(0, byte).toString('utf8').length);
  });
  const connection = await context.connections.lend(statement.tenant);
  try {
    call.use(connection);
    await connection.run('BEGIN TRANSACTION READ ONLY');
    const result = await work(connection, secured);
    call.use(undefined);
    return result;
  } catch (error) {
    call.use(undefined);
    connection.closeSync();
    throw located(error, secured.origin);
  }
}

interface Described {
  readonly prepared: DuckDBPreparedStatement;
  readonly columns: readonly Column[];
}

/** Binds. Nested values are asked for as text, which only the engine writes as it writes them. */
async function describe(connection: DuckDBConnection, secured: Secured): Promise<Described> {
  const prepared = await prepareOne(connection, secured.sql, secured);
  const names = Array.from({ length: prepared.columnCount }, (_, index) => prepared.columnName(index));
  const types = await columnTypes(connection, prepared, secured);
  const columns = types.map((type, index) => column(names[index] ?? '', type));
  if (!types.some(isNested)) return { prepared, columns };
  prepared.destroySync();
  const list = types.map((type, index) => (isNested(type) ? `CAST(c${index} AS VARCHAR)` : `c${index}`));
  const aliases = types.map((_, index) => `c${index}`).join(', ');
  const text = `SELECT ${list.join(', ')} FROM (${secured.sql}\n) AS result(${aliases})`;
  return { prepared: await prepareOne(connection, text, secured), columns };
}

async function prepareOne(
  connection: DuckDBConnection,
  sql: string,
  { params }: Secured,
): Promise<DuckDBPreparedStatement> {
  const prepared = await connection.prepare(sql);
  if (prepared.statementType !== StatementType.SELECT)
    throw new Failure('forbidden', 'Only SELECT statements run here.');
  bindAll(prepared, params);
  return prepared;
}

/** With parameters, types are known only when the values are: then they are read from a run without rows. */
async function columnTypes(
  connection: DuckDBConnection,
  prepared: DuckDBPreparedStatement,
  secured: Secured,
): Promise<DuckDBType[]> {
  const indexes = Array.from({ length: prepared.columnCount }, (_, index) => index);
  if (prepared.parameterCount === 0) return indexes.map((index) => prepared.columnType(index));
  const known = indexes.every((index) => prepared.columnTypeId(index) !== DuckDBTypeId.INVALID);
  if (known) return indexes.map((index) => prepared.columnType(index));
  const empty = await prepareOne(connection, `SELECT * FROM (${secured.sql}\n) LIMIT 0`, secured);
  const result = await empty.stream();
  const types = indexes.map((index) => result.columnType(index));
  empty.destroySync();
  return types;
}

function located(error: unknown, origin: (byte: number) => number | undefined): Failure {
  const failure = error instanceof Failure ? error : engineFailure(error);
  const { position, ...details } = failure.details;
  const mapped = position === undefined ? undefined : origin(position);
  return new Failure(failure.kind, failure.message, mapped === undefined ? details : { ...details, position: mapped });
}
