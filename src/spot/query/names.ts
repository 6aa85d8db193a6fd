import type { Model, ModelField } from '../model/types';
import type { Attribute, FilterField, Measure } from './types';

const BUCKET_WORDS: Readonly<Record<NonNullable<Attribute['bucket']>, string>> = {
  hour: 'hour',
  day: 'day',
  week: 'week',
  month: 'month',
  quarter: 'quarter',
  year: 'year',
  hour_of_day: 'hour of day',
  day_of_week: 'day of week',
  day_of_month: 'day of month',
  week_of_year: 'week of year',
  month_of_year: 'month of year',
  quarter_of_year: 'quarter of year',
};

const AGGREGATION_WORDS: Readonly<Record<NonNullable<Measure['aggregation']>, string>> = {
  sum: 'total',
  average: 'average',
  count: 'count of',
  count_distinct: 'unique count of',
  min: 'minimum',
  max: 'maximum',
  median: 'median',
  stddev: 'standard deviation of',
  variance: 'variance of',
};

const fieldIndex = new WeakMap<Model, ReadonlyMap<string, ModelField>>();

function keyOf(ref: NonNullable<ModelField['ref']>): string {
  return ref.field === 'formula' ? `f ${ref.formula}` : `c ${ref.table} ${ref.column}`;
}

/** The model's field that a reference names. */
export function fieldOf(model: Model, ref: NonNullable<ModelField['ref']> | Measure['of']): ModelField | undefined {
  let index = fieldIndex.get(model);
  if (!index) {
    const entries = model.fields.map((field): [string, ModelField] => [
      field.ref ? keyOf(field.ref) : `n ${field.node ?? ''}`,
      field,
    ]);
    index = new Map(entries);
    fieldIndex.set(model, index);
  }
  return index.get(ref.field === 'count' ? `n ${ref.table}` : keyOf(ref));
}

/** What an attribute or a filter's field is called in an answer. */
export function attributeName(model: Model, { of, bucket }: Attribute | FilterField): string {
  if (of.field === 'default_date') return bucket ? BUCKET_WORDS[bucket] : 'date';
  const name = fieldOf(model, of)?.name ?? (of.field === 'formula' ? of.formula : of.column);
  return bucket ? `${name} (${BUCKET_WORDS[bucket]})` : name;
}

/** What a measure is called in an answer, modifiers included. */
export function measureName(model: Model, measure: Measure): string {
  const { of, aggregation, modifier } = measure;
  const field = fieldOf(model, of);
  const bare = field?.name ?? (of.field === 'formula' ? of.formula : of.table);
  const name = aggregation && aggregation !== field?.aggregation ? `${AGGREGATION_WORDS[aggregation]} ${bare}` : bare;
  switch (modifier?.kind) {
    case undefined:
      return name;
    case 'share':
      return `share of ${name}`;
    case 'cumulative':
      return `cumulative ${name}`;
    case 'moving_average':
      return `moving average ${modifier.rows} of ${name}`;
    case 'rank':
      return `rank of ${name}`;
    case 'growth':
      return `growth of ${name}${modifier.over === 'year' ? ' year over year' : ''}`;
  }
}
