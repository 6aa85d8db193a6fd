import type { Attribute, Filter } from '../../query/types';
import type { NameEntry } from '../lexicon/names';
import { fieldKey } from '../lexicon/values';
import type {
  Draft,
  DraftCondition,
  DraftFilter,
  DraftGroup,
  DraftMeasure,
  DraftTime,
  Intent,
  NameChoice,
} from '../parse/draft';
import { Refusal } from '../parse/draft';
import type { Relative } from '../time/expression';
import type { Period } from '../time/periods';
import { earlier } from '../time/periods';
import { factsOf, reaches } from './facts';
import { attributeRef, FilterBuilder, periodFilter } from './filters';
import type { PieceIntent, PieceMeasure, Pieces } from './pieces';
import { attributeKey, DEFAULT_DATE } from './pieces';
import type { Context, Resolver } from './resolver';

/** Settles the names of a draft. `before`: what the question that this one follows was about. */
export function buildPieces(draft: Draft, resolver: Resolver, before?: Context): Pieces {
  return new Builder(draft, resolver).build(before);
}

class Builder {
  private readonly filters: FilterBuilder;

  constructor(
    private readonly draft: Draft,
    private readonly resolver: Resolver,
  ) {
    this.filters = new FilterBuilder(resolver);
  }

  build(before: Context | undefined): Pieces {
    const { draft } = this;
    this.surroundings(before);
    const groups = this.groups();
    const attributes = [...new Map(groups.map(({ attribute }) => [attributeKey(attribute), attribute])).values()];
    const inside = [
      ...new Set(groups.filter(({ group }) => group.inside).map(({ attribute }) => attributeKey(attribute))),
    ];
    const conditions = draft.filters.flatMap((filter) => conditionsIn(filter));
    const { top } = draft;
    const pieces: Pieces = {
      measures: [...draft.measures, ...(draft.byMeasure ? [draft.byMeasure] : [])]
        .sort((a, b) => a.start - b.start)
        .map((measure) => this.measure(measure, top ? [] : inside)),
      attributes,
      filters: this.rowFilters(),
      conditions: conditions.map(({ measure, op, value, high }) => ({
        measure: this.measure(measure, []),
        op,
        value,
        ...(high === undefined ? {} : { high }),
      })),
      orders: draft.orders.map(({ key, direction }) => ({
        key:
          'measure' in key
            ? { measure: this.measure(key.measure, []) }
            : { attribute: attributeKey(this.group(key.group)) },
        ...(direction ? { direction } : {}),
      })),
      ...(draft.limit === undefined ? {} : { limit: draft.limit }),
    };
    if (top) {
      pieces.top = {
        n: top.n,
        direction: top.direction,
        per: inside,
        ...(top.by ? { by: this.measure(top.by, []) } : {}),
      };
    }
    if (draft.as) pieces.as = this.intent(draft.as, []);
    this.sides(pieces);
    this.growth(pieces);
    this.check();
    return pieces;
  }

  /** Measures first, by what the certain attributes leave; then the rest can be judged by the measures' tables. */
  private surroundings(before: Context | undefined): void {
    const { draft, resolver } = this;
    const certain = this.attributeChoices().flatMap((choice) => resolver.certain(choice) ?? []);
    const nodes = certain.flatMap(({ node }) => node ?? []);
    const facts = this.measureDrafts().flatMap(({ choice }) => {
      const entry = choice.names.every(({ kind }) => kind === 'attribute')
        ? resolver.attribute(choice)
        : resolver.measure(choice, nodes);
      return entry.kind === 'attribute' ? (entry.node ?? []) : factsOf(resolver.model, entry.of);
    });
    const standing = draft.measures.length > 0 || draft.top?.by !== undefined || draft.byMeasure !== undefined;
    const all = standing && !draft.lead.and ? facts : [...facts, ...(before?.facts ?? [])];
    resolver.around = { facts: [...new Set(all)], nodes, named: new Set(certain.map(({ key }) => key)), before };
  }

  private measureDrafts(): DraftMeasure[] {
    const { draft } = this;
    return [
      ...draft.measures,
      ...draft.filters.flatMap((filter) => conditionsIn(filter).map(({ measure }) => measure)),
      ...(draft.top?.by ? [draft.top.by] : []),
      ...(draft.byMeasure ? [draft.byMeasure] : []),
      ...draft.orders.flatMap(({ key }) => ('measure' in key ? [key.measure] : [])),
    ];
  }

  private attributeChoices(): NameChoice[] {
    const subjects = (filter: DraftFilter): NameChoice[] => {
      if (filter.kind === 'and' || filter.kind === 'or') return filter.all.flatMap(subjects);
      if (filter.kind === 'not') return subjects(filter.filter);
      if (filter.kind === 'test') return [filter.subject];
      return filter.kind === 'time' && filter.subject ? [filter.subject] : [];
    };
    return [...this.draft.groups.flatMap(({ choice }) => choice ?? []), ...this.draft.filters.flatMap(subjects)];
  }

