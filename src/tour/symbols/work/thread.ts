import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FileStamp } from '../record';
import type { Ground } from './labour';
import type { Reply, Request, Value } from './messages';

/** The worker's script beside the bundle, or beside its chunks. */
const PLACES = ['./symbol-worker.js', '../symbol-worker.js'];
/** Megabytes of JavaScript objects; the parsers' own memory is not among them. */
const HEAP = 512;

/** The thread ended before it answered. */
export class ThreadEnded extends Error {
  constructor(
    message: string,
    /** Whether it ever answered anything. */
    readonly worked: boolean,
  ) {
    super(message);
    this.name = 'ThreadEnded';
  }
}

export interface ThreadOptions {
  /** The worker's script; the built one by default. */
  readonly worker?: string | URL | undefined;
  readonly onProblem?: ((message: string) => void) | undefined;
}

interface Waiting {
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
  readonly onFiles: ((files: readonly FileStamp[]) => void) | undefined;
}

/** A request before it has its number. */
type Asked<R = Request> = R extends { readonly id: number } ? Omit<R, 'id'> : never;

/** One worker thread: requests in, replies out, and that it ended. */
export class Thread {
  /** Batches that it has not answered. */
  parsing = 0;
  ended = false;
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;
  private worked = false;

  constructor(ground: Ground, { worker, onProblem }: ThreadOptions) {
    this.worker = new Worker(worker ?? builtWorker(), {
      workerData: ground,
      name: 'symbol index',
      // Nothing that this process was started with concerns it.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP },
    });
    this.worker.on('message', (reply: Reply) => {
      if (reply.type === 'problem') onProblem?.(reply.message);
      else this.receive(reply);
    });
    this.worker.on('error', (error: unknown) => {
      this.end(`A thread of the symbol index failed: ${error instanceof Error ? error.message : String(error)}`);
    });
    this.worker.on('exit', (code) => {
      this.end(`A thread of the symbol index ended with code ${code}.`);
    });
  }

  /** The number of the request, and its answer. */
  ask(request: Asked, onFiles?: Waiting['onFiles']): { readonly id: number; readonly answer: Promise<Value> } {
    const id = ++this.asked;
    const answer = new Promise<Value>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, onFiles });
      this.worker.postMessage({ ...request, id });
    });
    return { id, answer };
  }

  /** Asks a request that is under way to end. */
  stop(id: number): void {
    this.worker.postMessage({ type: 'stop', id } satisfies Request);
  }

  async close(): Promise<void> {
    this.end('The symbol index is closed.');
    await this.worker.terminate();
  }

  private receive(reply: Exclude<Reply, { type: 'problem' }>): void {
    this.worked = true;
    const waiting = this.waiting.get(reply.id);
    if (reply.type === 'files') {
      waiting?.onFiles?.(reply.files);
      return;
    }
    this.waiting.delete(reply.id);
    if (reply.type === 'done') waiting?.resolve(reply.value);
    else waiting?.reject(new Error(reply.message));
  }

  private end(message: string): void {
    this.ended = true;
    for (const { reject } of this.waiting.values()) reject(new ThreadEnded(message, this.worked));
    this.waiting.clear();
  }
}

function builtWorker(): string {
  const script = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((file) => existsSync(file));
  if (script === undefined) throw new Error('The symbol index has no worker; build Greenroom again ("npm run build").');
  return script;
}
