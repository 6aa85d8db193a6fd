import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadProgress } from '../../spot';
import type { Reply, Request, Value, WorkerError, WorkerSettings } from './messages';

export interface ProcessOptions {
  /** The worker's script. */
  readonly worker: string | URL;
  /** The Node (or Electron) executable; this process's own by default. */
  readonly node?: string | undefined;
  /** Arguments for it, before the script: `--import=tsx` runs the TypeScript source. */
  readonly nodeArguments?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** How a process ended. */
export interface Exit {
  readonly reason: string;
}

/** A reply that says no. */
export class Refusal extends Error {
  constructor(readonly error: WorkerError) {
    super(error.message);
    this.name = 'Refusal';
  }
}

/** The process ended before it answered. */
export class Gone extends Error {
  constructor(readonly exit: Exit) {
    super(exit.reason);
    this.name = 'Gone';
  }
}

interface Waiting {
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Refusal | Gone) => void;
  readonly progress: ((done: LoadProgress) => void) | undefined;
}

/** A request before it has its number. */
export type Asked<R = Request> = R extends { readonly id: number } ? Omit<R, 'id'> : never;

/** One worker process: requests in, replies out, and how it ended. It never restarts; see engine.ts. */
export class WorkerProcess {
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private exit: Exit | undefined;
  private stderr = '';
  private heard = 0;

  constructor(options: ProcessOptions, settings?: WorkerSettings) {
    const script = options.worker instanceof URL ? fileURLToPath(options.worker) : options.worker;
    this.child = fork(script, [], {
      ...(options.node !== undefined ? { execPath: options.node } : {}),
      // Pages are the only large things on its JavaScript heap.
      execArgv: [...(options.nodeArguments ?? []), '--max-old-space-size=512'],
      cwd: path.dirname(script),
      env: environment(options.env),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.on('message', (reply) => {
      this.receive(reply as Reply);
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-2000);
    });
    this.exited = new Promise((resolve) => {
      this.child.once('error', (error) => {
        resolve(this.ended(`The SQL engine's process cannot be started: ${error.message}`));
      });
      this.child.once('exit', (code, signal) => {
        const how = signal ? `was ended by ${signal}` : `ended with code ${code ?? 'unknown'}`;
        const lines = this.stderr.trim().split('\n');
        const last = lines.find((line) => line.includes('Error')) ?? lines.at(-1) ?? '';
        resolve(this.ended(`The SQL engine's process ${how}.${last === '' ? '' : ` It said: ${last}`}`));
      });
    });
    if (settings) this.tell({ type: 'open', settings });
    this.holdOpen();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get alive(): boolean {
    return this.exit === undefined;
  }

  /** Resolves with the worker's value; rejects with a Refusal, or with Gone when the process ends first. */
  ask(id: number, request: Asked, progress?: (done: LoadProgress) => void): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (this.exit) {
        reject(new Gone(this.exit));
        return;
      }
      this.waiting.set(id, { resolve, reject, progress });
      this.holdOpen();
      this.tell({ ...request, id });
    });
  }

  tell(request: Request): void {
    // An error here means that the process is ending: `exit` rejects what waits.
    if (this.child.connected) this.child.send(request, () => undefined);
  }

  /** At once, whatever it is doing. */
  kill(): void {
    this.child.ref();
    this.child.kill('SIGKILL');
  }

  /** Resident memory in bytes; undefined when it cannot be told. */
  async memory(): Promise<number | undefined> {
    if (process.platform !== 'linux') return this.heard;
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8').catch(() => '');
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  }

  private receive(reply: Reply): void {
    if (reply.type === 'memory') {
      this.heard = reply.bytes;
      return;
    }
    const waiting = this.waiting.get(reply.id);
    if (!waiting) return;
    if (reply.type === 'progress') {
      waiting.progress?.({ table: reply.table, done: reply.done, total: reply.total });
      return;
    }
    this.waiting.delete(reply.id);
    this.holdOpen();
    if (reply.type === 'ok') waiting.resolve(reply.value);
    else waiting.reject(new Refusal(reply.error));
  }

  private ended(reason: string): Exit {
    this.exit = { reason };
    for (const waiting of this.waiting.values()) waiting.reject(new Gone(this.exit));
    this.waiting.clear();
    return this.exit;
  }

  /** Only what is being waited for keeps the parent from exiting; the child follows it. */
  private holdOpen(): void {
    const method = this.waiting.size > 0 ? 'ref' : 'unref';
    this.child[method]();
    this.child.channel?.[method]();
    // A pipe is a socket, whatever the type says.
    (this.child.stderr as Socket | null)?.unref();
  }
}

/** Nothing of the parent's environment but what a process needs to start, so that nothing in it can be read. */
function environment(extra: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const kept = ['PATH', 'SystemRoot', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  // Each running statement takes a thread of Node's pool; so do parsing and reading pages.
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1', UV_THREADPOOL_SIZE: '16', TZ: 'UTC', ...extra };
}
