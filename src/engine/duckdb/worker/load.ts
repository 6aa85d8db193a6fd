import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { version, type DuckDBConnection } from '@duckdb/node-api';
import type { Column, LoadedTable, LoadReport, LoadRequest, TableSource } from '../../../spot';
import { tokens } from '../secure/lexer';
import { DATA_SCHEMA, quote } from '../secure/rewrite';
import { fold } from '../secure/tree';
import { column } from './cells';
import { engineFailure, Failure } from './failure';

/**
 * Loads the tables in order; a script may read those before it. What is a copy of another table waits for the end when
 * that one is not there yet.
 */
export async function loadTables(
  connection: DuckDBConnection,
  request: LoadRequest,
  progress: (table: string, done: number, total: number) => void,
): Promise<LoadReport> {
  const start = performance.now();
  const seen = new Set<string>();
  await connection.run(`USE memory.${DATA_SCHEMA}`);
  for (const [name, value] of Object.entries(request.variables ?? {}))
    await connection.run(`SET VARIABLE ${quote(name)} = $1`, [value]);
  const waiting: TableSource[] = [];
  const failures: Failure[] = [];
  const attempt = async (table: TableSource): Promise<void> => {
    if (leansOn(table, failures)) return;
    try {
      await loadTable(connection, request.folder, table);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(error);
    }
  };
  for (const [done, source] of request.tables.entries()) {
    progress(source.name, done, request.tables.length);
    if (seen.has(fold(source.name)))
      throw new Failure('load', `The table ${source.name} is defined twice.`, { table: source.name });
    seen.add(fold(source.name));
    const early = source.source.type === 'table' && (await columnsOf(connection, source.source.table)) === undefined;
    if (early) waiting.push(source);
    else await attempt(source);
  }
  for (const source of waiting) await attempt(source);
  throwAll(failures);
  const tables = await describeTables(
    connection,
    request.tables.map(({ name }) => name),
  );
  const hash = createHash('sha256').update(version()).update(JSON.stringify(tables));
  return {
    tables: tables.map(({ table }) => table),
    elapsed: performance.now() - start,
    dataVersion: hash.digest('hex'),
  };
}

/** Whether a table is made from one that could not be loaded: its failure would only repeat that. */
function leansOn({ source }: TableSource, failures: readonly Failure[]): boolean {
  if (source.type === 'file') return false;
  const text = fold(source.type === 'sql' ? source.sql : source.table);
  return failures.some(({ details: { table } }) => table !== undefined && text.includes(fold(table)));
}

