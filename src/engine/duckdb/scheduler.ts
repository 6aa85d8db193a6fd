import { EngineError } from '../../spot';
import { Job, type Order, type Stop } from './job';
import { Refusal, type WorkerProcess } from './process';
import { FairQueue } from './queue';
import { outOfMemory, type Sessions } from './sessions';

/** Statements that run at once. */
const RUNNING = 4;
/** Milliseconds for DuckDB to obey, before its process is ended. */
const GRACE = 300;
/** Milliseconds between two looks at the process's memory. */
const WATCH = 40;

/**
 * Decides what runs when, and what becomes of it when it must stop, grows too large, or its process ends.
 *
 * A process is ended because of one statement; the others in it are run again, once and without their callers noticing.
 * Where several could have used up the memory, each of them is run again by itself, so that the one to blame is known.
 */
export class Scheduler {
  private readonly queue = new FairQueue<Job>();
  private readonly running = new Set<Job>();
  private watching: NodeJS.Timeout | undefined;
  private holding = 0;
  private closed = false;

  constructor(
    private readonly sessions: Sessions,
    private readonly memoryCap: number,
  ) {}

  submit(order: Order): Job {
    const job = new Job(this.sessions.nextId(), order);
    if (this.closed) {
      job.fail(closedError());
      return job;
    }
    this.queue.add(job);
    job.watch((why) => {
      this.stop(job, why);
    });
    this.pump();
    return job;
  }

  /** Watches the memory during something that is not a job. */
  async watched<T>(work: () => Promise<T>): Promise<T> {
    this.holding += 1;
    this.watch();
    try {
      return await work();
    } finally {
      this.holding -= 1;
    }
  }

  close(): void {
    this.closed = true;
    for (const job of [...this.queue.drain(), ...this.running]) job.fail(closedError());
    clearTimeout(this.watching);
  }

  private pump(): void {
    while (this.running.size < RUNNING) {
      const next = this.queue.peek();
      const alone = next?.alone === true || [...this.running].some((job) => job.alone);
      if (!next || (alone && this.running.size > 0)) return;
      this.queue.take();
      this.running.add(next);
      this.watch();
      void this.perform(next).finally(() => {
        this.running.delete(next);
        this.pump();
      });
    }
  }

  private async perform(job: Job): Promise<void> {
    let process: WorkerProcess | undefined;
    try {
      process = job.order.process ?? (await this.sessions.ready());
      if (job.settled) return;
      job.ranOn = process;
      const value = await process.ask(job.id, job.order.request);
      if (!job.stopped) job.succeed(value);
      else {
        // It came to an end before it noticed.
        if ('cursor' in value && value.cursor !== undefined) process.tell({ type: 'release', cursor: value.cursor });
        job.failStopped();
      }
    } catch (error) {
      if (job.settled) return;
      if (job.stopped) job.failStopped();
      else if (this.mayBeOthers(job, error)) this.again(job, true);
      else if (error instanceof Refusal)
        job.fail(new EngineError(error.error.kind, error.message, error.error.details));
      else if (error instanceof EngineError) job.fail(error);
      else this.gone(job, process, error);
    }
  }

  /** The process ended before the job did, and not because of the job's own time or signal. */
  private gone(job: Job, process: WorkerProcess | undefined, error: unknown): void {
    const cause = process && this.sessions.causeOf(process);
    if (cause === 'close') job.fail(closedError());
    else if (cause === undefined)
      job.fail(new EngineError('crashed', error instanceof Error ? error.message : String(error)));
    else if (job.order.process)
      job.fail(
        new EngineError('crashed', 'The result was lost when the SQL engine was restarted. Run the statement again.'),
      );
    else if (cause === 'memory' && (job.alone || this.running.size === 1)) job.fail(outOfMemory());
    else if (job.retried && cause !== 'memory')
      job.fail(new EngineError('crashed', 'The SQL engine was restarted twice while the statement ran.'));
    else {
      job.retried = true;
      this.again(job, cause === 'memory');
    }
  }

  /** It ran out of the memory that all share, while others ran: it may not be the one that takes it. */
  private mayBeOthers(job: Job, error: unknown): boolean {
    const memory = error instanceof Refusal && error.error.kind === 'out-of-memory';
    return memory && !job.alone && !job.order.process && this.running.size > 1;
  }

  private again(job: Job, alone: boolean): void {
    job.ranOn = undefined;
    job.alone ||= alone;
    this.queue.addFirst(job);
  }

  private stop(job: Job, why: Stop): void {
    if (job.settled || job.stopped) return;
    job.stopped = why;
    this.queue.remove(job);
    const process = job.ranOn;
    if (!process) {
      job.failStopped();
      return;
    }
    process.tell({ type: 'cancel', id: job.id });
    setTimeout(() => {
      if (job.settled) return;
      this.sessions.end('stop', process);
      job.failStopped();
      this.warm();
    }, GRACE);
  }

  /** Starts the next process before it is asked for. A failure is met again by the next statement, which reports it. */
  private warm(): void {
    if (!this.closed) this.sessions.ready().catch(() => undefined);
  }

  private watch(): void {
    if (this.watching !== undefined || this.closed) return;
    this.watching = setTimeout(() => {
      void this.look().finally(() => {
        this.watching = undefined;
        if (this.running.size > 0 || this.holding > 0) this.watch();
      });
    }, WATCH);
  }

  private async look(): Promise<void> {
    const process = this.sessions.current?.process;
    const bytes = await process?.memory();
    if (bytes === undefined || bytes <= this.memoryCap) return;
    this.sessions.end('memory', process);
    this.warm();
  }
}

function closedError(): EngineError {
  return new EngineError('closed', 'The SQL engine is closed.');
}
