import type { Attribute, Condition, Filter, Measure, Modifier, Order, SemanticQuery } from '../../query/types';
import { canonicalQuery } from '../../query/index';
import { Refusal } from '../parse/draft';
import type { Clock, Period } from '../time/periods';
import { say, units } from '../time/periods';
import { parseIso } from '../time/calendar';
import { moved } from './build';
import { allOf, filterFields, periodFilter } from './filters';
import type { PieceIntent, PieceMeasure, Pieces } from './pieces';
import { attributeKey, isCalendar, ofKey } from './pieces';
import type { Resolver } from './resolver';

/** Puts a query together from settled pieces; says in `notes` what was assumed. */
export function finish(
  pieces: Pieces,
  resolver: Resolver,
  clock: Clock,
  length: number,
  notes: string[],
): SemanticQuery {
  return new Finisher(pieces, resolver, clock, { start: 0, end: length }, notes).run();
}

class Finisher {
  private readonly attributes: readonly Attribute[];

  constructor(
    private readonly pieces: Pieces,
    private readonly resolver: Resolver,
    private readonly clock: Clock,
    private readonly whole: { start: number; end: number },
    private readonly notes: string[],
  ) {
    this.attributes = pieces.attributes;
  }

  run(): SemanticQuery {
    const { pieces } = this;
    this.against();
    this.versus();
    const sides = new Set(pieces.sides?.map((side) => JSON.stringify(side)));
    if (sides.size < (pieces.sides?.length ?? 0)) this.refuse('Both sides of “vs” are the same.');
    const shown = this.shown();
    const sided = this.sided(shown);
    const measures = sided.map((measure) => this.measure(measure));
    const conditions = pieces.conditions.map(({ measure, op, value, high }): Condition => {
      return { measure: this.measure(measure), op, value, ...(high === undefined ? {} : { high }) };
    });
    if (conditions.length > 0 && this.attributes.length === 0) {
      this.refuse(
        'A condition on a measure keeps or drops rows of the answer, and this answer has one row. Say what to group by.',
      );
    }
    if (
      measures.length === 0 &&
      (this.attributes.length === 0 || this.attributes.some(({ of }) => of.field === 'default_date'))
    ) {
      this.refuse('This names nothing to measure. Start with a measure, such as one of the suggestions.', 'measure');
    }
    const filter = allOf([...pieces.filters, ...this.sideFilter()]);
    const top = this.top(shown);
    const order = pieces.orders.map((one) => this.order(one, measures));
    return canonicalQuery({
      attributes: this.attributes,
      measures,
      ...(filter ? { filter } : {}),
      ...(conditions.length > 0 ? { conditions } : {}),
      ...(top ? { top } : {}),
      ...(order.length > 0 ? { order } : {}),
      ...(pieces.limit === undefined ? {} : { limit: pieces.limit }),
    });
  }

  private refuse(message: string, suggest?: 'measure'): never {
    const { end } = this.whole;
    const suggestions = suggest
      ? this.resolver.names.all
          .filter(({ kind, rank }) => kind === 'measure' && rank === 0)
          .slice(0, 3)
          .map(({ phrase }) => ({ text: `${phrase} `, start: 0, end: 0, label: phrase }))
      : [];
    throw new Refusal('invalid-query', message, { start: 0, end }, suggestions);
  }

  /** A measure that stands only in a condition, a ranking or an order is shown only when there is no other. */
  private shown(): PieceMeasure[] {
    const { pieces } = this;
    const named = distinct(
      pieces.as
        ? pieces.measures.map((measure) => ({ ...measure, ...(pieces.as ? { intent: pieces.as } : {}) }))
        : pieces.measures,
    );
    const growing = named.flatMap((measure) => {
      const { intent, ...plain } = measure;
      return intent?.kind === 'growth' ? [plain, measure] : [measure];
    });
    if (growing.length > 0) return distinct(growing);
    if (pieces.top?.by) return [pieces.top.by];
    if (pieces.conditions.length > 0) return distinct(pieces.conditions.map(({ measure }) => measure));
    return distinct(pieces.orders.flatMap(({ key }) => ('measure' in key ? [key.measure] : [])));
  }

  private sided(measures: readonly PieceMeasure[]): PieceMeasure[] {
    const { sides } = this.pieces;
    return sides ? measures.flatMap((measure) => sides.map((filter) => ({ ...measure, filter }))) : [...measures];
  }

  private sideFilter(): Filter[] {
    const { sides } = this.pieces;
    return sides ? [{ op: 'or', all: sides }] : [];
  }

  /** `revenue last month vs last year`: the question's own time becomes the first side. */
  private against(): void {
    const { pieces, clock } = this;
    const { against } = pieces;
    if (!against) return;
    const on = { of: against.subject };
    const at = pieces.filters.findIndex(
      (filter) => filter.op === 'period' && ofKey(filter.on.of) === ofKey(against.subject),
    );
    const own = pieces.filters[at];
    let base: Period | undefined;
    let other: Period | undefined = against.period;
    if (own?.op === 'period') {
      base = periodOf(own, clock);
      other = moved(base, against.period, against.relative) ?? against.period;
      pieces.filters.splice(at, 1);
    } else if (against.relative?.direction === 'last' && against.relative.n === 1) {
      base = units(clock, against.relative.unit, 0, 1);
    }
    if (base?.start === undefined) this.refuse('“vs” needs two periods: this year vs last year.');
    pieces.sides = [periodFilter(on, base), periodFilter(on, other)];
    delete pieces.against;
  }

