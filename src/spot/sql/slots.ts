import { attributeName, fieldOf, measureName } from '../query/names';
import { addsUp, innerJoinsOf, measureExpression, semiAdditiveOf, type Leaf } from '../query/measures';
import { placeOf, samePlace, stepKey } from '../query/places';
import { Refused } from '../query/refuse';
import { stableJson } from '../query/canonical';
import type { Filter, Measure, SemanticQuery } from '../query/types';
import type { Step } from '../model/graph';
import type { Expression, FieldRef, Model } from '../model/types';
import { toSql } from './expressions';
import type { Key } from './branch';
import { divide, type Sql, type SqlOrder } from './tree';

/** One aggregate that some branch works out. */
export interface LeafPlan {
  readonly leaf: Leaf;
  readonly filter: Filter | undefined;
  readonly branch: number;
  /** In words, for refusals and notes. */
  readonly what: string;
}

export interface BranchPlan {
  readonly table: string;
  readonly filter: Filter | undefined;
  readonly semiAdditive?: { readonly date: string; readonly take: 'last' | 'first' };
  readonly leaves: number[];
  readonly what: string;
}

/** A measure that the answer shows, or that it is ordered or cut by. */
export interface Slot {
  readonly measure: Measure;
  readonly expression: Expression;
}

/** Where the values of one row of an answer stand. */
export interface RowSql {
  key(index: number): Sql;
  leaf(index: number): Sql;
  /** The same leaves for all rows that share `keys`, for those that cannot be added up from parts. */
  total(keys: readonly number[], leaf: number): Sql;
  /** The same leaves one period, or one year, before. */
  before(index: number, over: 'previous' | 'year', leaf: number): Sql;
}

/** What has to be worked out for a query: measures split into aggregates, aggregates into branches. */
export class Plan {
  readonly keys: (Key & { readonly hidden: boolean })[];
  readonly slots: Slot[] = [];
  readonly leaves: LeafPlan[] = [];
  readonly branches: BranchPlan[] = [];
  readonly notes = new Set<string>();
  /** Names of what formulas compare within and the question does not show: each row must belong to one value of it. */
  readonly within: string[] = [];
  private readonly slotIndex = new Map<string, number>();
  private readonly leafIndex = new Map<string, number>();
  private readonly branchIndex = new Map<string, number>();

  constructor(
    readonly model: Model,
    readonly query: SemanticQuery,
  ) {
    this.keys = query.attributes.map((attribute) => ({ ...attribute, hidden: false }));
  }

  /** The slot of a measure; equal measures share one. */
  slot(measure: Measure): number {
    const key = stableJson(measure, 'label');
    const known = this.slotIndex.get(key);
    if (known !== undefined) return known;
    const slot = { measure, expression: measureExpression(this.model, measure) };
    this.slotIndex.set(key, this.slots.length);
    this.slots.push(slot);
    // Registers the leaves, and keys that a formula brings along, before anything is built.
    this.valueSql(slot, { key: () => PROBE, leaf: () => PROBE, total: () => PROBE, before: () => PROBE });
    return this.slots.length - 1;
  }

  private leaf(leaf: Leaf, slot: Slot): number {
    const { filter } = slot.measure;
    const key = stableJson([leaf, filter], 'at');
    const known = this.leafIndex.get(key);
    if (known !== undefined) return known;
    const index = this.leaves.length;
    this.leafIndex.set(key, index);
    const what = measureName(this.model, slot.measure);
    this.leaves.push({ leaf, filter, branch: this.branch(leaf, filter, index, what), what });
    return index;
  }

  private branch(leaf: Leaf, filter: Filter | undefined, index: number, what: string): number {
    const semiAdditive = semiAdditiveOf(this.model, leaf);
    const key = stableJson([leaf.table, filter, semiAdditive, innerJoinsOf(this.model, leaf)]);
    const known = this.branchIndex.get(key);
    if (known !== undefined) {
      this.branches[known]?.leaves.push(index);
      return known;
    }
    this.branchIndex.set(key, this.branches.length);
    this.branches.push({ table: leaf.table, filter, ...(semiAdditive ? { semiAdditive } : {}), leaves: [index], what });
    return this.branches.length - 1;
  }

