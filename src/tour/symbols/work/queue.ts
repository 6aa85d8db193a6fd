import type { FileStamp } from '../record';
import type { Labour, Parsed } from './labour';

/** What goes to the labour in one piece: small enough that a saved file does not wait long behind it. */
const MOST_FILES = 32;
const MOST_BYTES = 192 * 1024;

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Files that are to be read, in order; what comes back for a file that was asked for again meanwhile is not used. */
export class Queue {
  private readonly open = new Map<string, FileStamp>();
  /** Those under way, each with the request that counts. */
  private readonly underway = new Map<string, { readonly file: FileStamp; readonly request: number }>();
  private readonly waiting: Waiting[] = [];
  private requests = 0;
  private busy = 0;

  constructor(
    private readonly labour: Labour,
    private readonly onParsed: (parsed: readonly Parsed[]) => void,
  ) {}

  /** Files that are not done. */
  get size(): number {
    return this.open.size + this.underway.size;
  }

  add(file: FileStamp): void {
    const same = this.underway.get(file.path)?.file;
    if (same?.mtimeMs === file.mtimeMs && same.size === file.size) return;
    this.underway.delete(file.path);
    this.open.set(file.path, file);
    this.work();
  }

  /** Reads a file before all others. */
  async first(file: FileStamp): Promise<void> {
    let next: FileStamp | undefined = file;
    // It can change again while it is being read.
    for (; next !== undefined; next = this.open.get(file.path)) {
      this.open.delete(file.path);
      await this.send([next]);
    }
  }

  /** What is known of a file is not to come in any more. */
  drop(path: string): void {
    this.open.delete(path);
    this.underway.delete(path);
    this.settle();
  }

  clear(): void {
    this.open.clear();
    this.underway.clear();
    this.settle();
  }

  /** Resolves when nothing is left to do; rejects when the labour fails. */
  empty(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.settle();
    });
  }

  private work(): void {
    while (this.open.size > 0 && this.busy < this.labour.capacity) {
      const files = this.take();
      this.busy++;
      this.send(files)
        .finally(() => {
          this.busy--;
        })
        .then(
          () => {
            this.work();
          },
          (error: unknown) => {
            this.clear();
            for (const { reject } of this.waiting.splice(0)) reject(error);
          },
        );
    }
  }

  private async send(files: readonly FileStamp[]): Promise<void> {
    const request = ++this.requests;
    for (const file of files) this.underway.set(file.path, { file, request });
    const counts = ({ path }: { readonly path: string }): boolean => this.underway.get(path)?.request === request;
    try {
      const current = (await this.labour.parse(files)).filter(counts);
      for (const { path } of current) this.underway.delete(path);
      if (current.length > 0) this.onParsed(current);
    } finally {
      for (const file of files) if (counts(file)) this.underway.delete(file.path);
      this.settle();
    }
  }

  private take(): FileStamp[] {
    const files: FileStamp[] = [];
    let bytes = 0;
    for (const file of this.open.values()) {
      if (files.length >= MOST_FILES || (files.length > 0 && bytes + file.size > MOST_BYTES)) break;
      bytes += file.size;
      files.push(file);
    }
    for (const { path } of files) this.open.delete(path);
    return files;
  }

  private settle(): void {
    if (this.size === 0) for (const { resolve } of this.waiting.splice(0)) resolve();
  }
}
