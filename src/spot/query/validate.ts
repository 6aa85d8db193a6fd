import { indexOfName, MONTHS, QUARTERS, WEEKDAYS } from '../calendar-names';
import { aggregationFits } from '../model/expression/functions';
import { isRealDate } from '../model/expression/check';
import { hint, nearest } from '../model/nearest';
import type { DateBucket, FieldRef, Model, ModelField, ValueType } from '../model/types';
import { canonicalQuery } from './canonical';
import { addsUp, measureExpression, windowsOf } from './measures';
import { attributeName, fieldOf, measureName } from './names';
import { placeOf } from './places';
import { Refused, refusing } from './refuse';
import { readQuery } from './shape';
import { allMeasures, checkReach, grainsOf } from './slice';
import type {
  Attribute,
  AttributeRef,
  DefaultDate,
  Filter,
  FilterField,
  Measure,
  MeasureRef,
  Refusal,
  Scalar,
  SemanticQuery,
} from './types';

const CALENDAR: ReadonlySet<DateBucket> = new Set(['hour', 'day', 'week', 'month', 'quarter', 'year']);
export type Validated = { readonly query: SemanticQuery } | { readonly refusal: Refusal };

export function isCalendarBucket(bucket: DateBucket | undefined): boolean {
  return bucket !== undefined && CALENDAR.has(bucket);
}

/** The number behind a named part (`Monday`: 1), or the number itself; undefined when it is no such part. */
export function cyclicNumber(bucket: DateBucket, value: Scalar): number | undefined {
  const names =
    bucket === 'day_of_week'
      ? WEEKDAYS
      : bucket === 'month_of_year'
        ? MONTHS
        : bucket === 'quarter_of_year'
          ? QUARTERS
          : [];
  const text = String(value);
  const index = indexOfName(names, text);
  if (index >= 0) return index + 1;
  return /^\d{1,2}$/.test(text) ? Number(text) : undefined;
}

/**
 * Checks a query of any origin against the model. What comes back is in canonical form, names only what the model
 * holds, and can be compiled. Never throws for what the value holds.
 */
export function validateQuery(model: Model, value: unknown): Validated {
  return refusing((): Validated => {
    const query = canonicalQuery(readQuery(value));
    new Validator(model, query).check();
    checkReach(model, query);
    return { query };
  });
}

class Validator {
  constructor(
    private readonly model: Model,
    private readonly query: SemanticQuery,
  ) {}

  check(): void {
    const { attributes, measures, filter, top, conditions = [], order = [] } = this.query;
    if (attributes.length + measures.length === 0) {
      throw new Refused('invalid-query', 'Nothing is asked for: name a measure or an attribute.');
    }
    for (const attribute of attributes) this.attribute(attribute);
    for (const measure of allMeasures(this.query)) this.measure(measure);
    if (filter) this.filter(filter);
    if (top?.per) this.indices(top.per, 'top.per');
    for (const condition of conditions) this.condition(condition.measure, [condition.value, condition.high]);
    for (const { key } of order) {
      if ('attribute' in key) this.index(key.attribute, attributes.length, 'order');
      else if ('measure' in key) this.index(key.measure, measures.length, 'order');
    }
  }

  private index(index: number, length: number, what: string): void {
    if (index >= length) throw new Refused('invalid-query', `${what}: there is no column number ${index}.`);
  }

  private indices(indices: readonly number[], what: string): void {
    for (const index of indices) this.index(index, this.query.attributes.length, what);
  }

  private unknown(kind: string, name: string, candidates: readonly string[]): never {
    const shown = name.slice(0, 80);
    throw new Refused(
      'unknown-term',
      `The model has no ${kind} "${shown}". ${hint(name, candidates)}`,
      nearest(name, candidates),
    );
  }

  private names(): string[] {
    return this.model.fields.filter((field) => !field.hidden).map((field) => field.name);
  }

  private field(ref: FieldRef): ModelField {
    const field = fieldOf(this.model, ref);
    // What is hidden is for the model's own use; to a question it does not exist.
    if (field && !field.hidden) return field;
    if (ref.field === 'formula') return this.unknown('formula', ref.formula, [...this.model.formulas.keys()]);
    if (!this.model.nodes.has(ref.table)) return this.unknown('table', ref.table, [...this.model.nodes.keys()]);
    return this.unknown('column', ref.column, this.names());
  }

