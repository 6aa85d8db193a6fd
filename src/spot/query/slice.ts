import { describePath, reach } from '../model/graph';
import type { Model } from '../model/types';
import { leavesOf, measureExpression } from './measures';
import { attributeName, measureName } from './names';
import { placeOf, type Place } from './places';
import { Refused } from './refuse';
import type { Attribute, AttributeRef, DefaultDate, Filter, FilterField, Measure, SemanticQuery } from './types';

const MAX_SUGGESTIONS = 5;

/** Fields that a filter names. */
export function filterFields(filter: Filter | undefined): FilterField[] {
  if (!filter) return [];
  switch (filter.op) {
    case 'and':
    case 'or':
      return filter.all.flatMap(filterFields);
    case 'not':
      return filterFields(filter.filter);
    default:
      return [filter.on];
  }
}

/** Every measure of a query, shown or not. */
export function allMeasures(query: SemanticQuery): Measure[] {
  const hidden = (query.order ?? []).flatMap(({ key }) => ('by' in key ? [key.by] : []));
  return [
    ...query.measures,
    ...(query.conditions ?? []).map(({ measure }) => measure),
    ...(query.top ? [query.top.by] : []),
    ...hidden,
  ];
}

/** Tables at whose grain a measure's parts are aggregated. */
export function grainsOf(model: Model, measure: Measure): string[] {
  return [...new Set(leavesOf(model, measureExpression(model, measure)).map((leaf) => leaf.table))];
}

/** Where a field is from a table, or the refusal that says what to ask instead. */
export function placeOrRefuse(
  model: Model,
  table: string,
  field: { readonly of: AttributeRef | DefaultDate; readonly bucket?: Attribute['bucket'] },
  what: string,
): Place {
  const placed = placeOf(model, table, field.of);
  if ('place' in placed) return placed.place;
  const name = attributeName(
    model,
    field.bucket === undefined ? { of: field.of } : { of: field.of, bucket: field.bucket },
  );
  switch (placed.problem) {
    case 'no-date':
      throw new Refused(
        'cannot-slice',
        `${what} has no date of its own, and does not reach the model's default date. Name a date that it has.`,
        reachableNames(model, table, what, (type) => type === 'date' || type === 'timestamp'),
      );
    case 'ambiguous':
      throw new Refused(
        'ambiguous',
        `There are several ways from "${table}" to ${name}: ${placed.ways.map(describePath).join('; or ')}. The model can tell them apart: give the last join of one of them a role ("as: another name").`,
        reachableNames(model, table, what, () => true),
      );
    case 'unreachable':
      throw new Refused(
        'cannot-slice',
        `${what} cannot be split or filtered by ${name}: no joins lead there from "${table}" without counting rows more than once.`,
        [...measuresFor(model, field.of, name), ...reachableNames(model, table, what, () => true)].slice(
          0,
          MAX_SUGGESTIONS,
        ),
      );
  }
}

/** Measures that can be split by a field: `refund by return reason`. */
function measuresFor(model: Model, of: AttributeRef | DefaultDate, name: string): string[] {
  const found: string[] = [];
  for (const field of model.fields) {
    if (found.length >= 2) break;
    if (field.hidden || field.kind === 'attribute' || field.node === undefined || !model.tables.has(field.node))
      continue;
    const placed = placeOf(model, field.node, of);
    if ('place' in placed && placed.place.steps.every((step) => step.direction === 'up'))
      found.push(`${field.name} by ${name}`);
  }
  return found;
}

/** Attributes nearest to a table, as questions. */
function reachableNames(model: Model, table: string, what: string, fits: (type: string) => boolean): string[] {
  const found: { name: string; far: number }[] = [];
  for (const field of model.fields) {
    if (field.hidden || field.kind !== 'attribute' || field.node === undefined || !fits(field.valueType)) continue;
    const way = reach(model, table, field.node);
    if (way.kind === 'path' && !way.path.down) found.push({ name: field.name, far: way.path.steps.length });
  }
  found.sort((a, b) => a.far - b.far);
  return found.slice(0, MAX_SUGGESTIONS).map(({ name }) => `${what} by ${name}`);
}

/** The tables whose rows are aggregated; without measures, the one table that reaches every attribute. */
export function grainsOfQuery(model: Model, query: SemanticQuery): string[] {
  const measured = new Set(allMeasures(query).flatMap((measure) => grainsOf(model, measure)));
  if (measured.size > 0) return [...measured];
  const homes = query.attributes.map(({ of }) => {
    if (of.field === 'default_date') return model.defaultDate?.table;
    const node = of.field === 'formula' ? model.formulas.get(of.formula)?.table : of.table;
    return node === undefined ? undefined : (model.nodes.get(node)?.table ?? node);
  });
  const candidates = [...new Set(homes.filter((home): home is string => home !== undefined))];
  const reachesAll = candidates.find((table) =>
    query.attributes.every(({ of }) => {
      const placed = placeOf(model, table, of);
      return 'place' in placed && placed.place.steps.every((step) => step.direction === 'up');
    }),
  );
  if (reachesAll !== undefined) return [reachesAll];
  throw new Refused(
    'cannot-slice',
    'These attributes belong to different tables. Say what to measure, so that it is clear how they belong together.',
    candidates.map((table) => `number of ${table}`).slice(0, MAX_SUGGESTIONS),
  );
}

/** Refuses what cannot be answered without counting twice. */
export function checkReach(model: Model, query: SemanticQuery): void {
  const check = (table: string, what: string, filter: Filter | undefined): void => {
    for (const attribute of query.attributes) placeOrRefuse(model, table, attribute, what);
    for (const field of [...filterFields(query.filter), ...filterFields(filter)])
      placeOrRefuse(model, table, field, what);
  };
  const measures = allMeasures(query);
  for (const measure of measures) {
    for (const table of grainsOf(model, measure)) check(table, measureName(model, measure), measure.filter);
  }
  if (measures.length === 0)
    for (const table of grainsOfQuery(model, query)) check(table, `A list of ${table}`, undefined);
}
