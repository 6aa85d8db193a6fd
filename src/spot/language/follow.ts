import type { Filter, Measure, SemanticQuery } from '../query/types';
import type { Model } from '../model/types';
import { fieldKey } from './lexicon/values';
import type { Draft } from './parse/draft';
import { factsOf } from './resolve/facts';
import type { Context } from './resolve/resolver';
import { conjuncts, filterFields } from './resolve/filters';
import type { PieceIntent, PieceMeasure, Pieces } from './resolve/pieces';
import { attributeKey, ofKey } from './resolve/pieces';

/**
 * Whether a question goes on from the one before: it begins with a lead-in (and, only, what about, same …), or it names
 * no measure. A measure in a condition counts when the question also says what to group by.
 */
export function followsOn(draft: Draft): boolean {
  const { lead } = draft;
  if (lead.and || lead.change || lead.only) return true;
  if (draft.measures.length > 0 || draft.top?.by || draft.byMeasure) return false;
  const conditional = draft.filters.some((filter) => filter.kind === 'condition');
  return !(conditional && draft.groups.length > 0);
}

/** What a follow-up is read with: tables and columns of the question before. */
export function contextOf(query: SemanticQuery, model: Model): Context {
  const filters = query.filter ? filterFields(query.filter).map(({ of }) => of) : [];
  const fields = [...query.attributes.map(({ of }) => of), ...filters].flatMap((of) =>
    of.field === 'default_date' ? [] : [of],
  );
  return {
    facts: query.measures.flatMap(({ of }) => factsOf(model, of)),
    named: new Set(fields.map(fieldKey)),
    nodes: fields.flatMap((of) => (of.field === 'column' ? of.table : (model.formulas.get(of.formula)?.table ?? []))),
  };
}

/** A finished query taken apart again. */
export function piecesOf(query: SemanticQuery): Pieces {
  const keys = query.attributes.map(attributeKey);
  const key = (index: number): string => keys[index] ?? '';
  const piece = (measure: Measure): PieceMeasure => pieceOf(measure, key);
  const sides = sidesOf(query);
  const measures = query.measures.map((measure) => {
    const { filter, ...plain } = piece(measure);
    return sides || !filter ? plain : { ...plain, filter };
  });
  return {
    measures: [...new Map(measures.map((measure) => [JSON.stringify(measure), measure])).values()],
    attributes: [...query.attributes],
    filters: conjuncts(query.filter).filter((part) => !(sides && part.op === 'or' && sameFilters(part.all, sides))),
    conditions: (query.conditions ?? []).map((condition) => ({ ...condition, measure: piece(condition.measure) })),
    orders: (query.order ?? []).map(({ key: by, direction }) => {
      if ('attribute' in by) return { key: { attribute: key(by.attribute) }, direction };
      const shown = 'measure' in by ? query.measures[by.measure] : by.by;
      return { key: { measure: piece(shown ?? { of: { field: 'formula', formula: '' } }) }, direction };
    }),
    ...(query.top ? { top: { ...query.top, by: piece(query.top.by), per: (query.top.per ?? []).map(key) } } : {}),
    ...(query.limit === undefined ? {} : { limit: query.limit }),
    ...(sides ? { sides } : {}),
  };
}

function pieceOf(measure: Measure, key: (index: number) => string): PieceMeasure {
  const { modifier } = measure;
  let intent: PieceIntent | undefined;
  if (modifier?.kind === 'share')
    intent = { kind: 'share', ...(modifier.per ? { within: modifier.per.map(key) } : {}) };
  else if (modifier?.kind === 'rank') {
    intent = {
      kind: 'rank',
      direction: modifier.direction,
      ...(modifier.per ? { within: modifier.per.map(key) } : {}),
    };
  } else if (modifier?.kind === 'cumulative') intent = { kind: 'cumulative', along: key(modifier.along) };
  else if (modifier?.kind === 'moving_average')
    intent = { kind: 'moving_average', rows: modifier.rows, along: key(modifier.along) };
  else if (modifier) intent = { kind: 'growth', over: modifier.over, along: key(modifier.along) };
  return {
    of: measure.of,
    ...(measure.aggregation === undefined ? {} : { aggregation: measure.aggregation }),
    ...(measure.filter ? { filter: measure.filter } : {}),
    ...(intent ? { intent } : {}),
  };
}

function sameFilters(a: readonly Filter[], b: readonly Filter[]): boolean {
  const texts = (filters: readonly Filter[]): string =>
    filters
      .map((filter) => JSON.stringify(filter))
      .sort()
      .join();
  return texts(a) === texts(b);
}