  /** A slot's value. */
  valueSql(slot: Slot, row: RowSql): Sql {
    const { modifier } = slot.measure;
    const value = this.render(slot, slot.expression, row, (leaf) => row.leaf(leaf));
    switch (modifier?.kind) {
      case undefined:
        return value;
      case 'share':
        return divide(value, this.totalSql(slot, slot.expression, modifier.per ?? [], row));
      case 'cumulative':
        return this.running(slot, slot.expression, modifier.along, row);
      case 'moving_average':
        return this.moving(value, modifier.along, modifier.rows - 1, 0, row);
      case 'rank': {
        const direction = modifier.direction === 'descending' ? 'DESC' : 'ASC';
        const partition = (modifier.per ?? []).map((index) => row.key(index));
        const rank: Sql = { sql: 'window', fn: 'rank', partition, order: [{ by: value, direction }] };
        return whenPresent(value, rank);
      }
      case 'growth': {
        const before = this.render(slot, slot.expression, row, (leaf) =>
          row.before(modifier.along, modifier.over, leaf),
        );
        return { sql: 'binary', op: '-', left: divide(value, before), right: { sql: 'constant', value: 1 } };
      }
    }
  }

  private render(slot: Slot, expression: Expression, row: RowSql, leafSql: (leaf: number) => Sql): Sql {
    const unexpected = (): never => {
      throw new Error('A column stands outside every aggregate.');
    };
    return toSql(expression, {
      column: unexpected,
      formula: (name) => {
        const formula = this.model.formulas.get(name);
        if (formula?.kind !== 'aggregate') return unexpected();
        return this.render(slot, formula.expression, row, leafSql);
      },
      aggregate: (node) => leafSql(this.leaf(node, slot)),
      window: (node) => this.windowSql(slot, node, row),
      exact: false,
    });
  }

  private windowSql(slot: Slot, node: Extract<Expression, { node: 'window' }>, row: RowSql): Sql {
    if (node.window === 'group') {
      const keys = node.by.map((field) => this.keyFor(field, slot, 'group'));
      return this.totalSql(slot, node.operand, keys, row);
    }
    const [along] = node.by.map((field) => this.keyFor(field, slot, 'along'));
    if (along === undefined) throw new Error('A window without an order.');
    if (node.window === 'cumulative') return this.running(slot, node.operand, along, row);
    return this.moving(
      this.render(slot, node.operand, row, (leaf) => row.leaf(leaf)),
      along,
      node.before,
      node.after,
      row,
    );
  }

  /** The question's column that a formula's window means. A grouping that the question lacks is added, unseen. */
  private keyFor(field: FieldRef, slot: Slot, use: 'group' | 'along'): number {
    const tables = this.tablesOf(slot);
    const found = this.keys.findIndex((key) => {
      if (key.bucket !== undefined && use === 'group') return false;
      return tables.every((table) => {
        const [wanted, given] = [placeOf(this.model, table, field), placeOf(this.model, table, key.of)];
        return 'place' in wanted && 'place' in given && samePlace(wanted.place, given.place);
      });
    });
    if (found >= 0) return found;
    const name = fieldOf(this.model, field)?.name ?? 'its order';
    const what = measureName(this.model, slot.measure);
    if (use === 'along') {
      throw new Refused('cannot-slice', `${what} runs along ${name}, which the question does not split by.`, [
        `${what} by ${name} monthly`,
      ]);
    }
    const shown = this.keys.filter((key) => !key.hidden);
    if (!shown.some((key) => tables.every((table) => this.leadsTo(table, key, field)))) {
      throw mustSplitBy(
        what,
        name,
        shown.map((key) => attributeName(this.model, key)),
      );
    }
    this.keys.push({ of: field, hidden: true });
    this.within.push(name);
    this.notes.add(`${what} compares within each ${name}, so the rows are split by ${name} too.`);
    return this.keys.length - 1;
  }

  /** Whether the way to a key goes on to a field: then what the key names may belong to one value of it. */
  private leadsTo(table: string, key: Key, field: FieldRef): boolean {
    const [from, to] = [placeOf(this.model, table, key.of), placeOf(this.model, table, field)];
    if (!('place' in from) || !('place' in to)) return false;
    const { length } = from.place.steps;
    return length > 0 && stepKey(to.place.steps.slice(0, length)) === stepKey(from.place.steps);
  }

