import path from 'node:path';
import type { Cache } from './cache/cache';
import { emptyRecord, type FileStamp } from './record';
import { SymbolStore } from './store/store';
import type { CodeIndex, OpenCodeIndex, OpenCodeIndexOptions } from './types';
import { slashed } from './walk/folders';
import type { Labour, Parsed } from './work/labour';
import { Queue } from './work/queue';

/** A stamp that no file on disk has: known by its path, not yet read. */
const UNREAD = { size: -1, mtimeMs: -1 };

/** See `openCodeIndex`. Decides what has to be read; a `Labour` reads it. */
export class OpenIndex implements OpenCodeIndex {
  readonly ready: Promise<void>;
  private readonly store: SymbolStore;
  private readonly queue: Queue;
  private readonly listeners = new Set<(paths: readonly string[]) => void>();
  private readonly stop = new AbortController();
  private scan: Promise<void>;
  /** What the present walk came to, or an update since it began. */
  private seen = new Set<string>();
  private found = 0;
  private complete = false;
  /** Whether the cache says something else than the index. */
  private dirty = false;

  constructor(
    private readonly options: OpenCodeIndexOptions,
    private readonly labour: Labour,
    private readonly cache: Cache | undefined,
  ) {
    this.store = new SymbolStore(options.root);
    this.queue = new Queue(labour, (parsed) => {
      this.take(parsed);
    });
    const signal = options.signal ? AbortSignal.any([options.signal, this.stop.signal]) : this.stop.signal;
    this.scan = this.begin(signal);
    this.ready = this.scan;
    // Who does not wait for it is not to be ended by it.
    this.ready.catch(() => undefined);
  }

  get index(): CodeIndex {
    return this.store;
  }

  async update(file: string): Promise<void> {
    this.stop.signal.throwIfAborted();
    const relative = this.relative(file);
    if (relative === undefined) return;
    if (relative.endsWith('.gitignore')) return this.rescan();
    const found = await this.labour.find(relative);
    if (found === 'folder') return this.rescan();
    if (found === undefined) this.remove(relative);
    else {
      this.seen.add(relative);
      await this.queue.first(found);
    }
  }

  async prepare(file: string): Promise<void> {
    const relative = this.relative(file);
    if (relative !== undefined && this.store.record(relative) !== undefined) await this.labour.prepare(relative);
  }

  remove(file: string): void {
    const relative = this.relative(file);
    if (relative === undefined) return;
    const inside = [...this.store.files()].filter((one) => one.path.startsWith(`${relative}/`));
    const gone = [relative, ...inside.map((one) => one.path)].filter((one) => {
      this.queue.drop(one);
      return this.store.remove(one);
    });
    this.changed(gone);
  }

  rescan(): Promise<void> {
    const next = this.scan.catch(() => undefined).then(() => this.look(this.stop.signal));
    this.scan = next;
    next.catch(() => undefined);
    return next;
  }

  onDidChange(listener: (paths: readonly string[]) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    this.stop.abort(new Error('The symbol index is closed.'));
    this.queue.clear();
    this.listeners.clear();
    await this.labour.close();
    await this.save();
  }

  /** What the cache knows is in at once; the walk, which has begun meanwhile, finds what has changed since. */
  private begin(signal: AbortSignal): Promise<void> {
    return this.look(signal, this.load(signal));
  }

  private async load(signal: AbortSignal): Promise<void> {
    if (this.cache)
      for await (const records of this.cache.load()) {
        signal.throwIfAborted();
        for (const record of records) this.store.put(record);
        this.changed(records.map((record) => record.path));
      }
    this.dirty = false;
  }

  private async save(): Promise<void> {
    if (this.cache === undefined || !this.dirty) return;
    this.dirty = false;
    await this.cache.save([...this.store.records()].filter(({ size }) => size !== UNREAD.size));
  }

  /** @param known resolves when the index holds what the files are to be compared with */
  private async look(signal: AbortSignal, known?: Promise<void>): Promise<void> {
    signal.throwIfAborted();
    const seen = new Set<string>();
    this.seen = seen;
    this.found = 0;
    this.complete = false;
    const abort = (): void => {
      this.queue.clear();
    };
    signal.addEventListener('abort', abort);
    try {
      let waiting: FileStamp[] | undefined = known && [];
      const take = (files: readonly FileStamp[]): void => {
        if (signal.aborted) return;
        for (const file of files) seen.add(file.path);
        this.found += files.length;
        this.compare(files);
        this.progress();
      };
      const walked = this.labour.walk((files) => {
        if (waiting) waiting.push(...files);
        else take(files);
      }, signal);
      const compared = known?.then(() => {
        take(waiting ?? []);
        waiting = undefined;
      });
      await Promise.all([walked, compared]);
      this.complete = true;
      const gone = [...this.store.files()].map((file) => file.path).filter((one) => !seen.has(one));
      for (const one of gone) this.store.remove(one);
      this.changed(gone);
      await this.queue.empty();
      signal.throwIfAborted();
      this.progress();
      this.labour.rest?.();
      await this.save();
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Puts what is new or changed into the queue. */
  private compare(files: readonly FileStamp[]): void {
    const added: string[] = [];
    for (const file of files) {
      const known = this.store.record(file.path);
      if (known?.size === file.size && known.mtimeMs === file.mtimeMs) continue;
      if (known === undefined) {
        this.store.put(emptyRecord({ ...file, ...UNREAD }));
        added.push(file.path);
      }
      this.queue.add(file);
    }
    this.changed(added);
  }

  private take(parsed: readonly Parsed[]): void {
    for (const { path: file, record, problem } of parsed) {
      if (record) this.store.put(record);
      else this.store.remove(file);
      if (problem !== undefined) this.options.log?.(`${path.join(this.options.root, file)} ${problem}`);
    }
    this.changed(parsed.map((one) => one.path));
    this.progress();
  }

  private progress(): void {
    const { found, complete } = this;
    this.options.onProgress?.({ done: Math.max(0, found - this.queue.size), found, complete });
  }

  private changed(paths: readonly string[]): void {
    if (paths.length === 0) return;
    this.dirty = true;
    for (const listener of [...this.listeners]) listener(paths);
  }

  /** Undefined for what lies outside of the root. */
  private relative(file: string): string | undefined {
    const relative = path.relative(this.options.root, path.resolve(this.options.root, file));
    const outside = relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`);
    return outside || path.isAbsolute(relative) ? undefined : slashed(relative);
  }
}