  private via(ref: AttributeRef): void {
    for (const id of ref.via ?? []) {
      const ids = this.model.joins.map((join) => join.id);
      if (!ids.includes(id)) this.unknown('join', id, ids);
    }
  }

  /** Its value type; `date` for a calendar bucket. */
  private place(of: AttributeRef | DefaultDate, bucket: DateBucket | undefined, name: string): ValueType {
    if (of.field === 'default_date') return bucket && !isCalendarBucket(bucket) ? 'number' : 'date';
    const field = this.field(of);
    this.via(of);
    if (!field.ref || (of.field === 'formula' && this.model.formulas.get(of.formula)?.kind === 'aggregate')) {
      throw new Refused(
        'invalid-query',
        `${field.name} is an aggregate: it can be measured, but not grouped or filtered row by row.`,
      );
    }
    if (bucket === undefined) return field.valueType;
    if (field.valueType !== 'date' && field.valueType !== 'timestamp' && field.valueType !== 'unknown') {
      throw new Refused(
        'invalid-query',
        `${name}: ${field.name} is no date, so it has no ${bucket.replaceAll('_', ' ')}.`,
      );
    }
    return isCalendarBucket(bucket) ? 'date' : 'number';
  }

  private attribute(attribute: Attribute): void {
    const name = attributeName(this.model, attribute);
    this.place(attribute.of, attribute.bucket, name);
    if (attribute.of.field === 'default_date' && attribute.bucket === undefined) {
      throw new Refused('invalid-query', 'The default date needs a period to be grouped by, such as month.');
    }
  }

  private measure(measure: Measure): void {
    const { of, aggregation, filter, modifier } = measure;
    this.measureRef(of, aggregation);
    if (filter) this.filter(filter);
    const expression = measureExpression(this.model, { of, ...(aggregation ? { aggregation } : {}) });
    if (!modifier) return;
    if (expression.type !== 'number' && expression.type !== 'unknown' && modifier.kind !== 'rank') {
      throw new Refused(
        'invalid-query',
        `${measureName(this.model, measure)}: that is a ${expression.type}, not a number.`,
      );
    }
    if (windowsOf(this.model, expression).length > 0) {
      throw new Refused(
        'invalid-query',
        `${measureName(this.model, measure)}: the formula already works on the answer's rows.`,
      );
    }
    if ('per' in modifier) this.indices(modifier.per, 'per');
    if (!('along' in modifier)) return;
    this.index(modifier.along, this.query.attributes.length, 'along');
    const attribute = this.query.attributes[modifier.along];
    if (modifier.kind === 'growth' && !isCalendarBucket(attribute?.bucket)) {
      throw new Refused('invalid-query', 'Growth needs periods on the calendar, such as monthly.', [
        'monthly',
        'yearly',
      ]);
    }
  }

  private measureRef(of: MeasureRef, aggregation: Measure['aggregation']): void {
    if (of.field === 'count') {
      if (!this.model.tables.has(of.table)) this.unknown('table', of.table, [...this.model.tables.keys()]);
      if (aggregation) throw new Refused('invalid-query', `The number of ${of.table} cannot be aggregated again.`);
      return;
    }
    const field = this.field(of);
    if (of.field === 'column' && !this.model.tables.has(of.table)) {
      throw new Refused('cannot-slice', `"${of.table}" is a part that another table plays. Measure that table itself.`);
    }
    if (of.field === 'formula' && this.model.formulas.get(of.formula)?.kind === 'aggregate') {
      if (aggregation) throw new Refused('invalid-query', `${field.name} is an aggregate already.`, [field.name]);
      return;
    }
    const used = aggregation ?? field.aggregation;
    if (used === 'none' && field.kind === 'measure') {
      const ways = field.valueType === 'number' ? ['average', 'max of', 'min of'] : ['unique count of', 'max of'];
      throw new Refused(
        'invalid-query',
        `${field.name} is not aggregated by itself. Say how, such as ${ways[0] ?? ''} ${field.name}.`,
        ways.map((way) => `${way} ${field.name}`),
      );
    }
    if (used === 'none') {
      throw new Refused(
        'invalid-query',
        `${field.name} is an attribute. Say how to measure it, such as the unique count.`,
        [`unique count of ${field.name}`],
      );
    }
    if (!aggregationFits(used, field.valueType)) {
      throw new Refused('invalid-query', `${field.name} is a ${field.valueType}; it has no ${used}.`, [
        `unique count of ${field.name}`,
      ]);
    }
  }