  private tablesOf(slot: Slot): string[] {
    const tables = new Set<string>();
    const walk = (expression: Expression): void => {
      toSql(expression, {
        column: () => PROBE,
        formula: (name) => {
          const formula = this.model.formulas.get(name);
          if (formula) walk(formula.expression);
          return PROBE;
        },
        aggregate: (node) => {
          tables.add(node.table);
          return PROBE;
        },
        window: (node) => {
          walk(node.operand);
          return PROBE;
        },
        exact: false,
      });
    };
    walk(slot.expression);
    return [...tables];
  }

  /** Whether a leaf's values for the parts add up to its value for the whole. */
  leafAddsUp(index: number): boolean {
    const plan = this.leaves[index];
    return plan !== undefined && addsUp(this.model, plan.leaf) && !this.overlaps(plan.leaf.table);
  }

  private overlaps(table: string): boolean {
    return this.someStep(table, (step) => step.direction === 'down');
  }

  /** Whether grouping by the keys leaves rows out. */
  private narrows(leaf: number): boolean {
    const table = this.leaves[leaf]?.leaf.table;
    return table !== undefined && this.someStep(table, (step) => step.join.type === 'inner');
  }

  private someStep(table: string, test: (step: Step) => boolean): boolean {
    return this.keys.some((key) => {
      const placed = placeOf(this.model, table, key.of);
      return 'place' in placed && placed.place.steps.some(test);
    });
  }

  /** The measure for all rows that share `keys`: parts added up where they do, worked out anew where they do not. */
  private totalSql(slot: Slot, expression: Expression, keys: readonly number[], row: RowSql): Sql {
    return this.render(slot, expression, row, (leaf) => {
      if (!this.leafAddsUp(leaf) || this.narrows(leaf)) return row.total(keys, leaf);
      const partition = keys.map((key) => row.key(key));
      return { sql: 'window', fn: 'sum', operand: row.leaf(leaf), partition, order: [] };
    });
  }

  /** The measure for everything up to this row. NULL where the row has no place in the order. */
  private running(slot: Slot, expression: Expression, along: number, row: RowSql): Sql {
    const value = this.render(slot, expression, row, (leaf) => {
      if (!this.leafAddsUp(leaf)) {
        const what = measureName(this.model, slot.measure);
        throw new Refused(
          'cannot-slice',
          `${what} cannot be run up: its parts do not add up (they overlap, or are averages, unique counts or stock levels).`,
        );
      }
      return {
        sql: 'window',
        fn: 'sum',
        operand: row.leaf(leaf),
        partition: this.others(along, row),
        order: [{ by: row.key(along), direction: 'ASC' }],
        frame: { before: 'all', after: 0 },
      };
    });
    return whenPresent(row.key(along), value);
  }

  private moving(value: Sql, along: number, before: number, after: number, row: RowSql): Sql {
    const order: SqlOrder[] = [{ by: row.key(along), direction: 'ASC' }];
    const mean: Sql = {
      sql: 'window',
      fn: 'average',
      operand: value,
      partition: this.others(along, row),
      order,
      frame: { before, after },
    };
    return whenPresent(row.key(along), mean);
  }

  private others(along: number, row: RowSql): Sql[] {
    return this.keys.flatMap((_, index) => (index === along ? [] : [row.key(index)]));
  }
}

const PROBE: Sql = { sql: 'constant', value: null };

function whenPresent(test: Sql, then: Sql): Sql {
  return { sql: 'case', branches: [{ when: { sql: 'is_null', operand: test, negated: true }, then }] };
}

/** Refuses a measure that compares within groups which the answer's rows do not keep apart. */
export function mustSplitBy(what: string, name: string, shown: readonly string[]): Refused {
  if (shown.length === 0) {
    const message = `${what} compares within each ${name}: split it by ${name}, or by what belongs to one ${name}.`;
    return new Refused('cannot-slice', message, [`${what} by ${name}`]);
  }
  const instead = `${what} by ${[name, ...shown].join(' and ')}`;
  const message = `${what} compares within each ${name}, and the same ${shown.join(' and ')} can stand in several. Ask for ${instead}.`;
  return new Refused('cannot-slice', message, [instead]);
}
