import { EngineError, type ScratchDatabase, type ScratchRows } from '../../spot';
import { Gone, Refusal, WorkerProcess, type ProcessOptions } from './process';
import type { Value } from './messages';

/** Milliseconds of one statement. */
const LIMIT = 10_000;
const SETTINGS = { memoryMb: 128, threads: 1 };

/**
 * An empty database in a process of its own, with connections by name: what each of them sees while the others write.
 * The process starts with the first statement and is ended when a statement takes too long or is not wanted any more.
 */
export class Scratch implements ScratchDatabase {
  private process: WorkerProcess | undefined;
  private lastId = 0;
  /** Why nothing runs any more. */
  private ended: EngineError | undefined;

  constructor(private readonly options: ProcessOptions) {}

  async run(connection: string, sql: string, signal?: AbortSignal): Promise<ScratchRows> {
    if (this.ended) throw this.ended;
    const process = (this.process ??= new WorkerProcess(this.options));
    const stop = (error: EngineError): void => {
      this.ended ??= error;
      process.kill();
    };
    const cancel = (): void => {
      stop(new EngineError('cancelled', 'The statement was cancelled.'));
    };
    const timer = setTimeout(() => {
      stop(new EngineError('timeout', `The statement took longer than ${LIMIT / 1000} s and was stopped.`));
    }, LIMIT);
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted === true) cancel();
    try {
      return asRows(await process.ask(++this.lastId, { type: 'scratch', connection, sql, settings: SETTINGS }));
    } catch (error) {
      if (error instanceof Refusal) throw new EngineError(error.error.kind, error.error.message, error.error.details);
      if (error instanceof Gone) throw this.whyEnded(error.exit.reason);
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    }
  }

  private whyEnded(reason: string): EngineError {
    return (this.ended ??= new EngineError('crashed', reason));
  }

  async close(): Promise<void> {
    this.ended ??= new EngineError('closed', 'The database is closed.');
    this.process?.kill();
    await this.process?.exited;
  }
}

/** Columns to rows: these results are small. */
function asRows(value: Value): ScratchRows {
  if (!('page' in value) || !('columns' in value)) throw new EngineError('runtime', 'The statement gave no result.');
  const { columns, page } = value;
  const rows = Array.from({ length: page.rows }, (_, at) => page.columns.map((cells) => cells[at] ?? null));
  return { columns, rows };
}
