import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { EngineError, type Answer, type Elsewhere } from '../spot';

/** How another process that answers questions is started: a program that speaks `greenroom serve`'s JSON lines. */
export interface ElsewhereOptions {
  /** Node and its arguments, the program's and `serve` included. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Milliseconds for one answer, starting up included. */
const LIMIT = 60_000;

/** Starts a process that answers questions from the same files and shares nothing else with this one. */
export function openElsewhere(options: ElsewhereOptions): Elsewhere {
  return new OtherProcess(options);
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: EngineError) => void;
}

class OtherProcess implements Elsewhere {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly exited: Promise<void>;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private stderr = '';
  private ended = false;

  constructor({ command, args, env }: ElsewhereOptions) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    this.exited = new Promise((resolve) => {
      const end = (why: string): void => {
        this.ended = true;
        this.fail(why);
        resolve();
      };
      this.child.once('error', (error) => {
        end(`The other process cannot be started: ${error.message}`);
      });
      this.child.once('exit', () => {
        end(`The other process has ended. ${this.stderr.trim().split('\n').at(-1) ?? ''}`.trim());
      });
    });
    // A process that is gone is told by `exit`.
    this.child.stdin.on('error', () => undefined);
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-2000);
    });
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.receive(line);
    });
  }

  ask({ question, sql, ...request }: Parameters<Elsewhere['ask']>[0], signal?: AbortSignal): Promise<Answer> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) this.end();
      if (this.ended || this.child.killed) {
        reject(new EngineError('closed', 'The other process is closed.'));
        return;
      }
      const timer = setTimeout(this.end, LIMIT);
      signal?.addEventListener('abort', this.end);
      const done = <T>(settle: (value: T) => void) => {
        return (value: T): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', this.end);
          this.waiting.delete(id);
          settle(value);
        };
      };
      this.waiting.set(id, { resolve: done(resolve), reject: done(reject) });
      const asked = question === undefined ? { sql } : { ask: question };
      this.child.stdin.write(`${JSON.stringify({ id, ...asked, ...request })}\n`);
    });
  }

  private readonly end = (): void => {
    this.child.kill('SIGKILL');
  };

  async close(): Promise<void> {
    this.child.stdin.end();
    this.child.kill();
    await this.exited;
  }

  private receive(line: string): void {
    try {
      const { id, suggestions, ...answer } = JSON.parse(line) as Answer & { readonly id: number };
      const texts = (suggestions ?? []) as unknown as readonly string[];
      this.waiting.get(id)?.resolve({ ...answer, suggestions: texts.map((text) => ({ text })) });
    } catch (error) {
      this.fail(`The other process said what is no answer: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private fail(message: string): void {
    for (const { reject } of [...this.waiting.values()]) reject(new EngineError('crashed', message));
  }
}
