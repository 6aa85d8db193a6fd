import {
  EngineError,
  type Cell,
  type Column,
  type Page,
  type PreparedColumns,
  type SqlEngine,
  type Statement,
} from '../../port';
import type { Meter } from './meter';

/** Who a query is counted for. */
export interface Account {
  readonly tenant: string | undefined;
  /** Queries of one session share a budget; a session belongs to one user of one tenant. */
  readonly session: string;
}

/** Why the control plane lets nothing run, or stopped what was running. */
export class Blocked extends Error {
  constructor(
    readonly reason: 'budget' | 'killed',
    message: string,
  ) {
    super(message);
    this.name = 'Blocked';
  }
}

/** A whole result in memory. */
export interface Rows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly milliseconds: number;
}

const PAGE_ROWS = 10_000;

/** What a ticket needs of the control plane. */
interface Desk {
  readonly engine: SqlEngine;
  readonly meters: readonly Meter[];
  readonly caps: { readonly milliseconds: number; readonly rows: number; readonly bytes: number };
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  overdrawn(): Blocked | undefined;
  close(): void;
}

/** Leave to run the statements of one question. */
export class Ticket {
  private readonly controller = new AbortController();
  private blocked: Blocked | undefined;
  private spent = 0;
  private statements = 0;
  private counted = 0;
  private detach: () => void = () => undefined;

  constructor(
    readonly account: Account,
    private readonly desk: Desk,
  ) {}

  /** So far: queries counted, engine milliseconds, statements. */
  get cost(): { readonly queries: number; readonly milliseconds: number; readonly statements: number } {
    return { queries: this.counted, milliseconds: this.spent, statements: this.statements };
  }

  stopWith(signal: AbortSignal | undefined): void {
    if (!signal) return;
    const stop = (): void => {
      this.controller.abort();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    this.detach = () => {
      signal.removeEventListener('abort', stop);
    };
  }

  stop(why: Blocked): void {
    this.blocked ??= why;
    this.controller.abort();
  }

  /** Throws Blocked when the switch was pulled, an EngineError of kind `cancelled` when the asker gave up. */
  check(): void {
    if (this.blocked) throw this.blocked;
    if (this.controller.signal.aborted) throw new EngineError('cancelled', 'The question was cancelled.');
  }

  /** Counts one query, answered from a cache or not. Throws Blocked when there is none left. */
  count(): void {
    this.check();
    const overdrawn = this.desk.overdrawn();
    if (overdrawn) throw overdrawn;
    for (const meter of this.desk.meters) meter.add({ queries: 1 });
    this.counted += 1;
  }

  /** Counts the rows of an answer that is there already. Throws Blocked when they are more than are left. */
  give(rows: number): void {
    const left = this.rowsLeft();
    if (rows > left) throw tooManyRows(left);
    for (const meter of this.desk.meters) meter.add({ rows });
  }

  private rowsLeft(): number {
    return Math.min(...this.desk.meters.map(({ left }) => left.rows), Infinity);
  }

  /** Binds without running. */
  prepare(statement: Statement): Promise<PreparedColumns> {
    return this.abortable(this.desk.inTurn(() => this.timed(() => this.desk.engine.prepare(statement))));
  }

  /** Runs to the last row. Throws Blocked and EngineError; more rows than the budget holds are none. */
  run(statement: Statement, rows = this.desk.caps.rows): Promise<Rows> {
    const most = Math.min(rows, this.desk.caps.rows);
    return this.abortable(this.desk.inTurn(() => this.timed(() => this.read(statement, most))));
  }

  /** Gives the leave back. */
  end(): void {
    this.detach();
    this.desk.close();
  }

  private async timed<T>(work: () => Promise<T>): Promise<T> {
    this.check();
    const start = performance.now();
    try {
      const result = await work();
      this.check();
      return result;
    } catch (error) {
      if (this.blocked) throw this.blocked;
      throw error;
    } finally {
      const milliseconds = performance.now() - start;
      this.spent += milliseconds;
      this.statements += 1;
      for (const meter of this.desk.meters) meter.add({ seconds: milliseconds / 1000 });
    }
  }

  private async read(statement: Statement, most: number): Promise<Rows> {
    const seconds = Math.min(...this.desk.meters.map(({ left }) => left.seconds), Infinity);
    const rowsLeft = this.rowsLeft();
    const milliseconds = Math.ceil(Math.min(this.desk.caps.milliseconds, seconds * 1000));
    if (milliseconds <= 0) throw new Blocked('budget', 'The time in the budget is used up.');
    const limits = { milliseconds, rows: Math.max(1, Math.min(most, rowsLeft)), pageRows: PAGE_ROWS };
    try {
      const result = await this.desk.engine.run(statement, limits, this.controller.signal);
      const rows: (readonly Cell[])[] = [];
      let bytes = 0;
      try {
        for (let page: typeof result.first | undefined = result.first; page; page = await result.next()) {
          this.check();
          bytes += sizeOf(page);
          if (bytes > this.desk.caps.bytes) throw tooLarge(this.desk.caps.bytes);
          for (let at = 0; at < page.rows; at += 1) rows.push(page.columns.map((column) => column[at] ?? null));
        }
      } finally {
        await result.close();
      }
      for (const meter of this.desk.meters) meter.add({ rows: rows.length });
      return { columns: result.columns, rows, milliseconds: result.elapsed };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.kind === 'timeout' && milliseconds < this.desk.caps.milliseconds)
        throw new Blocked('budget', 'The time in the budget ran out while this was running.');
      if (error.kind === 'too-many-rows' && rowsLeft < most) throw tooManyRows(rowsLeft);
      throw error;
    }
  }

  /** Waiting ends at once, whatever the engine still has to do to stop. */
  private abortable<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.controller;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        reject(this.blocked ?? new EngineError('cancelled', 'The question was cancelled.'));
      };
      const done = (): void => {
        signal.removeEventListener('abort', stop);
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
      work.then(resolve, reject).then(done, done);
    });
  }
}

/** Bytes that a page takes here, roughly: sixteen a value, two a character. */
function sizeOf({ columns, rows }: Page): number {
  let bytes = 32 * rows;
  for (const column of columns) {
    bytes += 16 * rows;
    for (const cell of column) if (typeof cell === 'string') bytes += 2 * cell.length;
  }
  return bytes;
}

function tooManyRows(left: number): Blocked {
  return new Blocked('budget', `The answer has more rows than the ${left} that the budget has left.`);
}

function tooLarge(bytes: number): EngineError {
  const megabytes = Math.round(bytes / 1_000_000);
  return new EngineError(
    'too-many-rows',
    `The result is larger than ${megabytes} MB. Ask for fewer rows or columns: aggregate, filter, or add a LIMIT.`,
  );
}
