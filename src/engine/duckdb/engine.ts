import {
  EngineError,
  type Limits,
  type LoadProgress,
  type LoadReport,
  type LoadRequest,
  type PreparedColumns,
  type SqlEngine,
  type SqlResult,
  type Statement,
} from '../../spot';
import type { ProcessOptions, WorkerProcess } from './process';
import type { FirstPage, NextPage } from './messages';
import { Result } from './result';
import { Scheduler } from './scheduler';
import { Sessions } from './sessions';

export interface DuckDbOptions extends ProcessOptions {
  /** DuckDB's own limit, in megabytes (1024); its process is ended when it grows to this and half a gigabyte. */
  readonly memoryMb?: number | undefined;
  /** Threads of DuckDB (2). */
  readonly threads?: number | undefined;
  /** Seconds that loading may take (120). */
  readonly loadSeconds?: number | undefined;
  /** Told when the process ends by itself, with the reason. */
  readonly onCrash?: ((reason: string) => void) | undefined;
}

/** Results that stay open between their pages; more only while they are being read. */
const OPEN = 64;
/** Milliseconds for binding. */
const PREPARE = 10_000;
/** What the process needs besides DuckDB's own limit, and what DuckDB does not count. */
const HEADROOM_MB = 512;

/** DuckDB in a process of its own; see `openDuckDb`. */
export class DuckDbEngine implements SqlEngine {
  private readonly sessions: Sessions;
  private readonly scheduler: Scheduler;
  /** By cursor, the least recently read first. */
  private readonly open = new Map<number, Result>();
  private closing: Promise<void> | undefined;

  constructor(options: DuckDbOptions) {
    const { memoryMb = 1024, threads = 2, loadSeconds = 120, onCrash } = options;
    this.sessions = new Sessions(options, { memoryMb, threads }, loadSeconds, (reason) => onCrash?.(reason));
    this.scheduler = new Scheduler(this.sessions, (memoryMb + HEADROOM_MB) * 1024 * 1024);
    this.sessions.warm();
  }

  /** Of the present process; undefined while there is none. */
  get pid(): number | undefined {
    return this.sessions.current?.process.pid;
  }

  async load(request: LoadRequest, progress?: (done: LoadProgress) => void): Promise<LoadReport> {
    if (this.closing) throw new EngineError('closed', 'The SQL engine is closed.');
    return this.scheduler.watched(() => this.sessions.load(request, progress));
  }

  async prepare(statement: Statement): Promise<PreparedColumns> {
    const job = this.scheduler.submit({
      tenant: statement.tenant,
      request: { type: 'prepare', statement },
      left: PREPARE,
      limit: PREPARE,
      signal: undefined,
      process: undefined,
    });
    return (await job.value) as PreparedColumns;
  }

  async run(statement: Statement, limits: Limits, signal?: AbortSignal): Promise<SqlResult> {
    const start = performance.now();
    // A page never holds more than the limit: what is over it is an error, not a page.
    const pageRows = Math.max(1, Math.min(limits.pageRows, limits.rows));
    const order = { tenant: statement.tenant, limit: limits.milliseconds, signal };
    const job = this.scheduler.submit({
      ...order,
      request: { type: 'run', statement, pageRows },
      left: limits.milliseconds,
      process: undefined,
    });
    const { columns, page, cursor } = (await job.value) as FirstPage;
    const { ranOn } = job;
    const elapsed = performance.now() - start;
    if (cursor === undefined || !ranOn) return new Result(columns, page, elapsed, limits, undefined);
    const result = new Result(columns, page, elapsed, limits, {
      next: async (left) => {
        this.touch(cursor);
        const request = { type: 'next', cursor } as const;
        return (await this.scheduler.submit({ ...order, request, left, process: ranOn }).value) as NextPage;
      },
      release: () => {
        this.release(cursor, ranOn);
      },
    });
    this.keep(cursor, result);
    return result;
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    const ended = this.sessions.close();
    this.scheduler.close();
    await ended;
  }

  private keep(cursor: number, result: Result): void {
    this.open.set(cursor, result);
    if (this.open.size <= OPEN) return;
    const idle = [...this.open.values()].find((other) => !other.reading);
    idle?.evict(`The result was closed, because ${OPEN} others have been opened since it was last read.`);
  }

  private touch(cursor: number): void {
    const result = this.open.get(cursor);
    if (!result) return;
    this.open.delete(cursor);
    this.open.set(cursor, result);
  }

  private release(cursor: number, process: WorkerProcess): void {
    this.open.delete(cursor);
    process.tell({ type: 'release', cursor });
  }
}
