import { childrenOf } from '../model/names';
import type { Step } from '../model/graph';
import type { Expression, Model, ValueType } from '../model/types';
import { fanOf, stepKey, type Place } from '../query/places';
import { Refused } from '../query/refuse';
import { filterFields, placeOrRefuse } from '../query/slice';
import type { Leaf } from '../query/measures';
import type { Attribute, Filter, FilterField } from '../query/types';
import { bucketKey } from './buckets';
import { filterSql, onMissingRow } from './filters';
import { Rows } from './rows';
import type { Security } from './security';
import { binary, column, type From, type Select, type SelectColumn, type Sql, type SqlAggregate } from './tree';

export type Key = Pick<Attribute, 'of' | 'bucket'>;

/** One table's part of an answer. */
export interface BranchSpec {
  readonly table: string;
  /** What is asked for, in words, for refusals. */
  readonly what: string;
  readonly keys: readonly Key[];
  /** All must hold. */
  readonly filters: readonly Filter[];
  readonly leaves: readonly Leaf[];
  readonly semiAdditive?: { readonly date: string; readonly take: 'last' | 'first' };
}

/** A SELECT … GROUP BY that has not been put together yet. */
export interface Grouped {
  readonly from: From;
  readonly where: readonly Sql[];
  readonly keys: readonly Sql[];
  readonly leaves: readonly Sql[];
}

export interface Branch extends Grouped {
  readonly notes: readonly string[];
  /** Key types, before buckets. */
  readonly keyTypes: readonly ValueType[];
}

interface Leg {
  readonly fan: readonly Step[];
  readonly keys: number[];
  readonly filters: Filter[];
}

/** A table aggregated to the question's grain, its rows never multiplied. */
export function buildBranch(model: Model, security: Security, spec: BranchSpec): Branch {
  return new Builder(model, security, spec).build();
}

class Builder {
  private readonly places: readonly Place[];
  private readonly rows: Rows;
  private readonly where: Sql[] = [];
  private readonly keys: Sql[] = [];
  private readonly fieldPlaces = new Map<FilterField, Place>();

  constructor(
    private readonly model: Model,
    private readonly security: Security,
    private readonly spec: BranchSpec,
  ) {
    const place = (field: Key): Place => placeOrRefuse(model, spec.table, field, spec.what);
    this.places = spec.keys.map(place);
    for (const field of spec.filters.flatMap(filterFields)) this.fieldPlaces.set(field, place(field));
    this.rows = new Rows(model, security, spec.table);
  }

  build(): Branch {
    const fans = [...this.places, ...this.fieldPlaces.values()].some((place) => fanOf(place) !== undefined);
    const legs = fans ? this.legs() : new Map<string, Leg>();
    const grouped = legs === undefined ? this.distinct() : this.joined(legs);
    return { ...grouped, notes: this.notes(), keyTypes: this.places.map((place) => place.valueType) };
  }

  /** The tables' own rows, each once: what multiplies them is made distinct before it is joined. */
  private joined(legs: ReadonlyMap<string, Leg>): Grouped {
    const inLeg = new Set([...legs.values()].flatMap((leg) => leg.filters));
    for (const filter of this.spec.filters) {
      if (!inLeg.has(filter)) this.where.push(this.filter(this.rows, filter, 0));
    }
    this.places.forEach((place, index) => {
      if (fanOf(place) === undefined) this.keys[index] = this.key(this.rows, place, index, 0);
    });
    for (const leg of legs.values()) this.attach(leg);
    this.snapshot();
    const leaves = this.spec.leaves.map((leaf) => {
      const operand = leaf.node === 'count' ? undefined : this.rows.expression([], leaf.table, leaf.operand);
      return aggregateSql(leaf, operand);
    });
    return { from: this.rows.from(), where: this.where, keys: this.keys, leaves };
  }

