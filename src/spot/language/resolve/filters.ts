import type { AttributeRef, ComparisonOperator, Filter, FilterField, Scalar } from '../../query/types';
import { fieldKey } from '../lexicon/values';
import type { NameEntry } from '../lexicon/names';
import type { DraftFilter, DraftTest, DraftTime, DraftValue, Operand } from '../parse/draft';
import { Refusal } from '../parse/draft';
import type { ColumnHit } from '../parse/terms';
import { decimalOf, exact } from '../text/numbers';
import { iso } from '../time/calendar';
import type { Period } from '../time/periods';
import { DEFAULT_DATE } from './pieces';
import type { Resolver } from './resolver';

/** Turns conditions into filters, their names settled. Conditions on measures are handled before. */
export class FilterBuilder {
  constructor(private readonly resolver: Resolver) {}

  build(draft: DraftFilter): Filter {
    switch (draft.kind) {
      case 'time':
        return this.time(draft);
      case 'value':
        return this.value(draft);
      case 'test':
        return this.test(draft);
      case 'not':
        return negate(this.build(draft.filter));
      case 'and':
      case 'or':
        return { op: draft.kind, all: draft.all.map((part) => this.build(part)) };
      case 'condition':
        throw new Refusal('invalid-query', 'Conditions on measures can be joined by “and” only.', draft);
    }
  }

  time(draft: DraftTime): Filter {
    const of = draft.subject ? attributeRef(this.resolver.attribute(draft.subject)) : DEFAULT_DATE;
    const parts: Filter[] = [
      ...draft.periods.map((period) => periodFilter({ of }, period)),
      ...draft.cycles.map(({ bucket, value }): Filter => ({ op: '=', on: { of, bucket }, value })),
    ];
    return anyOf(parts);
  }

  /** The column of a bare value, and its values there. */
  column(draft: DraftValue): ColumnHit {
    const [first = [], ...rest] = draft.items;
    const shared = first.filter((hit) =>
      rest.every((item) => item.some((other) => fieldKey(other.of) === fieldKey(hit.of))),
    );
    const near = draft.near;
    const chosen = this.resolver.column(draft, shared, near);
    const values = draft.items.flatMap((item) =>
      item.filter((hit) => fieldKey(hit.of) === fieldKey(chosen.of)).flatMap((hit) => hit.values),
    );
    return { of: chosen.of, values: [...new Set(values)] };
  }

  private value(draft: DraftValue): Filter {
    const { of, values } = this.column(draft);
    return equal(
      { of },
      values.map((value) => this.typed(value, this.resolver.names.own(fieldKey(of)))),
      draft.negated,
    );
  }

  /** The data's text as a value of the column's type. */
  private typed(value: string, name: NameEntry | undefined): Scalar {
    const type = name?.field.valueType;
    if (type === 'boolean' && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === 'true';
    const decimal = type === 'number' ? decimalOf(value) : undefined;
    return decimal === undefined ? value : exact(decimal);
  }

  private test(draft: DraftTest): Filter {
    const holds = (name: NameEntry): boolean =>
      draft.operands.every(
        (operand) => operand.kind !== 'hits' || operand.hits.some((hit) => fieldKey(hit.of) === name.key),
      );
    const name = this.resolver.attribute(draft.subject, holds);
    const on: FilterField = { of: attributeRef(name) };
    const { op } = draft;
    if (op === 'is_null' || op === 'is_not_null') return { op, on };
    if (draft.operands.some((operand) => operand.kind === 'period')) return periodTest(on, draft);
    const values = draft.operands.flatMap((operand) => this.scalars(operand, name));
    const [first = '', second = ''] = values;
    if (op === '=' || op === 'in') return equal(on, values, false);
    if (op === '!=' || op === 'not_in') return equal(on, values, true);
    if (op === 'between') return { op, on, low: first, high: second };
    if (op === 'contains' || op === 'begins_with' || op === 'ends_with') return { op, on, value: String(first) };
    return { op, on, value: first };
  }

  private scalars(operand: Operand, name: NameEntry): readonly Scalar[] {
    if (operand.kind === 'scalar') return [operand.value];
    if (operand.kind === 'period') return [];
    // The name may have been settled as a role of the column that the values were found in.
    const hit = operand.hits.find(({ of }) => fieldKey(of) === name.key) ?? operand.hits[0];
    return (hit?.values ?? []).map((value) => this.typed(value, name));
  }
}

export function attributeRef(name: NameEntry): AttributeRef {
  if (name.of.field === 'count') throw new TypeError(`${name.key} is not an attribute`);
  return name.of;
}

export function periodFilter(on: FilterField, period: Period): Filter {
  return {
    op: 'period',
    on,
    ...(period.start === undefined ? {} : { start: iso(period.start) }),
    ...(period.end === undefined ? {} : { end: iso(period.end) }),
  };
}

/** A date compared with a period: before its first day, after its last one, within it. */
function periodTest(on: FilterField, draft: DraftTest): Filter {
  const periods = draft.operands.flatMap((operand) => (operand.kind === 'period' ? [operand.period] : []));
  const [first = {}, second = first] = periods;
  const bounds: Record<Exclude<ComparisonOperator, '=' | '!='>, Period> = {
    '<': side('end', first.start),
    '<=': side('end', first.end),
    '>': side('start', first.end),
    '>=': side('start', first.start),
  };
  const { op } = draft;
  if (op === 'between') return periodFilter(on, { ...side('start', first.start), ...side('end', second.end) });
  if (op === '<' || op === '<=' || op === '>' || op === '>=') return periodFilter(on, bounds[op]);
  const inside = anyOf(periods.map((period) => periodFilter(on, period)));
  return op === '!=' || op === 'not_in' ? negate(inside) : inside;
}

function side(which: 'start' | 'end', day: number | undefined): Period {
  return day === undefined ? {} : { [which]: day };
}

function equal(on: FilterField, values: readonly Scalar[], negated: boolean): Filter {
  const [value = ''] = values;
  if (values.length <= 1) return { op: negated ? '!=' : '=', on, value };
  return { op: negated ? 'not_in' : 'in', on, values };
}

function anyOf(parts: readonly Filter[]): Filter {
  const [only] = parts;
  return only && parts.length === 1 ? only : { op: 'or', all: parts };
}

/** The opposite, without a "not" where an operator says it. */
export function negate(filter: Filter): Filter {
  switch (filter.op) {
    case '=':
      if (typeof filter.value === 'boolean') return { ...filter, value: !filter.value };
      return { ...filter, op: '!=' };
    case '!=':
      return { ...filter, op: '=' };
    case 'in':
      return { ...filter, op: 'not_in' };
    case 'not_in':
      return { ...filter, op: 'in' };
    case 'is_null':
      return { ...filter, op: 'is_not_null' };
    case 'is_not_null':
      return { ...filter, op: 'is_null' };
    case 'not':
      return filter.filter;
    default:
      return { op: 'not', filter };
  }
}

/** The parts that must all hold. */
export function conjuncts(filter: Filter | undefined): Filter[] {
  if (!filter) return [];
  return filter.op === 'and' ? filter.all.flatMap((part) => conjuncts(part)) : [filter];
}

/** Fields that a filter looks at. */
export function filterFields(filter: Filter): FilterField[] {
  if ('all' in filter) return filter.all.flatMap((part) => filterFields(part));
  return 'filter' in filter ? filterFields(filter.filter) : [filter.on];
}

/** One filter of several that must all hold. */
export function allOf(parts: readonly Filter[]): Filter | undefined {
  const [only] = parts;
  return parts.length > 1 ? { op: 'and', all: parts } : only;
}
