import type { DateBucket, Model } from '../model/types';
import type { Attribute, Filter, FilterField, Scalar, SemanticQuery } from '../query/types';
import { piecesOf } from './follow';
import type { PieceCondition, PieceMeasure, Pieces } from './resolve/pieces';
import { attributeKey } from './resolve/pieces';
import type { Resolver } from './resolve/resolver';
import { quote } from './resolve/resolver';
import { shift } from './text/numbers';
import { parseIso } from './time/calendar';
import { say } from './time/periods';

const AGGREGATES: Readonly<Record<NonNullable<PieceMeasure['aggregation']>, string>> = {
  sum: 'sum of',
  average: 'average',
  count: 'count of',
  count_distinct: 'unique count of',
  min: 'min of',
  max: 'max of',
  median: 'median of',
  stddev: 'standard deviation of',
  variance: 'variance of',
};

/**
 * A query in the words of the grammar. Reading them gives the same query back, for every query that the grammar can
 * make; a planner's may hold more (a filter on a single measure), which is left out.
 */
export function describeQuery(query: SemanticQuery, resolver: Resolver, model: Model): string {
  return new Writer(query, piecesOf(query), resolver, model).write();
}

class Writer {
  constructor(
    private readonly query: SemanticQuery,
    private readonly pieces: Pieces,
    private readonly resolver: Resolver,
    private readonly model: Model,
  ) {}

  write(): string {
    const { pieces } = this;
    const [times, others] = this.split(pieces.filters);
    const words = [
      this.measures(),
      pieces.attributes.length > 0
        ? `by ${pieces.attributes.map((attribute) => this.attribute(attribute)).join(' and ')}`
        : '',
      this.within(),
      this.over(),
      ...times.map((filter) => this.plainTime(filter)),
      others.length > 0 ? `where ${others.map((filter) => this.filter(filter)).join(' and ')}` : '',
      pieces.sides ? pieces.sides.map((side) => this.side(side)).join(' vs ') : '',
      pieces.conditions.length > 0
        ? `with ${pieces.conditions.map((condition) => this.condition(condition)).join(' and ')}`
        : '',
      this.top(),
      this.order(),
      pieces.limit === undefined ? '' : `limit ${pieces.limit}`,
    ];
    return words.filter((word) => word !== '').join(' ');
  }

  private measures(): string {
    const measures = this.pieces.measures.map((measure) => ({ measure, text: this.measure(measure) }));
    const shown = measures.filter(({ measure, text }, i) => {
      const next = measures[i + 1]?.measure;
      return measure.intent !== undefined || next?.intent?.kind !== 'growth' || this.bare(next) !== text;
    });
    return shown.map(({ text }) => text).join(', ');
  }

  private bare(measure: PieceMeasure): string {
    const name = this.resolver.phraseOf(measure.of);
    return measure.aggregation === undefined ? name : `${AGGREGATES[measure.aggregation]} ${name}`;
  }

  private measure(measure: PieceMeasure): string {
    const bare = this.bare(measure);
    switch (measure.intent?.kind) {
      case 'share':
        return `share of ${bare}`;
      case 'cumulative':
        return `cumulative ${bare}`;
      case 'moving_average':
        return `moving average ${measure.intent.rows} of ${bare}`;
      case 'rank':
        return `rank of ${bare}`;
      case 'growth':
        return `growth of ${bare}`;
      case undefined:
        return bare;
    }
  }

  private attribute({ of, bucket }: Attribute): string {
    const period = bucket?.replaceAll('_', ' ') ?? '';
    if (of.field === 'default_date') return period;
    const name = this.resolver.phraseOf(of);
    return bucket === undefined || this.includes(name, bucket) ? name : `${name} ${period}`;
  }

  /** A name that has its period in it already, such as a field that is always grouped by month. */
  private includes(name: string, bucket: DateBucket): boolean {
    return name.startsWith('[') && bucket === 'day';
  }

  private within(): string {
    const intent = this.pieces.measures.find(
      ({ intent: found }) => found?.kind === 'share' || found?.kind === 'rank',
    )?.intent;
    const keys = intent?.kind === 'share' || intent?.kind === 'rank' ? (intent.within ?? []) : [];
    return keys.length > 0 ? `within ${this.attributesOf(keys)}` : '';
  }

  private attributesOf(keys: readonly string[]): string {
    return this.pieces.attributes
      .filter((attribute) => keys.includes(attributeKey(attribute)))
      .map((attribute) => this.attribute(attribute))
      .join(' and ');
  }

  private over(): string {
    const yearly = this.pieces.measures.some(({ intent }) => intent?.kind === 'growth' && intent.over === 'year');
    return yearly ? 'year over year' : '';
  }

