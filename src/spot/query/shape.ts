import { Refused } from './refuse';
import type {
  Attribute,
  AttributeRef,
  Condition,
  DefaultDate,
  Filter,
  FilterField,
  Measure,
  Modifier,
  Order,
  Scalar,
  SemanticQuery,
  Top,
} from './types';
import { AGGREGATIONS, CALENDAR_BUCKETS, CYCLIC_BUCKETS } from '../model/tables';
import type { DateBucket, FieldRef } from '../model/types';

/** Sizes beyond which nobody reads the answer, or the engine would spend its time on the question itself. */
export const LIMITS = {
  attributes: 20,
  measures: 20,
  conditions: 20,
  order: 20,
  filters: 500,
  depth: 20,
  values: 10_000,
  text: 1_000,
};

const MEASURED = AGGREGATIONS.filter((aggregation) => aggregation !== 'none');
const BUCKETS: readonly DateBucket[] = [...CALENDAR_BUCKETS, ...CYCLIC_BUCKETS];
const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const;

type Shape = Readonly<Record<string, unknown>>;

/**
 * Reads a query of unknown origin into its type: every part copied, nothing else taken over. Throws Refused
 * (`invalid-query`, `too-complex`) with the place of the first thing that is wrong.
 */
export function readQuery(value: unknown): SemanticQuery {
  return new ShapeReader().query(value);
}

class ShapeReader {
  private filters = 0;

  query(value: unknown): SemanticQuery {
    const shape = this.object(value, 'The query', [
      'attributes',
      'measures',
      'filter',
      'conditions',
      'top',
      'order',
      'limit',
    ]);
    const attributes = this.list(shape['attributes'], 'attributes', LIMITS.attributes, (one, at) =>
      this.attribute(one, at),
    );
    const measures = this.list(shape['measures'], 'measures', LIMITS.measures, (one, at) => this.measure(one, at));
    const { filter, conditions, top, order, limit } = shape;
    return {
      attributes,
      measures,
      ...(filter === undefined ? {} : { filter: this.filter(filter, 'filter', 0) }),
      ...(conditions === undefined
        ? {}
        : { conditions: this.list(conditions, 'conditions', LIMITS.conditions, (one, at) => this.condition(one, at)) }),
      ...(top === undefined ? {} : { top: this.top(top) }),
      ...(order === undefined
        ? {}
        : { order: this.list(order, 'order', LIMITS.order, (one, at) => this.order(one, at)) }),
      ...(limit === undefined ? {} : { limit: this.whole(limit, 'limit', 1, 1_000_000) }),
    };
  }

  private fail(at: string, wanted: string): never {
    throw new Refused('invalid-query', `${at} must be ${wanted}.`);
  }