function throwAll(failures: readonly Failure[]): void {
  const [first, ...others] = failures;
  if (!first) return;
  const more = others.map(({ message, details: { table, file, line } }) => ({
    message,
    ...(table === undefined ? {} : { table }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
  }));
  throw new Failure(first.kind, first.message, { ...first.details, ...(more.length > 0 ? { more } : {}) });
}

async function loadTable(connection: DuckDBConnection, folder: string, { name, source }: TableSource): Promise<void> {
  if (source.type === 'sql') await loadScript(connection, name, source.sql);
  else if (source.type === 'table') await copyTable(connection, name, source.table);
  else {
    await loadFile(connection, name, path.resolve(folder, source.path), source.format);
    if (source.types) await typeEmptyColumns(connection, name, source.types);
  }
}

async function copyTable(connection: DuckDBConnection, name: string, from: string): Promise<void> {
  if ((await columnsOf(connection, from)) === undefined)
    throw new Failure('load', `The table ${name} is to be ${from}, but no script makes a table of that name.`, {
      table: name,
    });
  if (fold(name) !== fold(from))
    await connection.run(`CREATE OR REPLACE TABLE ${target(name)} AS SELECT * FROM ${target(from)}`);
}

const EMPTY_TYPES = { number: 'BIGINT', boolean: 'BOOLEAN', date: 'DATE', timestamp: 'TIMESTAMP' } as const;

/** A file's column without a single value has no type of its own: DuckDB calls it text (or JSON). */
async function typeEmptyColumns(
  connection: DuckDBConnection,
  name: string,
  types: Readonly<Record<string, keyof typeof EMPTY_TYPES>>,
): Promise<void> {
  const untyped = ((await columnsOf(connection, name)) ?? []).filter(
    (one) => Object.hasOwn(types, one.name) && ['VARCHAR', 'JSON'].includes(one.engineType),
  );
  if (untyped.length === 0) return;
  const counts = untyped.map((one) => `count(${quote(one.name)})`).join(', ');
  const [found = []] = (await connection.runAndReadAll(`SELECT ${counts} FROM ${target(name)}`)).getRows();
  for (const [index, { name: key }] of untyped.entries()) {
    const type = types[key];
    if (type !== undefined && Number(found[index]) === 0)
      await connection.run(`ALTER TABLE ${target(name)} ALTER COLUMN ${quote(key)} TYPE ${EMPTY_TYPES[type]}`);
  }
}

async function loadFile(
  connection: DuckDBConnection,
  name: string,
  file: string,
  format: 'csv' | 'parquet' | 'json',
): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile())
    throw new Failure('load', `The file of the table ${name} does not exist: ${file}`, { table: name, file });
  if (found.size === 0)
    throw new Failure('load', `The file of the table ${name} is empty: ${file}`, { table: name, file });
  const header = format === 'csv' ? await readHeader(file) : undefined;
  if (format === 'json' && (await startOf(file, BOM.length)).equals(BOM))
    throw new Failure(
      'load',
      `The file of the table ${name} begins with a byte order mark; save it without one: ${file}`,
      {
        table: name,
        file,
      },
    );
  const [reader, options] = READERS[format];
  const source = `${reader}(${literal(exactPath(file))}${options}${header ? `, delim = '${header.delimiter}'` : ''})`;
  try {
    await connection.run(`CREATE OR REPLACE TABLE ${target(name)} AS SELECT * FROM ${source}`);
  } catch (error) {
    const failure = (header && (await wrongRow(connection, file, header))) ?? engineFailure(error);
    const line = /\bLine: (\d+)|\b(?:in|at) line (\d+)/i.exec(failure.message);
    // What follows is advice about settings of DuckDB's reader, which a deck does not have.
    const [message = ''] = failure.message.split(/\n\s*(?:Possible (?:fixes|solutions)|It was not possible)|\n\n/);
    throw new Failure('load', `The table ${name} cannot be read from ${file}: ${message.trim()}`, {
      table: name,
      file,
      ...(line ? { line: Number(line[1] ?? line[2]) } : {}),
    });
  }
}

/**
 * Types are found by reading the whole file, so that a late row cannot contradict an early guess, and only ISO dates
 * are dates: 03/04/2025 stays text rather than one of two days.
 */
const READERS: Readonly<Record<'csv' | 'parquet' | 'json', readonly [name: string, options: string]>> = {
  csv: [
    'read_csv',
    `, header = true, skip = 0, sample_size = -1, dateformat = '%Y-%m-%d', quote = '"', escape = '"', strict_mode = true,
       ignore_errors = false, null_padding = false`,
  ],
  json: ['read_json', ", sample_size = -1, dateformat = '%Y-%m-%d', ignore_errors = false"],
  parquet: ['read_parquet', ''],
};

interface Header {
  readonly delimiter: string;
  readonly columns: number;
}

/** The delimiter is, of the usual characters, the one that the first line has most of outside quotes. */
async function readHeader(file: string): Promise<Header> {
  const [line = ''] = (await startOf(file, 65_536))
    .toString('utf8')
    .replace(/"[^"]*"/g, '')
    .split('\n');
  const headers = [',', ';', '\t', '|'].map((delimiter) => ({ delimiter, columns: line.split(delimiter).length }));
  return headers.reduce((best, other) => (other.columns > best.columns ? other : best));
}

/** Which DuckDB skips in CSV, but takes for a value in JSON. */
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

