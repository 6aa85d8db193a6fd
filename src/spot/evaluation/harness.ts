import { EngineError, type Cell, type Limits, type SqlEngine } from '../port';
import type { SemanticQuery } from '../query';
import type { Answer, Sandbox } from '../runtime';
import { compareRows } from './compare';
import type { GoldenCase } from './golden';

export interface CaseResult {
  readonly golden: GoldenCase;
  readonly passed: boolean;
  readonly expected: Outcome;
  readonly actual: Outcome;
  /** What differs; unset when it passed. */
  readonly reason?: string;
  /** What the question was taken for, where it was understood. */
  readonly query?: SemanticQuery;
  readonly milliseconds: number;
}

/** What a case came to: rows, or why there are none. */
export interface Outcome {
  readonly refused?: string;
  /** Headings; the suite's own rows have none. */
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly Cell[])[];
  /** All rows, of which `rows` may be the first few. */
  readonly count?: number;
}

export interface SuiteResult {
  /** Functional accuracy: passed cases of all, from 0 to 1. */
  readonly accuracy: number;
  readonly total: number;
  readonly passed: number;
  readonly results: readonly CaseResult[];
}

export interface SuiteOptions {
  readonly onResult?: (result: CaseResult, done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Rows that the outcomes of a failed case keep; default 5. */
  readonly keep?: number;
}

/** More than this part of the cases must pass. */
export const GATE = 0.95;
const SHOWN = 5;
const LIMITS: Limits = { milliseconds: 60_000, rows: 1_000_000, pageRows: 10_000 };

/** Whether a suite's accuracy is enough. */
export function passesGate({ accuracy, total }: Pick<SuiteResult, 'accuracy' | 'total'>): boolean {
  return total > 0 && accuracy > GATE;
}

/**
 * Asks every question of a suite, each with a fresh budget, and compares with the suite's own rows, or those of its own
 * SQL over all the data. Stops at the signal with what it has.
 */
export async function runSuite(
  sandbox: Sandbox,
  cases: readonly GoldenCase[],
  { onResult, signal, keep = SHOWN }: SuiteOptions = {},
): Promise<SuiteResult> {
  const results: CaseResult[] = [];
  const reference = new Map<string, Promise<readonly (readonly Cell[])[]>>();
  for (const golden of cases) {
    if (signal?.aborted === true) break;
    const result = await runCase(sandbox, golden, reference, keep, signal);
    results.push(result);
    onResult?.(result, results.length, cases.length);
  }
  const passed = results.filter((result) => result.passed).length;
  return { accuracy: results.length === 0 ? 0 : passed / results.length, total: results.length, passed, results };
}

async function runCase(
  sandbox: Sandbox,
  golden: GoldenCase,
  reference: Map<string, Promise<readonly (readonly Cell[])[]>>,
  keep: number,
  signal: AbortSignal | undefined,
): Promise<CaseResult> {
  const start = performance.now();
  const { ask, user, tenant, now, follow, expect } = golden;
  const wanted = expect.kind === 'sql' ? expectedRows(sandbox.trusted, sandbox, expect.sql, reference) : undefined;
  // Both run at once; that the case's own SQL fails is told below.
  wanted?.catch(() => undefined);
  const answer = await sandbox.isolated().ask({ question: ask, user, tenant, now, follow, signal });
  const finish = (expected: Outcome, reason: string | undefined): CaseResult => ({
    golden,
    passed: reason === undefined,
    expected: firstRows(expected, reason === undefined ? SHOWN : keep),
    actual: firstRows(outcomeOf(answer), reason === undefined ? SHOWN : keep),
    ...(reason === undefined ? {} : { reason }),
    ...(answer.query ? { query: answer.query } : {}),
    milliseconds: performance.now() - start,
  });
  if (expect.kind === 'refused') {
    const right = answer.status !== 'answered' && answer.reason === expect.reason;
    return finish(
      { refused: expect.reason },
      right ? undefined : `it should be refused as ${expect.reason}, and ${said(answer)}`,
    );
  }
  let rows: readonly (readonly Cell[])[];
  try {
    rows = expect.kind === 'rows' ? expect.rows : ((await wanted) ?? []);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return finish({}, `the case's own SQL does not run: ${error.message}`);
  }
  if (answer.status !== 'answered') return finish({ rows }, `it should be answered, and ${said(answer)}`);
  return finish({ rows }, compareRows(rows, answer.rows, expect.ordered).reason);
}

function expectedRows(
  engine: SqlEngine,
  { data }: Sandbox,
  sql: string,
  reference: Map<string, Promise<readonly (readonly Cell[])[]>>,
): Promise<readonly (readonly Cell[])[]> {
  const known = reference.get(sql);
  if (known) return known;
  const tables = data.tables.map(({ name }) => name);
  const rows = readAll(engine, sql, tables);
  reference.set(sql, rows);
  return rows;
}

async function readAll(engine: SqlEngine, sql: string, tables: readonly string[]): Promise<Cell[][]> {
  const statement = { sql, params: [], tenant: 'golden suite', origin: 'generated' as const, tables };
  const result = await engine.run(statement, LIMITS);
  const rows: Cell[][] = [];
  try {
    for (let page: typeof result.first | undefined = result.first; page; page = await result.next()) {
      for (let at = 0; at < page.rows; at += 1) rows.push(page.columns.map((column) => column[at] ?? null));
    }
  } finally {
    await result.close();
  }
  return rows;
}

function outcomeOf({ status, reason, rows, columns }: Answer): Outcome {
  return status === 'answered' ? { rows, columns: columns.map(({ name }) => name) } : { refused: reason ?? status };
}

function firstRows(outcome: Outcome, most: number): Outcome {
  const { rows } = outcome;
  return rows ? { ...outcome, rows: rows.slice(0, most), count: rows.length } : outcome;
}

function said({ status, reason, message }: Answer): string {
  return status === 'answered' ? 'it is answered' : `it is ${status} as ${reason ?? ''}: ${message ?? ''}`;
}
