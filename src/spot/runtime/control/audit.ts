import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';

/** One line of the audit log: who asked what, what ran, how it ended, what it cost. No result, no bound values. */
export interface AuditEntry {
  /** ISO timestamp. */
  readonly at: string;
  readonly user: string | null;
  readonly tenant: string | null;
  readonly session: string;
  readonly question: string | null;
  readonly sql: string | null;
  readonly status: string;
  readonly reason: string | null;
  readonly cache: 'hit' | 'miss';
  readonly milliseconds: number;
  readonly rows: number;
}

/** Where audit entries go. Append-only; an answer is not given before its entry has been taken. */
export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
}

/** Keeps the newest entries in memory. */
export class MemoryAuditLog implements AuditLog {
  private readonly kept: AuditEntry[] = [];

  constructor(private readonly most = 10_000) {}

  get entries(): readonly AuditEntry[] {
    return this.kept;
  }

  append(entry: AuditEntry): Promise<void> {
    this.kept.push(entry);
    if (this.kept.length > this.most) this.kept.shift();
    return Promise.resolve();
  }
}

/** One JSON object a line, added at the end of a file, in the order of the calls. */
export class JsonLinesFile<T> {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly file: string) {}

  /** Rejects when the line cannot be written; later lines are tried all the same. */
  append(entry: T): Promise<void> {
    const line = `${JSON.stringify(entry)}\n`;
    const written = this.last
      .catch(() => undefined)
      .then(async () => {
        await mkdir(path.dirname(this.file), { recursive: true });
        await appendFile(this.file, line, 'utf8');
      });
    this.last = written;
    return written;
  }
}