  private attribute(choice: NameChoice): NameEntry {
    const entry = this.resolver.attribute(choice);
    const { around } = this.resolver;
    this.resolver.around = {
      ...around,
      nodes: entry.node === undefined ? around.nodes : [...around.nodes, entry.node],
      named: new Set([...around.named, entry.key]),
    };
    return entry;
  }

  /** `monthly` goes to the date that the question groups by, where it has one without a period. */
  private groups(): { group: DraftGroup; attribute: Attribute }[] {
    const groups = [...this.draft.groups];
    const adverb = groups.findIndex((group) => group.adverb === true);
    const date = groups.findIndex(
      (group) => group.choice !== undefined && group.bucket === undefined && this.dated(group.choice),
    );
    const word = groups[adverb];
    const named = groups[date];
    if (word?.bucket !== undefined && named) {
      groups[date] = { ...named, bucket: word.bucket };
      groups.splice(adverb, 1);
    }
    return groups.map((group) => ({ group, attribute: this.group(group) }));
  }

  private dated(choice: NameChoice): boolean {
    const entry = this.resolver.certain(choice);
    const type = entry?.field.valueType;
    return (
      type === 'date' ||
      type === 'timestamp' ||
      (type === 'unknown' && / (?:date|day)$/.test(` ${entry?.field.name ?? ''}`))
    );
  }

  private group(group: DraftGroup): Attribute {
    if (!group.choice) return { of: DEFAULT_DATE, ...(group.bucket ? { bucket: group.bucket } : {}) };
    const entry = this.attribute(group.choice);
    const bucket = group.bucket ?? entry.bucket ?? entry.field.bucket;
    return { of: attributeRef(entry), ...(bucket === undefined ? {} : { bucket }) };
  }

  private measure(draft: DraftMeasure, inside: readonly string[]): PieceMeasure {
    const attribute = draft.choice.names.every(({ kind }) => kind === 'attribute');
    const entry = attribute
      ? this.attribute(draft.choice)
      : this.resolver.measure(draft.choice, this.resolver.around.nodes);
    const aggregation = this.aggregation(draft, entry);
    return {
      of: entry.of,
      ...(aggregation === undefined ? {} : { aggregation }),
      ...(draft.intent ? { intent: this.intent(draft.intent, inside) } : {}),
    };
  }

  private aggregation(draft: DraftMeasure, entry: NameEntry): DraftMeasure['aggregation'] {
    const { aggregation } = draft;
    if (aggregation === undefined || aggregation === entry.field.aggregation) return undefined;
    const formula = entry.kind === 'measure' && entry.node === undefined;
    if (entry.kind !== 'count' && !formula) {
      if (
        entry.kind === 'attribute' &&
        !['count', 'count_distinct', 'min', 'max'].includes(aggregation) &&
        entry.field.valueType !== 'number'
      ) {
        throw new Refusal(
          'invalid-query',
          `“${draft.choice.text}” is not a number: it can be counted, but there is no ${aggregation} of it.`,
          draft,
        );
      }
      return aggregation;
    }
    if (aggregation === 'sum') return undefined;
    const text = this.resolver.phrase(entry);
    throw new Refusal(
      'invalid-query',
      `“${text}” is already worked out from aggregates, so there is no ${aggregation.replace('_', ' ')} of it.`,
      draft,
      [{ text, start: draft.start, end: draft.end, label: text }],
    );
  }

  private intent(intent: Intent, inside: readonly string[]): PieceIntent {
    switch (intent.kind) {
      case 'share':
        return { kind: 'share', ...(inside.length > 0 ? { within: inside } : {}) };
      case 'rank':
        return { kind: 'rank', direction: 'descending', ...(inside.length > 0 ? { within: inside } : {}) };
      case 'moving_average':
        if (intent.rows === 0) {
          throw new Refusal(
            'invalid-query',
            'A moving average needs its number of periods: moving average 3 of revenue monthly.',
            { start: 0, end: 0 },
          );
        }
        return { kind: 'moving_average', rows: intent.rows };
      case 'growth':
        return { kind: 'growth', over: this.draft.over?.over ?? 'previous' };
      case 'cumulative':
        return { kind: 'cumulative' };
    }
  }

  /** Bare values of one column that stand apart belong together: `west east`. */
  private rowFilters(): Filter[] {
    const filters: Filter[] = [];
    const values = new Map<string, { at: number; items: string[] }>();
    for (const draft of this.draft.filters.flatMap((filter) => withoutConditions(filter))) {
      if (draft.kind === 'value' && !draft.negated) {
        const column = this.filters.column(draft);
        const known = values.get(fieldKey(column.of));
        const items = [...new Set([...(known?.items ?? []), ...column.values])];
        const at = known?.at ?? filters.length;
        const merged = { ...draft, items: [[{ of: column.of, values: items }]] };
        filters[at] = this.filters.build(merged);
        values.set(fieldKey(column.of), { at, items });
      } else filters.push(this.filters.build(draft));
    }
    return filters;
  }