  /** Conditions on the default date read best on their own; the rest stand after "where". */
  private split(filters: readonly Filter[]): [Filter[], Filter[]] {
    const time = (filter: Filter): boolean =>
      (filter.op === 'period' || (filter.op === '=' && filter.on.bucket !== undefined)) &&
      filter.on.of.field === 'default_date';
    const times = filters.filter((filter) => time(filter));
    // "by ship date before 2025" would be about the ship date.
    const last = this.pieces.attributes.at(-1);
    const bound = times.some(
      (filter) => filter.op === 'period' && (filter.start === undefined || filter.end === undefined),
    );
    if (bound && last && last.of.field !== 'default_date' && last.bucket === undefined) return [[], [...filters]];
    return times.length === 1 ? [times, filters.filter((filter) => !time(filter))] : [[], [...filters]];
  }

  private plainTime(filter: Filter): string {
    const text = this.filter(filter);
    return /^(?:from|before|since|in|on) /.test(text) ? text : `in ${text}`;
  }

  private filter(filter: Filter): string {
    switch (filter.op) {
      case 'and':
      case 'or':
        return `(${filter.all.map((part) => this.filter(part)).join(` ${filter.op} `)})`;
      case 'not':
        return `not (${this.filter(filter.filter)})`;
      case 'period':
        return `${this.subject(filter.on)}${this.period(filter)}`;
      case 'is_null':
      case 'is_not_null':
        return `${this.field(filter.on)} ${filter.op.replaceAll('_', ' ')}`;
      case 'in':
      case 'not_in':
        return `${this.field(filter.on)} ${filter.op.replace('_', ' ')} (${filter.values.map(written).join(', ')})`;
      case 'between':
        return `${this.field(filter.on)} between ${written(filter.low)} and ${written(filter.high)}`;
      case 'contains':
      case 'begins_with':
      case 'ends_with':
        return `${this.field(filter.on)} ${filter.op.replace('begins_', 'begins ').replace('ends_', 'ends ')} ${quote(filter.value)}`;
      default:
        if (filter.on.bucket !== undefined && (filter.op === '=' || filter.op === '!=')) {
          const part = `${this.subject(filter.on)}${filter.on.bucket === 'day_of_week' ? 'on' : 'in'} ${String(filter.value)}`;
          return filter.op === '=' ? part : `not (${part})`;
        }
        return `${this.field(filter.on)} ${filter.op} ${written(filter.value)}`;
    }
  }

  private subject(on: FilterField): string {
    return on.of.field === 'default_date' ? '' : `${this.resolver.phraseOf(on.of)} `;
  }

  private field(on: FilterField): string {
    return on.of.field === 'default_date'
      ? this.model.defaultDate
        ? this.resolver.phraseOf(this.model.defaultDate)
        : 'date'
      : this.resolver.phraseOf(on.of);
  }

  private period(filter: Filter & { op: 'period' }): string {
    const text = say({
      ...(filter.start === undefined ? {} : { start: parseIso(filter.start) }),
      ...(filter.end === undefined ? {} : { end: parseIso(filter.end) }),
    });
    return /^(?:from|before|since) /.test(text) ? text : `${text.includes('-') ? 'on' : 'in'} ${text}`;
  }

  private side(filter: Filter): string {
    if (filter.op === 'period') return this.filter(filter).replace(/^(?:in|on) /, '');
    if (filter.op === '=') return `${written(filter.value)} ${this.field(filter.on)}`;
    return filter.op === 'in'
      ? `${filter.values.map(written).join(' or ')} ${this.field(filter.on)}`
      : this.filter(filter);
  }

  private condition({ measure, op, value, high }: PieceCondition): string {
    const name = this.measure(measure);
    return op === 'between'
      ? `${name} between ${plain(value)} and ${plain(high ?? value)}`
      : `${name} ${op} ${plain(value)}`;
  }

  private top(): string {
    const { top } = this.query;
    if (!top || !this.pieces.top?.by) return '';
    const per = this.pieces.top.per.length > 0 ? ` per ${this.attributesOf(this.pieces.top.per)}` : '';
    return `${top.direction} ${top.n} by ${this.measure(this.pieces.top.by)}${per}`;
  }

  private order(): string {
    const orders = this.pieces.orders.map(({ key, direction }) => {
      const what = 'measure' in key ? this.measure(key.measure) : this.attributesOf([key.attribute]);
      return `${what} ${direction ?? 'ascending'}`;
    });
    return orders.length > 0 ? `sort by ${orders.join(' and ')}` : '';
  }
}

/** A number without an exponent. */
function plain(value: number | string): string {
  const text = String(value);
  const [, mantissa, exponent] = /^(-?[\d.]+)e([+-]\d+)$/.exec(text) ?? [];
  return mantissa === undefined ? text : shift(mantissa, Number(exponent));
}

function written(value: Scalar): string {
  return typeof value === 'string' ? quote(value) : typeof value === 'number' ? plain(value) : String(value);
}