async function startOf(file: string, bytes: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(bytes), position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** When types cannot be found, reading without types tells the row that is to blame; undefined when none is. */
async function wrongRow(connection: DuckDBConnection, file: string, header: Header): Promise<Failure | undefined> {
  const columns = Array.from({ length: header.columns }, (_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const source = `read_csv(${literal(exactPath(file))}, auto_detect = false, header = true, delim = '${header.delimiter}',
    quote = '"', escape = '"', strict_mode = true, columns = {${columns}})`;
  try {
    await connection.run(`SELECT count(c0) FROM ${source}`);
    return undefined;
  } catch (error) {
    return engineFailure(error);
  }
}

/** A file's name as a pattern that matches itself only. */
function exactPath(file: string): string {
  return file.replace(/[[*?]/g, (char) => `[${char}]`);
}

async function loadScript(connection: DuckDBConnection, name: string, sql: string): Promise<void> {
  let line = 1;
  try {
    const parts = split(sql);
    for (const [index, part] of parts.entries()) {
      line = lineAt(sql, part.start);
      const isLast = index === parts.length - 1;
      if (!isLast || !(await runAsTable(connection, name, part.text))) await connection.run(part.text);
      await connection.run(`USE memory.${DATA_SCHEMA}`);
    }
  } catch (error) {
    const failure = engineFailure(error);
    throw new Failure('load', `The script of the table ${name} fails: ${failure.message}`, { table: name, line });
  }
  if ((await columnsOf(connection, name)) === undefined)
    throw new Failure(
      'load',
      `The script of the table ${name} makes no table of that name and does not end in a SELECT.`,
      { table: name },
    );
}

/** Makes the table of a SELECT; false for what is none, which does not parse in that place. */
async function runAsTable(connection: DuckDBConnection, name: string, sql: string): Promise<boolean> {
  try {
    await connection.run(`CREATE OR REPLACE TABLE ${target(name)} AS ${sql}`);
    return true;
  } catch (error) {
    if (engineFailure(error).kind !== 'syntax') throw error;
    return false;
  }
}

function split(sql: string): { text: string; start: number }[] {
  const parts: { text: string; start: number }[] = [];
  let start: number | undefined;
  for (const token of [...tokens(sql), { type: 'semicolon', start: sql.length, end: sql.length } as const]) {
    if (token.type !== 'semicolon') start ??= token.start;
    else if (start !== undefined) {
      parts.push({ text: sql.slice(start, token.start), start });
      start = undefined;
    }
  }
  return parts;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Name, columns and a hash over the rows that does not depend on their order. */
async function describeTables(
  connection: DuckDBConnection,
  names: readonly string[],
): Promise<{ table: LoadedTable; contents: string }[]> {
  if (names.length === 0) return [];
  const columns = new Map<string, readonly Column[]>();
  for (const name of names) columns.set(name, (await columnsOf(connection, name)) ?? []);
  const parts = names.map((name, index) => {
    const values = (columns.get(name) ?? []).map((of) => quote(of.name)).join(', ');
    return `SELECT ${index}, count(*), CAST(sum(CAST(hash(${values}) AS HUGEINT)) AS VARCHAR) FROM ${target(name)}`;
  });
  const found = (await connection.runAndReadAll(parts.join(' UNION ALL '))).getRows();
  return names.map((name, index) => {
    const [, rows, contents] = found.find(([number]) => number === index) ?? [];
    return { table: { name, rows: Number(rows), columns: columns.get(name) ?? [] }, contents: String(contents) };
  });
}

/** Undefined when there is no such table. */
async function columnsOf(connection: DuckDBConnection, name: string): Promise<readonly Column[] | undefined> {
  const rows = await connection.prepare(`SELECT * FROM ${target(name)}`).catch(() => undefined);
  if (!rows) return undefined;
  const columns = Array.from({ length: rows.columnCount }, (_, index) =>
    column(rows.columnName(index), rows.columnType(index)),
  );
  rows.destroySync();
  return columns;
}

function target(name: string): string {
  return `memory.${DATA_SCHEMA}.${quote(name)}`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