  private sides(pieces: Pieces): void {
    const { sides } = this.draft;
    if (!sides) return;
    if (sides.kind === 'value') {
      const filters = sides.sides.map((side) => this.filters.build(side));
      const [only] = filters;
      if (only && filters.length === 1) pieces.versus = only;
      else pieces.sides = filters;
      return;
    }
    const [first, second] = sides.sides;
    const period = (side: DraftTime): Period => {
      const [only] = side.periods;
      if (!only || side.periods.length !== 1)
        throw new Refusal('invalid-query', 'Each side of “vs” is one period.', side);
      return only;
    };
    if (!first) return;
    const subject = first.subject ? attributeRef(this.resolver.attribute(first.subject)) : DEFAULT_DATE;
    if (!second) {
      pieces.against = { period: period(first), subject, ...(first.relative ? { relative: first.relative } : {}) };
      return;
    }
    const base = period(first);
    pieces.sides = sides.sides.map((side) => {
      const own = period(side);
      return periodFilter({ of: subject }, side === first ? own : (moved(base, own, side.relative) ?? own));
    });
  }

  private growth(pieces: Pieces): void {
    const { over } = this.draft;
    if (!over) return;
    if (pieces.measures.length === 0) {
      pieces.as ??= { kind: 'growth', over: over.over };
      return;
    }
    const growing = pieces.measures.some(({ intent }) => intent?.kind === 'growth');
    const last = pieces.measures.at(-1);
    if (!growing && last)
      pieces.measures[pieces.measures.length - 1] = { ...last, intent: { kind: 'growth', over: over.over } };
    const dated = pieces.attributes.find(({ bucket }) => bucket !== undefined);
    if (!dated) {
      const undated = pieces.attributes.findIndex(({ of }) => this.isDateField(of));
      const at = pieces.attributes[undated];
      if (at) pieces.attributes[undated] = { ...at, bucket: over.bucket };
      else pieces.attributes.unshift({ of: DEFAULT_DATE, bucket: over.bucket });
    } else if (over.over === 'previous' && dated.bucket !== over.bucket) {
      throw new Refusal('invalid-query', 'These two periods contradict each other.', over);
    }
  }

  private isDateField(of: Attribute['of']): boolean {
    const type = of.field === 'default_date' ? 'date' : this.resolver.names.own(fieldKey(of))?.field.valueType;
    return type === 'date' || type === 'timestamp';
  }

  /** Refuses what would have to go up and then down. */
  private check(): void {
    const { resolver } = this;
    const { facts } = resolver.around;
    for (const choice of this.attributeChoices()) {
      const entry = resolver.attribute(choice);
      if (!reaches(resolver.model, facts, entry.node)) this.refuse(choice, entry);
    }
    const values = (filter: DraftFilter): void => {
      if (filter.kind === 'and' || filter.kind === 'or') filter.all.forEach(values);
      else if (filter.kind === 'not') values(filter.filter);
      else if (filter.kind === 'value') {
        const entry = resolver.names.own(fieldKey(this.filters.column(filter).of));
        if (entry && !reaches(resolver.model, facts, entry.node)) this.refuse(filter, entry);
      }
    };
    this.draft.filters.forEach(values);
    if (this.draft.sides?.kind === 'value') this.draft.sides.sides.forEach(values);
  }

  private refuse(spot: { readonly start: number; readonly end: number }, entry: NameEntry): never {
    const { resolver, draft } = this;
    const [measure] = draft.measures;
    const name = resolver.phrase(entry);
    const instead = resolver.names.all
      .filter(
        (other) =>
          other.rank === 0 &&
          (other.kind === 'measure' || other.node === entry.node) &&
          other.kind !== 'attribute' &&
          reaches(resolver.model, factsOf(resolver.model, other.of), entry.node),
      )
      .sort((a, b) => Number(b.node === entry.node) - Number(a.node === entry.node))
      .slice(0, 3);
    throw new Refusal(
      'cannot-slice',
      `${measure ? `“${measure.choice.text}”` : 'This'} cannot be divided by ${name}: no joins lead there without counting rows more than once.`,
      spot,
      measure
        ? instead.map((other) => ({
            text: other.phrase,
            start: measure.start,
            end: measure.end,
            label: `${other.phrase} by ${name}`,
          }))
        : [],
    );
  }
}

/** `this quarter vs last year`: the same period a year earlier, when the second side is the larger unit. */
export function moved(base: Period, own: Period, relative: Relative | undefined): Period | undefined {
  if (relative?.direction !== 'last' || relative.n !== 1) return undefined;
  const sizes = ['day', 'week', 'month', 'quarter', 'year'];
  const larger =
    base.unit === undefined || sizes.indexOf(relative.unit) > sizes.indexOf(base.unit) || base.toDate === true;
  return larger ? (earlier(base, relative.unit) ?? own) : undefined;
}

function conditionsIn(filter: DraftFilter): DraftCondition[] {
  if (filter.kind === 'condition') return [filter];
  return filter.kind === 'and' ? filter.all.flatMap((part) => conditionsIn(part)) : [];
}

function withoutConditions(filter: DraftFilter): DraftFilter[] {
  if (filter.kind === 'condition') return [];
  return filter.kind === 'and' ? filter.all.flatMap((part) => withoutConditions(part)) : [filter];
}
