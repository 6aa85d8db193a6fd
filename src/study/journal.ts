import { randomBytes } from 'node:crypto';
import { LogWriteError } from './log/errors';
import type { OpenLogFile } from './log/file';
import { LogFolder, deviceName, logPath } from './log/folder';
import { RECORD_VERSION, encodeRecord } from './log/record';
import type { LogEntry, LogRecord } from './log/record';
import { appendLines } from './log/writer';
import type { Problems } from './problems';
import { StudyStore } from './schedule/store';
import type { Covered } from './storage/covered';
import type { StudySettings } from './types';

const CLOCK_TOLERANCE_MS = 60_000;
const ATTEMPTS = 3;

interface JournalOptions {
  readonly folder: string;
  readonly device: string;
  readonly settings: StudySettings;
  readonly problems: Problems;
  readonly openLog?: OpenLogFile;
}

/**
 * The logs and the state that follows from them, kept in step. All windows of a device append to one log, each record in
 * a single O_APPEND write, which the system never interleaves. After each write the log is read back: a record that is
 * not found there (a sync tool replaced the file at that moment) is written again, and records of other windows are
 * picked up on the way. One task at a time.
 */
export class Journal {
  readonly path: string;
  readonly device: string;
  readonly #options: JournalOptions;
  readonly #writer = randomBytes(6).toString('hex');
  readonly #pending = new Map<string, LogRecord>();
  #count = 0;
  #store: StudyStore;
  #folder: LogFolder;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: JournalOptions, store?: StudyStore, covered?: readonly Covered[]) {
    this.#options = options;
    this.device = deviceName(options.device);
    this.path = logPath(options.folder, options.device);
    this.#store = store ?? new StudyStore(options.settings);
    this.#folder = new LogFolder(options.folder, covered);
  }

  get store(): StudyStore {
    return this.#store;
  }

  get covered(): readonly Covered[] {
    return this.#folder.covered;
  }

  get pending(): number {
    return this.#pending.size;
  }

  /** What is not on the disk yet, as lines of a log. */
  get pendingLines(): string {
    return [...this.#pending.values()].map(encodeRecord).join('');
  }

  /** Takes over what an earlier process could not write. It is written with the next record or `flush`. */
  takeOver(records: readonly LogRecord[]): Promise<void> {
    return this.#exclusive(() => {
      for (const record of records) {
        this.#store.add(record);
        this.#pending.set(record.id, record);
      }
      return Promise.resolve();
    });
  }

  /** Adds entries to the state, in order, and writes them. Returns their ids and, when the disk refused, why. */
  write(entries: readonly LogEntry[], at: number): Promise<{ ids: readonly string[]; error?: LogWriteError }> {
    return this.#exclusive(async () => {
      await this.#catchUp();
      this.#checkClock(at);
      const ids = entries.map((entry) => this.#stamp(entry, at));
      const error = await this.#drain();
      return error === undefined ? { ids } : { ids, error };
    });
  }

  /** Reads what others wrote. True when something was new. */
  refresh(): Promise<boolean> {
    return this.#exclusive(() => this.#catchUp());
  }

  /** Reads every log from its beginning. */
  reload(): Promise<void> {
    return this.#exclusive(() => this.#rebuild());
  }

  /** Tries to write what is pending. Rejects with LogWriteError. */
  async flush(): Promise<void> {
    const error = await this.#exclusive(() => this.#drain());
    if (error !== undefined) throw error;
  }

  #exclusive<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  #stamp(entry: LogEntry, at: number): string {
    const id = `${this.#writer}-${(this.#count += 1).toString(36)}`;
    const seq = Math.min(this.#store.lastSeq + 1, Number.MAX_SAFE_INTEGER);
    const record: LogRecord = { v: RECORD_VERSION, id, device: this.device, seq, at, ...entry };
    this.#store.add(record);
    this.#pending.set(id, record);
    return id;
  }

  async #drain(): Promise<LogWriteError | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS && this.#pending.size > 0; attempt += 1) {
      let cause: unknown;
      try {
        await appendLines(this.path, this.pendingLines, this.#options.openLog);
      } catch (error) {
        cause = error ?? new Error('Unknown error');
      }
      await this.#catchUp(cause === undefined);
      if (cause !== undefined) return this.#fail(cause);
    }
    if (this.#pending.size > 0)
      return this.#fail(new Error('What was written could not be found in the file afterwards'));
    this.#options.problems.remove('log-write-failed');
    return undefined;
  }

  #fail(cause: unknown): LogWriteError {
    const failure = new LogWriteError(this.path, cause);
    this.#options.problems.add({
      code: 'log-write-failed',
      severity: 'error',
      message: failure.message,
      file: this.path,
    });
    return failure;
  }

  /**
   * `written`: the pending records were just written and flushed, so those found in the logs are safe, and a log that
   * cannot be read back is taken at its word. Without a successful flush a record may be seen and still be lost.
   */
  async #catchUp(written = false): Promise<boolean> {
    let changed = false;
    const { rewritten, problems, failed } = await this.#folder.readNew((record) => {
      if (written) this.#pending.delete(record.id);
      changed = this.#store.add(record) || changed;
    });
    for (const problem of problems) this.#options.problems.add(problem);
    if (rewritten) {
      await this.#rebuild(written);
      return true;
    }
    if (written && failed.has(this.path)) this.#pending.clear();
    return changed;
  }

  async #rebuild(written = false): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const store = new StudyStore(this.#options.settings);
      const folder = new LogFolder(this.#options.folder);
      const { rewritten, problems } = await folder.readNew((record) => {
        if (written) this.#pending.delete(record.id);
        store.add(record, true);
      });
      if (rewritten && attempt < ATTEMPTS - 1) continue;
      for (const record of this.#pending.values()) store.add(record, true);
      await store.settle();
      this.#store = store;
      this.#folder = folder;
      for (const problem of problems) this.#options.problems.add(problem);
      return;
    }
  }

  #checkClock(at: number): void {
    const last = this.#store.lastTime(this.device);
    if (last === undefined || at >= last - CLOCK_TOLERANCE_MS) return;
    const message =
      `The clock of this computer is behind the last review in its log (${new Date(last).toISOString()}). ` +
      'Reviews go on in the right order; check the date and time.';
    this.#options.problems.add({ code: 'clock-set-back', severity: 'warning', message, file: this.path });
  }
}
