import { DuckDBInstance, type DuckDBConnection, type DuckDBValue, type Json } from '@duckdb/node-api';
import { loadModel, type Model } from '../../../../src/spot/model';
import { validateQuery, type SemanticQuery } from '../../../../src/spot/query';
import type { SqlEngine } from '../../../../src/spot/port';
import {
  buildTree,
  checkModelAgainstData,
  fillRule,
  parseRule,
  printTree,
  type Security,
  type TableSecurity,
  type Tree,
} from '../../../../src/spot/sql';
import { evaluate } from './evaluator';
import { Impossible, Joining } from './joining';
import { dataSql, loadedTables, modelText, type Value, type World } from './world';

export type Transform = (tree: Tree) => Tree;

/** A world with its model, its tables in the engine, and what its reader may see. */
export class Stage {
  private readonly joining: Joining;

  private constructor(
    readonly world: World,
    readonly model: Model,
    readonly security: Security,
    private readonly connection: DuckDBConnection,
  ) {
    this.joining = new Joining(world);
  }

  static async set(world: World, connection: DuckDBConnection): Promise<Stage> {
    const { model: bare, diagnostics } = loadModel(modelText(world), { path: 'model.yaml' });
    if (!bare) throw new Error(diagnostics.map(({ message, span }) => `${span.line}: ${message}`).join('\n'));
    await connection.run(dataSql(world));
    // Its keys are seldom unique, which is an error in a model; what the joins keep is told by the data all the same.
    const { model } = await checkModelAgainstData(bare, asEngine(connection), loadedTables(world), { path: 'model' });
    const tables = new Map<string, TableSecurity>();
    for (const { name, secured, masks } of world.tables) {
      const table = model.tables.get(name);
      const rule = table && parseRule('[tenant] = {tenant}', table);
      if (!rule || 'error' in rule) throw new Error('The rule does not parse.');
      tables.set(name, {
        rows: secured ? fillRule(rule.expression, () => 'a') : 'all',
        masks: new Map(Object.entries(masks)),
      });
    }
    return new Stage(world, model, { tables }, connection);
  }

  expected(query: SemanticQuery): Value[][] | { refused: string } {
    try {
      return evaluate(this.world, this.joining, query);
    } catch (error) {
      if (error instanceof Impossible) return { refused: error.reason };
      throw error;
    }
  }

  async actual(
    query: SemanticQuery,
    transform: Transform = (tree) => tree,
  ): Promise<Value[][] | { refused: string; why: string }> {
    const checked = validateQuery(this.model, query);
    if ('refusal' in checked) return { refused: checked.refusal.reason, why: checked.refusal.message };
    const tree = buildTree(this.model, checked.query, this.security);
    if ('refusal' in tree) return { refused: tree.refusal.reason, why: tree.refusal.message };
    const { sql, params } = printTree(transform(tree));
    const values = params.map(({ type, value }): DuckDBValue => (type === 'integer' ? BigInt(String(value)) : value));
    try {
      const result = await this.connection.runAndReadAll(sql, values);
      return result.getRowsJson().map((row) => row.map((value) => plain(value)));
    } catch (error) {
      throw new Error(`${String(error)}\n${sql}`, { cause: error });
    }
  }

  /** Whether the answer's SQL relies on what a join has been seen to keep. */
  trusts(query: SemanticQuery): boolean {
    const tree = buildTree(this.model, query, this.security);
    const kept = { total: false, sameTenant: false };
    const bare = { ...this.model, joins: this.model.joins.map((join) => ({ ...join, kept })) };
    const careful = buildTree(bare, query, this.security);
    return JSON.stringify(tree) !== JSON.stringify(careful);
  }

  /** Undefined when both sides agree, else how they differ. */
  async difference(query: SemanticQuery, transform?: Transform): Promise<string | undefined> {
    const expected = this.expected(query);
    const actual = await this.actual(query, transform);
    if ('refused' in expected) {
      if (
        'refused' in actual &&
        (actual.refused === expected.refused || actual.refused === 'cannot-slice' || actual.refused === 'ambiguous')
      )
        return undefined;
      return `should be refused: ${expected.refused}, but is ${JSON.stringify(actual)}`;
    }
    if ('refused' in actual) {
      // More is refused than cannot be defined: running totals of what does not add up, tables without a key.
      return /run up|primary_key/.test(actual.why) ? undefined : `refused: ${actual.why}`;
    }
    const same =
      expected.length === actual.length &&
      expected.every(
        (row, at) =>
          row.length === actual[at]?.length && row.every((value, index) => alike(value, actual[at]?.[index] ?? null)),
      );
    return same ? undefined : `expected ${JSON.stringify(expected)}\n but got ${JSON.stringify(actual)}`;
  }
}

/** What `checkModelAgainstData` needs of an engine: one column of whole numbers. */
export function asEngine(connection: DuckDBConnection): Pick<SqlEngine, 'run'> {
  return {
    run: async ({ sql }) => {
      const rows = (await connection.runAndReadAll(sql)).getRowsJson().map(([first]) => Number(first));
      return {
        columns: [],
        first: { columns: [rows], rows: rows.length },
        next: () => Promise.resolve(undefined),
        close: () => Promise.resolve(),
        elapsed: 0,
      };
    },
  };
}

function plain(value: Json): Value {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
    ? (value as Value)
    : JSON.stringify(value);
}

function alike(expected: Value, actual: Value): boolean {
  if (expected === null || actual === null) return expected === actual;
  if (typeof expected === 'number') {
    const number = Number(actual);
    return Math.abs(expected - number) <= 1e-9 * Math.max(1, Math.abs(expected), Math.abs(number));
  }
  return String(expected) === String(actual);
}

export async function connect(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  return instance.connect();
}
