import type { SemanticQuery } from '../query';
import { queryHash } from '../query';
import type { Rights } from './permissions';
import type { AnswerColumn, Check } from './agent/types';
import type { Cell, Parameter } from '../port';

/** The part of an answer that depends on nothing but its cache key. */
export interface CachedAnswer {
  readonly sql: string;
  readonly params: readonly Parameter[];
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly checks: readonly Check[];
  readonly notes: readonly string[];
}

export interface CacheVersions {
  readonly model: string;
  readonly data: string;
}

/** Same key, same answer: what is asked, who may see what, and everything that the numbers come from. */
export function cacheKey(query: SemanticQuery, rights: Rights, versions: CacheVersions): string {
  return JSON.stringify([rights.tenant ?? null, rights.key, versions.model, versions.data, queryHash(query)]);
}

/** Answers by meaning, so that paraphrases hit; the least recently used give way when it is full. */
export class SemanticCache {
  private readonly entries = new Map<string, { readonly answer: CachedAnswer; readonly bytes: number }>();
  private bytes = 0;

  /** `most`: bytes (estimated) of all answers together; an answer over an eighth of that is not kept. */
  constructor(private readonly most = 32 * 1024 * 1024) {}

  get size(): { readonly answers: number; readonly bytes: number } {
    return { answers: this.entries.size, bytes: this.bytes };
  }

  get(key: string): CachedAnswer | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.answer;
  }

  set(key: string, answer: CachedAnswer): void {
    const bytes = 2 * key.length + sizeOf(answer);
    this.drop(key);
    if (bytes > this.most / 8) return;
    this.entries.set(key, { answer, bytes });
    this.bytes += bytes;
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= this.most) break;
      this.drop(oldest);
    }
  }

  clear(): void {
    this.entries.clear();
    this.bytes = 0;
  }

  private drop(key: string): void {
    this.bytes -= this.entries.get(key)?.bytes ?? 0;
    this.entries.delete(key);
  }
}

/** Bytes that an answer takes in memory, roughly: two a character, sixteen a value. */
function sizeOf({ sql, params, rows, columns, checks, notes }: CachedAnswer): number {
  let bytes = 2 * (sql.length + JSON.stringify([params, columns, checks, notes]).length);
  for (const row of rows) {
    bytes += 32;
    for (const cell of row) bytes += 16 + (typeof cell === 'string' ? 2 * cell.length : 0);
  }
  return bytes;
}