  /**
   * When a filter ties a table's own columns to its children's, or asks for what is missing: everything joined, then
   * each row of the table once per combination of the keys.
   */
  private distinct(): Grouped {
    const { table, leaves, filters } = this.spec;
    const primaryKey = this.model.tables.get(table)?.primaryKey ?? [];
    if (primaryKey.length === 0) {
      throw new Refused(
        'cannot-slice',
        `${this.spec.what} would be counted more than once here, and table "${table}" has no "primary_key" by which to tell its rows apart. Add one to the model.`,
      );
    }
    for (const filter of filters) this.where.push(this.filter(this.rows, filter, 0));
    this.places.forEach((place, index) => {
      this.keys[index] = this.key(this.rows, place, index, 0);
    });
    this.snapshot();
    const columns: SelectColumn[] = [
      ...primaryKey.map((key, index) => ({ value: this.rows.key([], key), as: `row ${index + 1}` })),
      ...this.keys.map((value, index) => ({ value, as: `key ${index + 1}` })),
    ];
    leaves.forEach((leaf, index) => {
      if (leaf.node === 'count') return;
      columns.push({ value: this.rows.expression([], table, leaf.operand), as: `value ${index + 1}` });
    });
    const query: Select = { query: 'select', distinct: true, columns, from: this.rows.from(), where: this.where };
    return {
      from: { first: { source: 'query', query, alias: table }, joins: [] },
      where: [],
      keys: this.keys.map((_, index) => column(table, `key ${index + 1}`)),
      leaves: leaves.map((leaf, index) =>
        aggregateSql(leaf, leaf.node === 'count' ? undefined : column(table, `value ${index + 1}`)),
      ),
    };
  }

  /** Keys and filters by the children they belong to; undefined when they cannot be told apart. */
  private legs(): Map<string, Leg> | undefined {
    const legs = new Map<string, Leg>();
    const legOf = (fan: readonly Step[]): Leg => {
      const key = stepKey(fan);
      const leg = legs.get(key) ?? { fan, keys: [], filters: [] };
      legs.set(key, leg);
      return leg;
    };
    this.places.forEach((place, index) => {
      const fan = fanOf(place);
      if (fan) legOf(fan).keys.push(index);
    });
    for (const filter of this.spec.filters) {
      const fans = filterFields(filter).map((field) => this.fanOfField(field));
      const [first] = fans;
      if (fans.every((fan) => fan === undefined)) continue;
      const together = first !== undefined && fans.every((fan) => fan !== undefined && stepKey(fan) === stepKey(first));
      const missing = onMissingRow(filter);
      if (!together || missing === true) return undefined;
      legOf(first).filters.push(filter);
    }
    return legs;
  }

  private fanOfField(field: FilterField): readonly Step[] | undefined {
    const place = this.fieldPlaces.get(field);
    return place && fanOf(place);
  }

  /** Joins a leg's distinct keys, or keeps the rows that have a child such as the filters want. */
  private attach({ fan, keys, filters }: Leg): void {
    const last = fan.at(-1);
    if (!last) return;
    const child = this.model.nodes.get(last.to)?.table ?? last.to;
    const leg = new Rows(this.model, this.security, child, last.to);
    const pairs = last.join.on.map(([many, one]) => ({
      parent: this.rows.key(fan.slice(0, -1), one),
      child: leg.key([], many),
    }));
    const where = filters.map((filter) => this.filter(leg, filter, fan.length));
    if (keys.length === 0) {
      const columns = pairs.map((pair, index) => ({ value: pair.child, as: `key ${index + 1}` }));
      const query: Select = { query: 'select', columns, from: leg.from(), where };
      this.where.push({ sql: 'in_query', operands: pairs.map((pair) => pair.parent), query });
      return;
    }
    const alias = this.rows.alias(last.to);
    const columns: SelectColumn[] = pairs.map((pair, index) => ({ value: pair.child, as: `row ${index + 1}` }));
    for (const index of keys) {
      const place = this.places[index];
      if (!place) continue;
      columns.push({ value: this.key(leg, place, index, fan.length), as: `key ${index + 1}` });
      this.keys[index] = column(alias, `key ${index + 1}`);
    }
    const from = leg.from();
    const inner = last.join.type === 'inner' || where.length > 0 || leg.drops;
    this.rows.extra.push({
      type: inner ? 'INNER' : 'LEFT',
      source: { source: 'query', alias, query: { query: 'select', distinct: true, columns, from, where } },
      on: pairs.map((pair, index) => binary('=', pair.parent, column(alias, `row ${index + 1}`))),
    });
  }

