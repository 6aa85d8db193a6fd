import { emptyRecord, type FileStamp } from '../record';
import type { Ground, Labour, Parsed } from './labour';
import { Thread, ThreadEnded, type ThreadOptions } from './thread';

/** Batches per thread: while one is being parsed, the next one lies ready. */
const AHEAD = 2;

/** The work done on threads of its own. A further thread starts when those that run are busy. */
export class LabourOnThreads implements Labour {
  readonly capacity: number;
  private threads: Thread[] = [];
  private closed = false;

  constructor(
    private readonly ground: Ground,
    private readonly most: number,
    private readonly options: ThreadOptions,
  ) {
    this.capacity = most * AHEAD;
  }

  async walk(onFiles: (files: readonly FileStamp[]) => void, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const thread = this.thread();
    const { id, answer } = thread.ask({ type: 'walk' }, onFiles);
    const stop = (): void => {
      thread.stop(id);
    };
    signal.addEventListener('abort', stop);
    try {
      await answer;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async find(path: string): Promise<FileStamp | 'folder' | undefined> {
    return (await this.thread().ask({ type: 'find', path }).answer) as FileStamp | 'folder' | undefined;
  }

  async parse(files: readonly FileStamp[]): Promise<readonly Parsed[]> {
    const thread = this.thread(true);
    thread.parsing++;
    try {
      return (await thread.ask({ type: 'parse', files }).answer) as readonly Parsed[];
    } catch (error) {
      if (!(error instanceof ThreadEnded) || !error.worked || this.closed) throw error;
      return await this.oneByOne(files, error);
    } finally {
      thread.parsing--;
    }
  }

  async prepare(path: string): Promise<void> {
    await this.thread().ask({ type: 'prepare', path }).answer;
  }

  rest(): void {
    const [kept, ...idle] = this.threads;
    if (idle.some(({ parsing }) => parsing > 0)) return;
    this.threads = kept ? [kept] : [];
    for (const thread of idle) void thread.close();
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.threads.map((thread) => thread.close()));
  }

  /** A thread ended over these files: the one that it fails on is to be the only one that is lost. */
  private async oneByOne(files: readonly FileStamp[], { message }: Error): Promise<readonly Parsed[]> {
    const [only] = files;
    if (only !== undefined && files.length === 1)
      return [{ path: only.path, record: emptyRecord(only), problem: `has no symbols: ${message}` }];
    const parsed: Parsed[] = [];
    for (const file of files) parsed.push(...(await this.parse([file])));
    return parsed;
  }

  /** The least busy thread; a new one when all have something to parse. */
  private thread(toParse = false): Thread {
    if (this.closed) throw new Error('The symbol index is closed.');
    this.threads = this.threads.filter(({ ended }) => !ended);
    const [free] = [...this.threads].sort((a, b) => a.parsing - b.parsing);
    if (free && (!toParse || free.parsing === 0 || this.threads.length >= this.most)) return free;
    const started = new Thread(this.ground, this.options);
    this.threads.push(started);
    return started;
  }
}
