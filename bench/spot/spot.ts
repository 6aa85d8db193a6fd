import path from 'node:path';
import { openEngine } from '../../src/cli/engine';
import {
  checkModelAgainstData,
  compileQuery,
  createLanguage,
  createValueIndex,
  fillRule,
  loadModel,
  parseRule,
  type Cell,
  type CompiledQuery,
  type Language,
  type Limits,
  type Model,
  type Security,
  type TableSecurity,
} from '../../src/spot';
import { RETAIL } from './retail';
import { TABLE_NAMES } from './data';

const NOW = '2025-12-31';
const LIMITS: Limits = { milliseconds: 60_000, rows: 1_000_000, pageRows: 10_000 };

export type Rows = readonly (readonly unknown[])[];

/** Spot on the benchmark's data, in the process layout that it is shipped with. */
export interface Spot {
  /** Question → SQL → first page. */
  ask(question: string, security: Security): Promise<Rows>;
  /** Somebody's own SQL through the same engine: what Spot adds is the difference. */
  run(sql: string): Promise<Rows>;
  sql(question: string, security: Security): string;
  readonly everything: Security;
  readonly onlyAcme: Security;
  close(): Promise<void>;
}

export async function openSpot(folder: string): Promise<Spot> {
  const engine = openEngine();
  const bare = modelOf(RETAIL);
  const tables = TABLE_NAMES.map((name) => ({
    name,
    source: { type: 'file' as const, path: path.join(folder, `${name}.parquet`), format: 'parquet' as const },
  }));
  const loaded = await engine.load({ folder, tables });
  const { model, diagnostics } = await checkModelAgainstData(bare, engine, loaded.tables, { path: 'retail' });
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const language = createLanguage(model, createValueIndex([]));
  const run = async (statement: Pick<CompiledQuery, 'sql' | 'params' | 'tables'>): Promise<Rows> => {
    const result = await engine.run({ ...statement, tenant: 'acme', origin: 'generated' }, LIMITS);
    return rowsOf(result.first.columns, result.first.rows);
  };
  return {
    ask: (question, security) => run(compile(language, model, question, security)),
    run: (sql) => run({ sql, params: [], tables: TABLE_NAMES }),
    sql: (question, security) => compile(language, model, question, security).sql,
    everything: securityOf(model, 'all'),
    onlyAcme: securityOf(model, '[tenant_id] = {tenant}'),
    close: () => engine.close(),
  };
}

export function modelOf(text: string): Model {
  const { model, diagnostics } = loadModel(text, { path: 'model' });
  if (!model) throw new Error(diagnostics.map(({ message, span }) => `${span.line}: ${message}`).join('\n'));
  return model;
}

/** A question on its way to SQL; throws for one that Spot refuses. */
export function compile(language: Language, model: Model, question: string, security: Security): CompiledQuery {
  const parsed = language.parse(question, { now: NOW });
  if (parsed.status === 'refused') throw new Error(`"${question}": ${parsed.message}`);
  const compiled = compileQuery(model, parsed.query, { security });
  if ('refusal' in compiled) throw new Error(`"${question}": ${compiled.refusal.message}`);
  return compiled;
}

/** The same rule for every table, filled in for the tenant acme; `all` opens them. */
export function securityOf(model: Model, rule: string): Security {
  const tables = [...model.tables.values()].map((table): [string, TableSecurity] => {
    if (rule === 'all') return [table.key, { rows: 'all' }];
    const parsed = parseRule(rule, table);
    if ('error' in parsed) throw new Error(parsed.error);
    return [table.key, { rows: fillRule(parsed.expression, () => 'acme') }];
  });
  return { tables: new Map(tables) };
}

function rowsOf(columns: readonly (readonly Cell[])[], count: number): Rows {
  return Array.from({ length: count }, (_, row) => columns.map((column) => column[row] ?? null));
}
