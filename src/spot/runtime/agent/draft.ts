import type { Part } from '../../language';
import type { Parameter } from '../../port';
import type { SemanticQuery } from '../../query';
import type { CachedAnswer } from '../cache';
import type { Stop } from './stop';
import type { Trace } from './trace';
import type { Answer, Cost, Request } from './types';

/** An answer while it is being worked out: what is known so far is in it, however the request ends. */
export class Draft {
  tenant: string | undefined;
  now: string | undefined;
  sql: string | undefined;
  params: readonly Parameter[] = [];
  stop: Stop | undefined;
  cost: Omit<Cost, 'rows'> = { queries: 0, milliseconds: 0, statements: 0 };
  readonly notes: string[] = [];
  private interpretation: readonly Part[] = [];
  private query: SemanticQuery | undefined;
  private description: string | undefined;
  private readingNotes: readonly string[] = [];
  private result: CachedAnswer | undefined;
  private cache: 'hit' | 'miss' = 'miss';

  constructor(
    private readonly request: Request,
    private readonly trace: Trace,
  ) {}

  understood(
    interpretation: readonly Part[],
    query: SemanticQuery,
    description: string,
    notes: readonly string[],
  ): void {
    this.interpretation = interpretation;
    this.query = query;
    this.description = description;
    this.readingNotes = notes;
  }

  answered(result: CachedAnswer, cache: 'hit' | 'miss'): void {
    this.result = result;
    this.cache = cache;
    this.sql = result.sql;
    this.params = result.params;
  }

  finish(): Answer {
    const { stop, sql, query, description, now } = this;
    const result = stop ? undefined : this.result;
    const tenant = this.tenant ?? this.request.tenant;
    const rows = result?.rows ?? [];
    return {
      status: stop ? stop.status : 'answered',
      ...(stop ? { reason: stop.reason, message: stop.message, suggestions: [], ...stop.more } : {}),
      interpretation: this.interpretation,
      ...(query ? { query } : {}),
      ...(description === undefined ? {} : { description }),
      ...(sql === undefined ? {} : { sql }),
      params: this.params,
      columns: result?.columns ?? [],
      rows,
      checks: result?.checks ?? [],
      trace: [...this.trace.steps],
      cache: this.cache,
      cost: { ...this.cost, milliseconds: Math.round(this.cost.milliseconds * 1000) / 1000, rows: rows.length },
      notes: [...new Set([...this.notes, ...this.readingNotes, ...(result?.notes ?? [])])],
      ...(now === undefined ? {} : { now }),
      ...(tenant === undefined ? {} : { tenant }),
    };
  }
}
