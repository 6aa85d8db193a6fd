import type { Model } from '../../model';
import { attributeName, type Filter } from '../../query';

/** A filter in words, for messages. */
export function describeFilter(model: Model, filter: Filter): string {
  switch (filter.op) {
    case 'and':
    case 'or':
      return `(${filter.all.map((part) => describeFilter(model, part)).join(` ${filter.op} `)})`;
    case 'not':
      return `not ${describeFilter(model, filter.filter)}`;
    default:
      return `${attributeName(model, filter.on)} ${describeTest(filter)}`;
  }
}

function describeTest(filter: Exclude<Filter, { op: 'and' | 'or' | 'not' }>): string {
  switch (filter.op) {
    case 'between':
      return `between ${String(filter.low)} and ${String(filter.high)}`;
    case 'in':
    case 'not_in':
      return `${filter.op === 'in' ? 'in' : 'not in'} (${filter.values.slice(0, 10).map(String).join(', ')})`;
    case 'is_null':
      return 'is empty';
    case 'is_not_null':
      return 'is not empty';
    case 'period':
      if (filter.start === undefined) return `before ${filter.end ?? ''}`;
      return filter.end === undefined ? `from ${filter.start} on` : `from ${filter.start} until before ${filter.end}`;
    default:
      return `${filter.op.replace('_', ' ')} ${String(filter.value)}`;
  }
}
