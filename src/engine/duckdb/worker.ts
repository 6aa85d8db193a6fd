/**
 * The process in which DuckDB runs. It holds no state that the parent cannot make again: it may be killed at any time.
 * Started by process.ts over an IPC channel; when that closes, this process ends.
 */
import { writeFileSync } from 'node:fs';
import type { DuckDBInstance } from '@duckdb/node-api';
import type { Reply, Request, Value, WorkerSettings } from './messages';
import { fold } from './secure/tree';
import { Call } from './worker/call';
import { Connections } from './worker/connections';
import type { Cursor } from './worker/cursor';
import { lockDown, openDatabase, prepareForLoading } from './worker/database';
import { asWorkerError, Failure } from './worker/failure';
import { FileWriter } from './worker/file';
import { loadTables } from './worker/load';
import { Parser } from './worker/parser';
import { prepareStatement, runStatement, type Context } from './worker/run';
import { Scratch } from './worker/scratch';

const calls = new Map<number, Call>();
const cursors = new Map<number, { readonly cursor: Cursor; readonly pageRows: number }>();
let opened: Promise<DuckDBInstance> | undefined;
let context: Context | undefined;
let writer: FileWriter | undefined;
let scratch: Promise<Scratch> | undefined;

function send(reply: Reply): void {
  // A closed channel means that the parent is gone: `disconnect` ends this process.
  if (process.connected) process.send?.(reply, () => undefined);
}

function ifPossible(step: () => void): void {
  try {
    step();
  } catch {
    // A sandbox without /proc, or one that forbids it: then the system decides.
  }
}

/** At once and whatever native code is doing; a regular exit would wait for it. */
function end(): never {
  process.kill(process.pid, 'SIGKILL');
  process.exit(1);
}

async function load(request: Extract<Request, { type: 'load' }>): Promise<Value> {
  if (!opened) throw new Failure('load', 'The database has not been opened.');
  const instance = await opened;
  const connection = await instance.connect();
  await prepareForLoading(connection);
  const report = await loadTables(connection, request.request, (table, done, total) => {
    send({ type: 'progress', id: request.id, table, done, total });
  });
  await lockDown(connection);
  connection.closeSync();
  const parser = await Parser.create(await instance.connect());
  context = {
    connections: new Connections(instance),
    loaded: new Set(report.tables.map(({ name }) => fold(name))),
    parse: parser.parse,
  };
  return report;
}

async function run(request: Extract<Request, { type: 'run' }>, call: Call): Promise<Value> {
  const cursor = await runStatement(request.statement, ready(), call);
  const { page, more } = await paged(cursor, request.pageRows, call);
  if (more) cursors.set(request.id, { cursor, pageRows: request.pageRows });
  return { columns: cursor.columns, page, cursor: more ? request.id : undefined };
}

async function next(request: Extract<Request, { type: 'next' }>, call: Call): Promise<Value> {
  const open = cursors.get(request.cursor);
  if (!open) throw new Failure('closed', 'The result is closed.');
  const { page, more } = await paged(open.cursor, open.pageRows, call).catch((error: unknown) => {
    cursors.delete(request.cursor);
    throw error;
  });
  if (!more) cursors.delete(request.cursor);
  return { page, more };
}

async function paged(cursor: Cursor, rows: number, call: Call): ReturnType<Cursor['page']> {
  try {
    call.use(cursor.connection);
    return await cursor.page(rows, call);
  } catch (error) {
    await cursor.close();
    throw error;
  } finally {
    call.use(undefined);
  }
}

/** A failure is told to whoever loads. */
function open(settings: WorkerSettings): void {
  opened = openDatabase(settings);
  opened.catch(() => undefined);
}

/** Files are written where no statement ever runs: what keeps questions away from files is not there. */
async function write({ file, draft, columns }: Extract<Request, { type: 'write' }>): Promise<Value> {
  if (opened ?? writer ?? scratch) throw new Failure('forbidden', 'A file is written by a process of its own.');
  writer = await FileWriter.begin(file, draft, columns);
  return { rows: 0 };
}

function begun(): FileWriter {
  if (!writer) throw new Failure('closed', 'No file has been begun.');
  return writer;
}

async function runScratch({ connection, sql, settings }: Extract<Request, { type: 'scratch' }>): Promise<Value> {
  if (opened ?? writer) throw new Failure('forbidden', 'This process does something else.');
  scratch ??= Scratch.open(settings);
  return (await scratch).run(connection, sql);
}

function ready(): Context {
  if (!context) throw new Failure('load', 'No data has been loaded.');
  return context;
}

type Answered = Exclude<Request, { type: 'open' | 'release' | 'cancel' }>;

async function answer(request: Answered): Promise<void> {
  const call = new Call();
  calls.set(request.id, call);
  try {
    const value = await perform(request, call);
    send({ type: 'ok', id: request.id, value });
  } catch (error) {
    send({ type: 'error', id: request.id, error: asWorkerError(error) });
  } finally {
    calls.delete(request.id);
  }
}

function perform(request: Answered, call: Call): Promise<Value> {
  switch (request.type) {
    case 'load':
      return load(request);
    case 'write':
      return write(request);
    case 'append':
      return Promise.resolve(begun().append(request.page));
    case 'finish':
      return begun().finish();
    case 'prepare':
      return prepareStatement(request.statement, ready(), call);
    case 'run':
      return run(request, call);
    case 'next':
      return next(request, call);
    case 'scratch':
      return runScratch(request);
  }
}

function release(id: number): void {
  const open = cursors.get(id);
  cursors.delete(id);
  // What is left of a result cannot fail in a way that anybody could act on: its connection is closed instead.
  void open?.cursor.close().catch(() => undefined);
}

process.on('message', (request: Request) => {
  if (request.type === 'cancel') calls.get(request.id)?.cancel();
  else if (request.type === 'release') release(request.cursor);
  else if (request.type === 'open') open(request.settings);
  else void answer(request);
});
process.on('disconnect', end);
// Ctrl+C reaches the whole process group; the parent decides what ends.
process.on('SIGINT', () => undefined);
// When the machine runs out of memory, this process goes first, not the editor.
if (process.platform === 'linux')
  ifPossible(() => {
    writeFileSync('/proc/self/oom_score_adj', '900');
  });
// Where the parent cannot see this process's memory itself (it can on Linux).
if (process.platform !== 'linux')
  setInterval(() => {
    send({ type: 'memory', bytes: process.memoryUsage.rss() });
  }, 100).unref();
