import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult } from '@duckdb/node-api';
import { StatementType } from '@duckdb/node-api';
import type { Column, PreparedColumns, Statement } from '../../../spot';
import { characters } from '../secure/edits';
import { secure, type Parse, type Secured } from '../secure/rewrite';
import type { Call } from './call';
import { column, isNested } from './cells';
import type { Connections } from './connections';
import { Cursor } from './cursor';
import { engineFailure, Failure } from './failure';
import { bindAll } from './params';

export interface Context {
  readonly connections: Connections;
  readonly loaded: ReadonlySet<string>;
  readonly parse: Parse;
}

export async function prepareStatement(statement: Statement, context: Context, call: Call): Promise<PreparedColumns> {
  return onConnection(statement, context, call, async (connection, secured) => {
    const columns = await bind(connection, secured);
    await connection.run('ROLLBACK');
    context.connections.giveBack(statement.tenant, connection);
    return { columns: plain(columns) };
  });
}

export async function runStatement(statement: Statement, context: Context, call: Call): Promise<Cursor> {
  return onConnection(statement, context, call, async (connection, secured) => {
    const { prepared, result, columns, shift } = await start(connection, secured);
    const release = async (clean: boolean) => {
      prepared.destroySync();
      if (clean) {
        await connection.run('ROLLBACK');
        context.connections.giveBack(statement.tenant, connection);
      } else connection.closeSync();
    };
    const locate = (error: unknown) => located(error, (byte) => secured.origin(byte - shift));
    const verify = (now: Call) => verifyComplete(connection, prepared, now);
    return new Cursor(plain(columns), result, connection, { release, locate, verify });
  });
}

/**
 * A streamed result that fails, or is interrupted, ends like one that is complete: DuckDB's binding reports no error then.
 * But the failure has aborted the connection's transaction, which shows in the next statement. Running the statement
 * again, not streamed, tells what was wrong.
 */
async function verifyComplete(
  connection: DuckDBConnection,
  prepared: DuckDBPreparedStatement,
  call: Call,
): Promise<void> {
  const aborted = await connection.run('SELECT 1').then(
    () => false,
    () => true,
  );
  if (!aborted) return;
  if (call.cancelled) throw new Failure('cancelled', 'The statement was cancelled.');
  await connection.run('ROLLBACK');
  await connection.run('BEGIN TRANSACTION READ ONLY');
  await prepared.run();
  throw new Failure('runtime', 'The statement failed while its rows were read.');
}

/** Lends a connection for the work; one on which something failed is closed, so that nothing of it can be seen again. */
async function onConnection<T>(
  statement: Statement,
  context: Context,
  call: Call,
  work: (connection: DuckDBConnection, secured: Secured) => Promise<T>,
): Promise<T> {
  const secured = await secure(statement, context.loaded, context.parse).catch((error: unknown) => {
    throw located(error, (byte) => characters(statement.sql, byte));
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
    throw error instanceof Failure ? error : located(error, secured.origin);
  }
}

/** The columns without a run. The types that depend on parameters come from a run that asks for no rows. */
async function bind(connection: DuckDBConnection, secured: Secured): Promise<readonly TypedColumn[]> {
  const prepared = await prepareOne(connection, secured.sql, secured);
  try {
    if (prepared.parameterCount === 0) return columnsOf(prepared);
  } finally {
    prepared.destroySync();
  }
  const empty = await prepareOne(connection, `SELECT * FROM (${secured.sql}\n) LIMIT 0`, secured);
  const columns = columnsOf(await empty.run());
  empty.destroySync();
  return columns;
}

interface Started {
  readonly prepared: DuckDBPreparedStatement;
  readonly result: DuckDBResult;
  readonly columns: readonly TypedColumn[];
  /** Bytes before the statement in the text that runs. */
  readonly shift: number;
}

/** Runs. Nested values are asked for as text, because only the engine writes them as it does. */
async function start(connection: DuckDBConnection, secured: Secured): Promise<Started> {
  const prepared = await prepareOne(connection, secured.sql, secured);
  const bound = prepared.parameterCount === 0 ? columnsOf(prepared) : [];
  if (bound.some(({ nested }) => nested)) return startAsText(connection, secured, prepared, bound);
  const result = await prepared.stream();
  const columns = columnsOf(result);
  // Only with parameters: they can change what type a column has.
  if (columns.some(({ nested }) => nested)) return startAsText(connection, secured, prepared, columns);
  return { prepared, result, columns, shift: 0 };
}

async function startAsText(
  connection: DuckDBConnection,
  secured: Secured,
  plain: DuckDBPreparedStatement,
  columns: readonly TypedColumn[],
): Promise<Started> {
  plain.destroySync();
  const list = columns.map(({ nested }, index) => (nested ? `CAST(c${index} AS VARCHAR)` : `c${index}`));
  const names = columns.map((_, index) => `c${index}`);
  const before = `SELECT ${list.join(', ')} FROM (`;
  const shift = before.length;
  try {
    const prepared = await prepareOne(connection, `${before}${secured.sql}\n) AS result(${names.join(', ')})`, secured);
    return { prepared, result: await prepared.stream(), columns, shift };
  } catch (error) {
    throw located(error, (byte) => secured.origin(byte - shift));
  }
}

type TypedColumn = Column & { readonly nested: boolean };

function columnsOf(source: DuckDBPreparedStatement | DuckDBResult): TypedColumn[] {
  return Array.from({ length: source.columnCount }, (_, index) => {
    const type = source.columnType(index);
    return { ...column(source.columnName(index), type), nested: isNested(type) };
  });
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

/** As the port has them. */
function plain(columns: readonly TypedColumn[]): Column[] {
  return columns.map(({ name, type, engineType }) => ({ name, type, engineType }));
}

function located(error: unknown, origin: (byte: number) => number | undefined): Failure {
  const failure = error instanceof Failure ? error : engineFailure(error);
  const { position, ...details } = failure.details;
  const mapped = position === undefined ? undefined : origin(position);
  return new Failure(failure.kind, failure.message, mapped === undefined ? details : { ...details, position: mapped });
}