  /** Only the rows of the last (first) date of each period: what is on hand does not add up over time. */
  private snapshot(): void {
    const { table, semiAdditive, filters } = this.spec;
    if (!semiAdditive) return;
    const { date, take } = semiAdditive;
    const timely = (place: Place): boolean => this.timely(place, date);
    const periods = this.places.flatMap((place, index) => (timely(place) ? [{ place, index }] : []));
    const inner = new Rows(this.model, this.security, table);
    const last: SelectColumn = {
      value: { sql: 'aggregate', fn: take === 'last' ? 'max' : 'min', operand: inner.column([], date) },
      as: 'date',
    };
    const where = filters
      .filter((filter) => filterFields(filter).every((field) => timely(this.fieldPlaces.get(field) ?? this.nowhere())))
      .map((filter) => this.filter(inner, filter, 0));
    const columns = periods.map(({ place, index }) => ({
      value: this.key(inner, place, index, 0),
      as: `key ${index + 1}`,
    }));
    const query: Select = {
      query: 'select',
      columns: [...columns, last],
      from: inner.from(),
      where,
      ...(periods.length > 0 ? { groupBy: periods.length } : {}),
    };
    const own = this.rows.column([], date);
    if (periods.length === 0) {
      this.where.push(binary('=', own, { sql: 'value_of', query }));
      return;
    }
    const alias = this.rows.alias(`${take} ${date}`);
    const same = periods.map(({ index }): Sql => {
      const key = this.keys[index];
      if (!key) throw new Error('A period without a key.');
      return { sql: 'same', left: key, right: column(alias, `key ${index + 1}`) };
    });
    this.rows.extra.push({
      type: 'INNER',
      source: { source: 'query', alias, query },
      on: [binary('=', own, column(alias, 'date')), ...same],
    });
  }

  private nowhere(): never {
    throw new Error('A filter without a place.');
  }

  /** Whether a field says nothing but when: the date itself, or what is known from the date alone. */
  private timely(place: Place, date: string): boolean {
    const [first] = place.steps;
    if (first) {
      return (
        first.direction === 'up' &&
        first.from === 'from' &&
        first.join.on.every(([mine]) => mine === date) &&
        place.steps.every((step) => step.direction === 'up')
      );
    }
    if ('column' in place.target) return place.target.column === date;
    const waiting: Expression[] = [place.target.formula.expression];
    for (let part = waiting.pop(); part; part = waiting.pop()) {
      if (
        part.node === 'formula' ||
        (part.node === 'column' && (part.table !== this.spec.table || part.column !== date))
      ) {
        return false;
      }
      waiting.push(...childrenOf(part));
    }
    return true;
  }

  private filter(rows: Rows, filter: Filter, skip: number): Sql {
    return filterSql(this.model, filter, (on) => {
      const place = this.fieldPlaces.get(on) ?? this.nowhere();
      return { value: valueOf(rows, place, skip), type: place.valueType };
    });
  }

  private key(rows: Rows, place: Place, index: number, skip: number): Sql {
    const bucket = this.spec.keys[index]?.bucket;
    const value = valueOf(rows, place, skip);
    return bucket === undefined ? value : bucketKey(value, bucket, this.model.weekStart);
  }

  private notes(): string[] {
    const notes = new Set<string>();
    for (const place of this.places) {
      const fan = fanOf(place)?.at(-1);
      if (!fan) continue;
      notes.add(
        `Groups overlap: a row of ${this.spec.table} counts once in every group that its ${fan.to} belong to, so the groups add up to more than the total.`,
      );
    }
    for (const place of [...this.places, ...this.fieldPlaces.values()]) {
      const fan = fanOf(place);
      const [other] = place.others;
      if (!fan || !other) continue;
      const way = (steps: readonly Step[]): string => steps.map((step) => step.to).join(' > ');
      notes.add(
        `${this.spec.what} is connected through ${way(place.steps)}; ${way(other.steps)} would be another way.`,
      );
    }
    if (this.spec.semiAdditive) {
      notes.add(
        `${this.spec.what} does not add up over time: it is taken on the ${this.spec.semiAdditive.take} date of each period.`,
      );
    }
    return [...notes];
  }
}

function valueOf(rows: Rows, place: Place, skip: number): Sql {
  const steps = place.steps.slice(skip);
  if ('column' in place.target) return rows.column(steps, place.target.column);
  return rows.formula(steps, place.target.formula);
}

function aggregateSql(leaf: Leaf, operand: Sql | undefined): Sql {
  const fn: SqlAggregate = leaf.node === 'count' ? 'count_rows' : leaf.aggregation;
  return operand ? { sql: 'aggregate', fn, operand } : { sql: 'aggregate', fn };
}