  private condition(measure: Measure, bounds: readonly (number | string | undefined)[]): void {
    const { type } = measureExpression(this.model, measure);
    for (const bound of bounds) {
      if (bound === undefined) continue;
      const wanted = measure.modifier || type === 'unknown' ? 'number' : type;
      this.value(bound, wanted, measureName(this.model, measure));
    }
  }

  private filter(filter: Filter): void {
    switch (filter.op) {
      case 'and':
      case 'or':
        for (const part of filter.all) this.filter(part);
        return;
      case 'not':
        this.filter(filter.filter);
        return;
      default:
        this.filterLeaf(filter);
    }
  }

  private filterLeaf(filter: Exclude<Filter, { op: 'and' | 'or' | 'not' }>): void {
    const { on } = filter;
    const name = attributeName(this.model, on);
    const type = this.place(on.of, on.bucket, name);
    switch (filter.op) {
      case 'is_null':
      case 'is_not_null':
        return;
      case 'contains':
      case 'begins_with':
      case 'ends_with':
        if (type !== 'text' && type !== 'unknown')
          throw new Refused('invalid-query', `${name} is a ${type}, not text.`);
        return;
      case 'period':
        if (on.bucket !== undefined || (type !== 'date' && type !== 'timestamp' && type !== 'unknown')) {
          throw new Refused('invalid-query', `${name} is no plain date, so it has no period.`);
        }
        for (const end of [filter.start, filter.end]) if (end !== undefined) this.value(end, 'timestamp', name);
        return;
      case 'between':
        this.filterValue(filter.low, on, type, name);
        this.filterValue(filter.high, on, type, name);
        return;
      case 'in':
      case 'not_in':
        for (const value of filter.values) this.filterValue(value, on, type, name);
        return;
      default:
        this.filterValue(filter.value, on, type, name);
    }
  }

  private filterValue(value: Scalar, on: FilterField, type: ValueType, name: string): void {
    if (on.bucket !== undefined && !isCalendarBucket(on.bucket)) {
      if (cyclicNumber(on.bucket, value) !== undefined) return;
      throw new Refused('invalid-query', `"${String(value)}" is no ${on.bucket.replaceAll('_', ' ')}.`);
    }
    this.value(value, type, name);
  }

  private value(value: Scalar, type: ValueType, name: string): void {
    const text = String(value);
    switch (type) {
      case 'number':
        if (typeof value === 'number' || /^-?\d{1,30}(\.\d{1,15})?$/.test(text)) return;
        throw new Refused('invalid-query', `${name} is a number, and "${text}" is none.`);
      case 'boolean':
        if (typeof value === 'boolean') return;
        throw new Refused('invalid-query', `${name} is true or false, not "${text}".`);
      case 'date':
      case 'timestamp':
        if (isRealMoment(text)) return;
        throw new Refused('invalid-date', `"${text}" is not a date that exists (YYYY-MM-DD).`);
      case 'text':
        if (typeof value === 'string') return;
        throw new Refused('invalid-query', `${name} is text, and ${text} is not.`);
      case 'unknown':
    }
  }
}

/** `YYYY-MM-DD`, with or without a time of day. */
function isRealMoment(text: string): boolean {
  const [date = '', time, ...rest] = text.split(' ');
  if (!isRealDate(date) || rest.length > 0) return false;
  return time === undefined || /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(time);
}

/** Whether a measure's parts under these attributes add up to the whole: none overlap, and none are left out. */
export function partsAddUp(model: Model, query: SemanticQuery, measure: Measure): boolean {
  if (!addsUp(model, measureExpression(model, measure))) return false;
  return grainsOf(model, measure).every((table) =>
    query.attributes.every(({ of }) => {
      const placed = placeOf(model, table, of);
      return (
        'place' in placed &&
        placed.place.steps.every(({ direction, join }) => direction === 'up' && join.type === 'left')
      );
    }),
  );
}