  private object(value: unknown, at: string, keys?: readonly string[]): Shape {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.fail(at, 'an object');
    const shape: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const key of Object.keys(value)) {
      if (keys && !keys.includes(key)) throw new Refused('invalid-query', `${at} has no key "${key.slice(0, 60)}".`);
      const descriptor = Object.getOwnPropertyDescriptor(value, key);
      shape[key] = descriptor?.value;
    }
    return shape;
  }

  private list<T>(value: unknown, at: string, most: number, read: (one: unknown, at: string) => T): T[] {
    if (!Array.isArray(value)) return this.fail(at, 'a list');
    if (value.length > most) {
      throw new Refused(
        'too-complex',
        `${at} has ${value.length} entries; ${most} are the most that can be asked at once.`,
      );
    }
    return Array.from(value as unknown[], (one, index) => read(one, `${at}[${index}]`));
  }

  private text(value: unknown, at: string): string {
    if (typeof value !== 'string') return this.fail(at, 'text');
    if (value.length > LIMITS.text) throw new Refused('too-complex', `${at} is longer than ${LIMITS.text} characters.`);
    return value;
  }

  private whole(value: unknown, at: string, least: number, most: number): number {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
      return this.fail(at, `a whole number from ${least} to ${most}`);
    }
    return value;
  }

  private choice<T extends string>(value: unknown, at: string, options: readonly T[]): T {
    const found = options.find((option) => option === value);
    return found ?? this.fail(at, `one of ${options.join(', ')}`);
  }

  private indices(value: unknown, at: string): number[] {
    return this.list(value, at, LIMITS.attributes, (one, place) => this.whole(one, place, 0, LIMITS.attributes));
  }

  private fieldRef(shape: Shape, at: string): FieldRef {
    if (shape['field'] === 'formula')
      return { field: 'formula', formula: this.text(shape['formula'], `${at}.formula`) };
    if (shape['field'] === 'column') {
      return {
        field: 'column',
        table: this.text(shape['table'], `${at}.table`),
        column: this.text(shape['column'], `${at}.column`),
      };
    }
    return this.fail(`${at}.field`, '"column" or "formula"');
  }

  private place(value: unknown, at: string): AttributeRef | DefaultDate {
    const shape = this.object(value, at, ['field', 'table', 'column', 'formula', 'via']);
    if (shape['field'] === 'default_date') return { field: 'default_date' };
    const ref = this.fieldRef(shape, at);
    if (shape['via'] === undefined) return ref;
    return { ...ref, via: this.list(shape['via'], `${at}.via`, 20, (one, place) => this.text(one, place)) };
  }

  private label(shape: Shape, at: string): { label?: string } {
    return shape['label'] === undefined ? {} : { label: this.text(shape['label'], `${at}.label`) };
  }

  private bucket(shape: Shape, at: string): { bucket?: DateBucket } {
    return shape['bucket'] === undefined ? {} : { bucket: this.choice(shape['bucket'], `${at}.bucket`, BUCKETS) };
  }

  private attribute(value: unknown, at: string): Attribute {
    const shape = this.object(value, at, ['of', 'bucket', 'label']);
    return { of: this.place(shape['of'], `${at}.of`), ...this.bucket(shape, at), ...this.label(shape, at) };
  }

  private measure(value: unknown, at: string): Measure {
    const shape = this.object(value, at, ['of', 'aggregation', 'filter', 'modifier', 'label']);
    const of = this.object(shape['of'], `${at}.of`, ['field', 'table', 'column', 'formula']);
    const { aggregation, filter, modifier } = shape;
    return {
      of:
        of['field'] === 'count'
          ? { field: 'count', table: this.text(of['table'], `${at}.of.table`) }
          : this.fieldRef(of, `${at}.of`),
      ...(aggregation === undefined ? {} : { aggregation: this.choice(aggregation, `${at}.aggregation`, MEASURED) }),
      ...(filter === undefined ? {} : { filter: this.filter(filter, `${at}.filter`, 0) }),
      ...(modifier === undefined ? {} : { modifier: this.modifier(modifier, `${at}.modifier`) }),
      ...this.label(shape, at),
    };
  }

  private modifier(value: unknown, at: string): Modifier {
    const shape = this.object(value, at, ['kind', 'per', 'along', 'rows', 'direction', 'over']);
    const kind = this.choice(shape['kind'], `${at}.kind`, [
      'share',
      'cumulative',
      'moving_average',
      'rank',
      'growth',
    ] as const);
    const per = shape['per'] === undefined ? {} : { per: this.indices(shape['per'], `${at}.per`) };
    const along = (): number => this.whole(shape['along'], `${at}.along`, 0, LIMITS.attributes);
    switch (kind) {
      case 'share':
        return { kind, ...per };
      case 'cumulative':
        return { kind, along: along() };
      case 'moving_average':
        return { kind, along: along(), rows: this.whole(shape['rows'], `${at}.rows`, 1, 10_000) };
      case 'rank':
        return {
          kind,
          direction: this.choice(shape['direction'], `${at}.direction`, ['ascending', 'descending'] as const),
          ...per,
        };
      case 'growth':
        return { kind, along: along(), over: this.choice(shape['over'], `${at}.over`, ['previous', 'year'] as const) };
    }
  }

  private scalar(value: unknown, at: string): Scalar {
    if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
    return typeof value === 'string' ? this.text(value, at) : this.fail(at, 'text, a number, true or false');
  }

  private on(value: unknown, at: string): FilterField {
    const shape = this.object(value, at, ['of', 'bucket']);
    return { of: this.place(shape['of'], `${at}.of`), ...this.bucket(shape, at) };
  }

  private filter(value: unknown, at: string, depth: number): Filter {
    this.filters += 1;
    if (this.filters > LIMITS.filters || depth > LIMITS.depth) {
      throw new Refused(
        'too-complex',
        `The filters are nested more than ${LIMITS.depth} deep, or more than ${LIMITS.filters}.`,
      );
    }
    const shape = this.object(value, at, [
      'op',
      'all',
      'filter',
      'on',
      'value',
      'values',
      'low',
      'high',
      'start',
      'end',
    ]);
    const { op } = shape;
    const on = (): FilterField => this.on(shape['on'], `${at}.on`);
    switch (op) {
      case 'and':
      case 'or':
        return {
          op,
          all: this.list(shape['all'], `${at}.all`, LIMITS.filters, (one, place) => this.filter(one, place, depth + 1)),
        };
      case 'not':
        return { op, filter: this.filter(shape['filter'], `${at}.filter`, depth + 1) };
      case 'between':
        return {
          op,
          on: on(),
          low: this.scalar(shape['low'], `${at}.low`),
          high: this.scalar(shape['high'], `${at}.high`),
        };
      case 'in':
      case 'not_in': {
        const values = this.list(shape['values'], `${at}.values`, LIMITS.values, (one, place) =>
          this.scalar(one, place),
        );
        return values.length > 0
          ? { op, on: on(), values }
          : this.fail(`${at}.values`, 'a list with at least one value');
      }
      case 'contains':
      case 'begins_with':
      case 'ends_with': {
        const wanted = this.text(shape['value'], `${at}.value`);
        return wanted === '' ? this.fail(`${at}.value`, 'text that is not empty') : { op, on: on(), value: wanted };
      }
      case 'is_null':
      case 'is_not_null':
        return { op, on: on() };
      case 'period': {
        const { start, end } = shape;
        if (start === undefined && end === undefined) return this.fail(at, 'a period with a start or an end');
        return {
          op,
          on: on(),
          ...(start === undefined ? {} : { start: this.text(start, `${at}.start`) }),
          ...(end === undefined ? {} : { end: this.text(end, `${at}.end`) }),
        };
      }
      default: {
        const comparison = this.choice(op, `${at}.op`, COMPARISONS);
        return { op: comparison, on: on(), value: this.scalar(shape['value'], `${at}.value`) };
      }
    }
  }

  private condition(value: unknown, at: string): Condition {
    const shape = this.object(value, at, ['measure', 'op', 'value', 'high']);
    const bound = (one: unknown, place: string): number | string => {
      const scalar = this.scalar(one, place);
      return typeof scalar === 'boolean' ? this.fail(place, 'a number or a date') : scalar;
    };
    const op = this.choice(shape['op'], `${at}.op`, [...COMPARISONS, 'between'] as const);
    return {
      measure: this.measure(shape['measure'], `${at}.measure`),
      op,
      value: bound(shape['value'], `${at}.value`),
      ...(op === 'between' ? { high: bound(shape['high'], `${at}.high`) } : {}),
    };
  }

  private top(value: unknown): Top {
    const shape = this.object(value, 'top', ['n', 'direction', 'by', 'per']);
    return {
      n: this.whole(shape['n'], 'top.n', 1, 1_000_000),
      direction: this.choice(shape['direction'], 'top.direction', ['top', 'bottom'] as const),
      by: this.measure(shape['by'], 'top.by'),
      ...(shape['per'] === undefined ? {} : { per: this.indices(shape['per'], 'top.per') }),
    };
  }

  private order(value: unknown, at: string): Order {
    const shape = this.object(value, at, ['key', 'direction']);
    const key = this.object(shape['key'], `${at}.key`, ['attribute', 'measure', 'by']);
    const direction = this.choice(shape['direction'], `${at}.direction`, ['ascending', 'descending'] as const);
    if (key['attribute'] !== undefined) {
      return {
        key: { attribute: this.whole(key['attribute'], `${at}.key.attribute`, 0, LIMITS.attributes) },
        direction,
      };
    }
    if (key['measure'] !== undefined) {
      return { key: { measure: this.whole(key['measure'], `${at}.key.measure`, 0, LIMITS.measures) }, direction };
    }
    return { key: { by: this.measure(key['by'], `${at}.key.by`) }, direction };
  }
}
