import { EngineError } from '../../spot';
import type { Asked, WorkerProcess } from './process';
import type { Value } from './messages';

/** What a job is made of. */
export interface Order {
  readonly tenant: string;
  readonly request: Asked;
  /** Milliseconds that are left, and those that the caller allowed in all. */
  readonly left: number;
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
  /** The process that holds the result, for a further page. */
  readonly process: WorkerProcess | undefined;
}

/** Why a job must stop. */
export type Stop = 'timeout' | 'cancelled';

/** A statement, or a further page of one, from when it is asked for until it is settled. */
export class Job {
  readonly value: Promise<Value>;
  readonly tenant: string;
  /** The process that it was last given to. */
  ranOn: WorkerProcess | undefined;
  retried = false;
  /** Runs while nothing else does, so that what happens is its own doing. */
  alone = false;
  stopped: Stop | undefined;
  settled = false;
  private resolve: (value: Value) => void = () => undefined;
  private reject: (error: EngineError) => void = () => undefined;
  private cleanUp: () => void = () => undefined;

  constructor(
    readonly id: number,
    readonly order: Order,
  ) {
    this.tenant = order.tenant;
    this.value = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Calls back when the time is up or the signal is given, unless the job is settled before. */
  watch(stop: (why: Stop) => void): void {
    const { signal, left } = this.order;
    const onAbort = () => {
      stop('cancelled');
    };
    const timer = setTimeout(
      () => {
        stop('timeout');
      },
      Math.min(Math.max(left, 0), 2 ** 31 - 1),
    );
    this.cleanUp = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
  }

  succeed(value: Value): void {
    if (this.settle()) this.resolve(value);
  }

  fail(error: EngineError): void {
    if (this.settle()) this.reject(error);
  }

  failStopped(): void {
    this.fail(
      this.stopped === 'timeout'
        ? new EngineError('timeout', `The statement took longer than ${duration(this.order.limit)} and was stopped.`)
        : new EngineError('cancelled', 'The statement was cancelled.'),
    );
  }

  private settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.cleanUp();
    return true;
  }
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${Math.round(milliseconds / 100) / 10} s`;
}