  /** `vs app` after a question about web. */
  private versus(): void {
    const { pieces } = this;
    const { versus } = pieces;
    if (!versus) return;
    const [field] = filterFields(versus);
    const at = pieces.filters.findIndex(
      (filter) =>
        (filter.op === '=' || filter.op === 'in') && field !== undefined && ofKey(filter.on.of) === ofKey(field.of),
    );
    const own = pieces.filters[at];
    if (!own) this.refuse('“vs” needs two values of one column: west vs east.');
    pieces.filters.splice(at, 1);
    pieces.sides = [own, versus];
  }

  private measure(piece: PieceMeasure): Measure {
    const label = piece.filter && `${this.resolver.phraseOf(piece.of)}, ${sideName(piece.filter)}`;
    return {
      of: piece.of,
      ...(piece.aggregation === undefined ? {} : { aggregation: piece.aggregation }),
      ...(piece.filter ? { filter: piece.filter } : {}),
      ...(piece.intent ? { modifier: this.modifier(piece.intent) } : {}),
      ...(label === undefined ? {} : { label }),
    };
  }

  private modifier(intent: PieceIntent): Modifier {
    switch (intent.kind) {
      case 'share': {
        const per = this.indices(intent.within);
        if (this.attributes.length === 0) {
          this.refuse('A share needs parts to divide the total into: share of revenue by channel.');
        }
        return { kind: 'share', ...(per.length > 0 ? { per } : {}) };
      }
      case 'rank': {
        const per = this.indices(intent.within);
        if (this.attributes.length === 0) this.refuse('A rank needs something to rank: rank of revenue by region.');
        return { kind: 'rank', direction: intent.direction ?? 'descending', ...(per.length > 0 ? { per } : {}) };
      }
      case 'cumulative':
        return { kind: 'cumulative', along: this.along(intent.along, 'A running total', false) };
      case 'moving_average':
        return {
          kind: 'moving_average',
          along: this.along(intent.along, 'A moving average', false),
          rows: intent.rows,
        };
      case 'growth': {
        const along = this.along(intent.along, 'Growth', true);
        const yearly = this.attributes[along]?.bucket === 'year';
        return { kind: 'growth', along, over: yearly ? 'previous' : intent.over };
      }
    }
  }

  private indices(keys: readonly string[] = []): number[] {
    return keys.map((key) => this.index(key)).filter((index) => index >= 0);
  }

  private index(key: string): number {
    const exact = this.attributes.findIndex((attribute) => attributeKey(attribute) === key);
    if (exact >= 0) return exact;
    const [field = '', bucket] = key.split('@');
    return this.attributes.findIndex((attribute) =>
      bucket === '' ? ofKey(attribute.of) === field : attribute.bucket === bucket && field === 'default_date',
    );
  }

  private along(key: string | undefined, what: string, calendar: boolean): number {
    const known = key === undefined ? -1 : this.index(key);
    if (known >= 0) return known;
    const dated = this.attributes.findIndex(({ bucket }) => isCalendar(bucket));
    if (dated >= 0) return dated;
    if (!calendar && this.attributes.length > 0) return 0;
    const text = ['monthly', 'quarterly', 'yearly'];
    throw new Refusal(
      'invalid-query',
      `${what} needs a period to go along: monthly, quarterly, yearly.`,
      this.whole,
      text.map((word) => ({ text: ` ${word}`, start: this.whole.end, end: this.whole.end, label: word })),
    );
  }

  private top(shown: readonly PieceMeasure[]): SemanticQuery['top'] {
    const { top } = this.pieces;
    if (!top) return undefined;
    const by = top.by ?? shown[0];
    if (!by) this.refuse('Top of what? Say the measure: top 5 products by revenue.', 'measure');
    if (this.attributes.length === 0) this.refuse('Top of what? Say the attribute: top 5 products by revenue.');
    if (!top.by) this.notes.push(`The ${top.direction} ${top.n} are by ${this.resolver.phraseOf(by.of)}.`);
    const per = this.indices(top.per);
    return { n: top.n, direction: top.direction, by: this.measure(by), ...(per.length > 0 ? { per } : {}) };
  }

  private order({ key, direction }: Pieces['orders'][number], measures: readonly Measure[]): Order {
    if ('attribute' in key) {
      const attribute = this.index(key.attribute);
      if (attribute < 0) this.refuse('What the answer is sorted by has to be a column of it.');
      return { key: { attribute }, direction: direction ?? 'ascending' };
    }
    const by = this.measure(key.measure);
    const measure = measures.findIndex((shown) => JSON.stringify(shown) === JSON.stringify(by));
    return { key: measure < 0 ? { by } : { measure }, direction: direction ?? 'descending' };
  }
}

function distinct(measures: readonly PieceMeasure[]): PieceMeasure[] {
  return [...new Map(measures.map((measure) => [JSON.stringify(measure), measure])).values()];
}

/** A period filter as days, with the unit that it is exactly one of. */
export function periodOf(filter: Filter & { op: 'period' }, clock: Clock): Period {
  const start = filter.start === undefined ? undefined : parseIso(filter.start);
  const end = filter.end === undefined ? undefined : parseIso(filter.end);
  if (start === undefined || end === undefined) return {};
  const unit = (['year', 'quarter', 'month', 'week', 'day'] as const).find((candidate) => {
    const whole = units({ today: start, weekStart: clock.weekStart }, candidate, 0, 1);
    return whole?.start === start && whole.end === end;
  });
  return { start, end, ...(unit ? { unit } : {}) };
}

/** How a side of a comparison is headed: `2025`, `web`. */
function sideName(filter: Filter): string {
  if (filter.op === 'period') {
    return say({
      ...(filter.start === undefined ? {} : { start: parseIso(filter.start) }),
      ...(filter.end === undefined ? {} : { end: parseIso(filter.end) }),
    });
  }
  if (filter.op === '=') return String(filter.value);
  return filter.op === 'in' ? filter.values.join(' or ') : '';
}
