import type { Aggregation, ValueType } from '../types';

/** A row-level function. The last type repeats when `variadic`. */
export interface FunctionSignature {
  readonly args: readonly (ValueType | 'any' | 'moment')[];
  /** How many of `args` may be left out, from the end. */
  readonly optional?: number;
  readonly variadic?: boolean;
  /** `same`: the common type of the arguments. */
  readonly result: ValueType | 'same';
  readonly help: string;
}

const number = (args: FunctionSignature['args'], help: string, optional = 0): FunctionSignature => ({
  args,
  result: 'number',
  help,
  optional,
});
const text = (args: FunctionSignature['args'], help: string): FunctionSignature => ({ args, result: 'text', help });
const test = (help: string): FunctionSignature => ({ args: ['text', 'text'], result: 'boolean', help });

/** Everything that a formula may call on a row's values; also on aggregates (`round(sum([x]), 1)`). */
export const FUNCTIONS: ReadonlyMap<string, FunctionSignature> = new Map([
  ['year', number(['moment'], 'the year')],
  ['quarter', number(['moment'], 'the quarter, 1 to 4')],
  ['month', number(['moment'], 'the month, 1 to 12')],
  ['week', number(['moment'], 'the ISO week of the year')],
  ['day', number(['moment'], 'the day of the month')],
  ['hour', number(['moment'], 'the hour, 0 to 23')],
  ['day_of_week', number(['moment'], 'the day of the week, Monday = 1')],
  ['start_of_year', { args: ['moment'], result: 'date', help: 'first day of the year' }],
  ['start_of_quarter', { args: ['moment'], result: 'date', help: 'first day of the quarter' }],
  ['start_of_month', { args: ['moment'], result: 'date', help: 'first day of the month' }],
  ['diff_days', number(['moment', 'moment'], 'days from the second date to the first')],
  ['add_days', { args: ['date', 'number'], result: 'date', help: 'the date that many days later' }],
  ['upper', text(['text'], 'in capitals')],
  ['lower', text(['text'], 'in small letters')],
  ['trim', text(['text'], 'without spaces at the ends')],
  ['length', number(['text'], 'number of characters')],
  [
    'concat',
    { args: ['any'], variadic: true, result: 'text', help: 'the values joined; a missing one makes it missing' },
  ],
  ['left', text(['text', 'number'], 'the first n characters')],
  ['right', text(['text', 'number'], 'the last n characters')],
  ['substring', text(['text', 'number', 'number'], 'n characters from a position, the first being 1')],
  ['replace', text(['text', 'text', 'text'], 'every occurrence replaced')],
  ['contains', test('whether the first holds the second, ignoring case')],
  ['begins_with', test('whether the first begins with the second, ignoring case')],
  ['ends_with', test('whether the first ends with the second, ignoring case')],
  ['to_text', text(['any'], 'the value as text')],
  ['abs', number(['number'], 'without its sign')],
  ['round', number(['number', 'number'], 'rounded to n decimals', 1)],
  ['floor', number(['number'], 'rounded down')],
  ['ceil', number(['number'], 'rounded up')],
  ['mod', number(['number', 'number'], 'the remainder; missing for a divisor of 0')],
  ['sqrt', number(['number'], 'the square root; missing below 0')],
  ['power', number(['number', 'number'], 'the first to the power of the second')],
  ['greatest', { args: ['any'], variadic: true, result: 'same', help: 'the largest; missing if one is' }],
  ['least', { args: ['any'], variadic: true, result: 'same', help: 'the smallest; missing if one is' }],
  ['coalesce', { args: ['any'], variadic: true, result: 'same', help: 'the first that is not missing' }],
  ['null_if', { args: ['any', 'any'], result: 'same', help: 'missing when the two are equal' }],
  ['safe_divide', number(['number', 'number'], 'the quotient; missing for a divisor of 0')],
]);

/** Functions over rows, by the names that formulas use. */
export const AGGREGATES: ReadonlyMap<string, Exclude<Aggregation, 'none'>> = new Map([
  ['sum', 'sum'],
  ['average', 'average'],
  ['avg', 'average'],
  ['count', 'count'],
  ['unique_count', 'count_distinct'],
  ['count_distinct', 'count_distinct'],
  ['min', 'min'],
  ['max', 'max'],
  ['median', 'median'],
  ['stddev', 'stddev'],
  ['variance', 'variance'],
]);

/** Functions over the rows of a result. */
export const WINDOWS: ReadonlyMap<string, 'cumulative' | 'moving' | 'group'> = new Map([
  ['cumulative_sum', 'cumulative'],
  ['moving_average', 'moving'],
  ['group_sum', 'group'],
]);

const NUMERIC_ONLY: ReadonlySet<Aggregation> = new Set(['sum', 'average', 'median', 'stddev', 'variance']);

/** Whether values of a type can be aggregated so. `unknown` passes: the data decides. */
export function aggregationFits(aggregation: Aggregation, type: ValueType): boolean {
  return type === 'number' || type === 'unknown' || !NUMERIC_ONLY.has(aggregation);
}

/** Type of an aggregate's result. */
export function aggregateType(aggregation: Aggregation, operand: ValueType): ValueType {
  return aggregation === 'min' || aggregation === 'max' || aggregation === 'none' ? operand : 'number';
}