/** The filters of a comparison, when every measure stands once under each of them. */
function sidesOf(query: SemanticQuery): readonly Filter[] | undefined {
  const filters = query.measures.map(({ filter }) => filter);
  if (filters.length < 2 || filters.some((filter) => filter === undefined)) return undefined;
  const distinct = new Map(filters.flatMap((filter) => (filter ? [[JSON.stringify(filter), filter] as const] : [])));
  return [...distinct.values()];
}

/**
 * The question before, changed by what this one says. `and` adds measures and attributes; anything else replaces them.
 * A filter replaces the one on the same field; an exclusion is added to it. Ranking, order and limit replace.
 */
export function merge(before: Pieces, next: Pieces, lead: Draft['lead']): Pieces {
  const merged: Pieces = { ...before, filters: [...before.filters] };
  if (next.attributes.length > 0) {
    const keys = new Set(next.attributes.map(attributeKey));
    merged.attributes = lead.and
      ? [...before.attributes.filter((one) => !keys.has(attributeKey(one))), ...next.attributes]
      : next.attributes;
  }
  const shown = new Set(merged.attributes.map(attributeKey));
  if (next.measures.length > 0) mergeMeasures(merged, next, lead.and);
  for (const filter of next.filters) mergeFilter(merged, filter);
  if (next.sides) merged.sides = next.sides;
  if (next.against) merged.against = next.against;
  if (next.versus) merged.versus = next.versus;
  if (next.sides ?? next.against ?? next.versus) dropTime(merged, next);
  for (const condition of next.conditions) {
    const same = JSON.stringify(condition.measure);
    merged.conditions = [...merged.conditions.filter(({ measure }) => JSON.stringify(measure) !== same), condition];
  }
  if (next.top) {
    const by = next.top.by ?? before.top?.by;
    merged.top = { ...next.top, ...(by ? { by } : {}) };
  } else if (merged.top) merged.top = { ...merged.top, per: merged.top.per.filter((key) => shown.has(key)) };
  merged.orders =
    next.orders.length > 0
      ? next.orders
      : merged.orders.filter(({ key }) => !('attribute' in key) || shown.has(key.attribute));
  if (next.limit !== undefined) merged.limit = next.limit;
  if (next.as) merged.as = next.as;
  return merged;
}

/** With one measure before and one now, the new one takes its place everywhere: in shares, rankings and conditions. */
function mergeMeasures(merged: Pieces, next: Pieces, adding: boolean): void {
  const keyOf = (measure: PieceMeasure): string => `${ofKey(measure.of)} ${measure.aggregation ?? ''}`;
  const bases = new Set(merged.measures.map(keyOf));
  const [only] = next.measures;
  const [old] = bases;
  if (adding) {
    merged.measures = [...merged.measures, ...next.measures];
  } else if (bases.size === 1 && next.measures.length === 1 && only && !only.intent) {
    const swap = (measure: PieceMeasure): PieceMeasure => {
      if (keyOf(measure) !== old) return measure;
      const { filter, intent } = measure;
      return { ...only, ...(filter ? { filter } : {}), ...(intent ? { intent } : {}) };
    };
    merged.measures = merged.measures.map(swap);
    if (merged.top?.by) merged.top = { ...merged.top, by: swap(merged.top.by) };
    merged.orders = merged.orders.map((order) =>
      'measure' in order.key ? { ...order, key: { measure: swap(order.key.measure) } } : order,
    );
  } else {
    merged.measures = next.measures;
  }
}

function fieldsKey(filter: Filter): string {
  return [...new Set(filterFields(filter).map(({ of }) => ofKey(of)))].sort().join(' ');
}

function mergeFilter(merged: Pieces, filter: Filter): void {
  const key = fieldsKey(filter);
  const excludes = filter.op === '!=' || filter.op === 'not_in' || filter.op === 'not';
  if (!excludes) merged.filters = merged.filters.filter((other) => fieldsKey(other) !== key);
  if (merged.sides?.some((side) => fieldsKey(side) === key) === true) delete merged.sides;
  merged.filters.push(filter);
}

/** A comparison of periods takes the place of the time filter; one without a first side keeps it as that. */
function dropTime(merged: Pieces, next: Pieces): void {
  const [side] = next.sides ?? [];
  if (side) merged.filters = merged.filters.filter((filter) => fieldsKey(filter) !== fieldsKey(side));
  else delete merged.sides;
}
