import type { Value } from './world';

/** A row-level expression, written once for the model and once for the evaluator. */
export interface RowFormula {
  readonly name: string;
  readonly table: string;
  readonly kind: 'attribute' | 'measure';
  readonly text: string;
  readonly type: 'text' | 'number';
  /** Columns by node: `''` is the table itself. */
  readonly uses: readonly (readonly [string, string])[];
  readonly evaluate: (...values: Value[]) => Value;
}

export interface AggregateFormula {
  readonly name: string;
  readonly text: string;
  readonly parts: readonly { readonly aggregation: string; readonly table: string; readonly column: string }[];
  readonly evaluate: (...values: Value[]) => Value;
}

const number = (value: Value): number | null => (typeof value === 'number' ? value : null);
const quotient = (a: Value, b: Value): Value => {
  const [left, right] = [number(a), number(b)];
  return left === null || right === null || right === 0 ? null : left / right;
};

export const ROW_FORMULAS: readonly RowFormula[] = [
  {
    name: 'bulk',
    table: 'lines',
    kind: 'attribute',
    text: "if [units] > 4 then 'many' else if [units] is null then null else 'few'",
    type: 'text',
    uses: [['', 'units']],
    evaluate: (units) => (units === null ? null : Number(units) > 4 ? 'many' : 'few'),
  },
  {
    name: 'plain way',
    table: 'orders',
    kind: 'attribute',
    text: "coalesce([way], 'none')",
    type: 'text',
    uses: [['', 'way']],
    evaluate: (way) => way ?? 'none',
  },
  {
    name: 'list value',
    table: 'lines',
    kind: 'measure',
    text: '[units] * [goods::price]',
    type: 'number',
    uses: [
      ['', 'units'],
      ['goods', 'price'],
    ],
    evaluate: (units, price) => (units === null || price === null ? null : Number(units) * Number(price)),
  },
];

export const AGGREGATE_FORMULAS: readonly AggregateFormula[] = [
  {
    name: 'gain',
    text: 'sum([paid]) - sum([lines::units])',
    parts: [
      { aggregation: 'sum', table: 'lines', column: 'paid' },
      { aggregation: 'sum', table: 'lines', column: 'units' },
    ],
    evaluate: (a, b) => (a === null || b === null ? null : Number(a) - Number(b)),
  },
  {
    name: 'return rate',
    text: 'safe_divide(sum([refund]), sum([paid]))',
    parts: [
      { aggregation: 'sum', table: 'returns', column: 'refund' },
      { aggregation: 'sum', table: 'lines', column: 'paid' },
    ],
    evaluate: quotient,
  },
  {
    name: 'paid per order',
    text: 'sum([paid]) / [orders count]',
    parts: [
      { aggregation: 'sum', table: 'lines', column: 'paid' },
      { aggregation: 'rows', table: 'orders', column: '' },
    ],
    evaluate: quotient,
  },
];
