import type { Sandbox } from '../../spot';
import { answerJson } from '../result';
import type { Line } from './lines';
import { readOrder, type Order } from './request';

/** Lines that may wait before no more are read. */
const MAX_WAITING = 256;

/**
 * Answers lines one after the other, in their order. The kill switch and cancelling act as soon as they are read,
 * whatever is running. A request without a session has a session (a budget) of its own, like a command of its own.
 */
export class Service {
  private queue: Promise<void> = Promise.resolve();
  private waiting = 0;
  private count = 0;
  private readonly pending = new Map<string, AbortController>();

  constructor(
    private readonly sandbox: Sandbox,
    private readonly write: (line: string) => Promise<void>,
  ) {}

  take(given: Line): void {
    if ('text' in given && given.text.trim() === '') return;
    const order: Order = 'text' in given ? readOrder(given.text) : { id: null, do: 'nothing', problem: given.problem };
    this.actNow(order);
    const controller = new AbortController();
    const key = JSON.stringify(order.id);
    if (order.do === 'ask') this.pending.set(key, controller);
    this.count += 1;
    const session = `request ${this.count}`;
    this.waiting += 1;
    this.queue = this.queue
      .then(() => this.answer(order, session, controller.signal))
      .then((reply) => this.write(line(order.id, reply)))
      .finally(() => {
        this.waiting -= 1;
        if (this.pending.get(key) === controller) this.pending.delete(key);
      });
    // Whoever waits for the queue hears of it; until then it is no unhandled rejection.
    this.queue.catch(() => undefined);
  }

  async roomForMore(): Promise<void> {
    if (this.waiting >= MAX_WAITING) await this.queue;
  }

  finished(): Promise<void> {
    return this.queue;
  }

  private actNow(order: Order): void {
    if (order.do === 'kill') this.sandbox.control.kill(order.tenant);
    else if (order.do === 'release') this.sandbox.control.release(order.tenant);
    else if (order.do === 'cancel') this.pending.get(JSON.stringify(order.of))?.abort();
  }

  private async answer(order: Order, session: string, signal: AbortSignal): Promise<Record<string, unknown>> {
    try {
      switch (order.do) {
        case 'ask':
          return answerJson(
            await this.sandbox.ask({ ...order.request, session: order.request.session ?? session, signal }),
          );
        case 'complete':
          return { status: 'answered', completions: await this.sandbox.complete(order.request) };
        case 'nothing':
          return failed('invalid-request', order.problem);
        default:
          return { status: 'answered', done: order.do };
      }
    } catch (error) {
      return failed('execution', error instanceof Error ? error.message : String(error));
    }
  }
}

/** An answer that is too large for one line is no answer. */
function line(id: Order['id'], reply: Record<string, unknown>): string {
  try {
    return JSON.stringify({ id, ...reply });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return JSON.stringify({ id, ...failed('execution', 'The answer is too large for one line. Ask for fewer rows.') });
  }
}

function failed(reason: string, message: string): Record<string, unknown> {
  return { status: 'failed', reason, message };
}
