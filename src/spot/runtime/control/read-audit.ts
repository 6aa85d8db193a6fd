import { createReadStream } from 'node:fs';
import type { AuditEntry } from './audit';

export interface AuditTail {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  /** Lines of the whole log. */
  readonly total: number;
  /** Of the newest lines, how many are no entry. */
  readonly unreadable: number;
}

/** A longer line was written by something else. */
const MOST_LINE = 1_000_000;

/** The newest entries of an audit log, whatever its size. A log that is not there yet is empty; other errors reject. */
export async function readAudit(file: string, most: number): Promise<AuditTail> {
  let kept: string[] = [];
  let total = 0;
  let rest = '';
  const take = (line: string) => {
    if (line.trim() === '') return;
    total += 1;
    kept.push(line);
    if (kept.length >= 2 * most) kept = kept.slice(-most);
  };
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
      const lines = (rest + String(chunk)).split('\n');
      rest = (lines.pop() ?? '').slice(0, MOST_LINE);
      lines.forEach(take);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  take(rest);
  const newest = kept.slice(-most).reverse();
  const entries = newest.flatMap((line) => parseEntry(line) ?? []);
  return { entries, total, unreadable: newest.length - entries.length };
}

function parseEntry(line: string): AuditEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const entry = value as Readonly<Record<string, unknown>>;
  const text = (key: string): string | null => (typeof entry[key] === 'string' ? entry[key] : null);
  const number = (key: string): number => (typeof entry[key] === 'number' ? entry[key] : 0);
  const [at, status] = [text('at'), text('status')];
  if (at === null || status === null) return undefined;
  return {
    at,
    status,
    user: text('user'),
    tenant: text('tenant'),
    session: text('session') ?? '',
    question: text('question'),
    sql: text('sql'),
    reason: text('reason'),
    cache: entry['cache'] === 'hit' ? 'hit' : 'miss',
    milliseconds: number('milliseconds'),
    rows: number('rows'),
  };
}
