import assert from 'node:assert/strict';
import { loadModel, modelCoverage, type SemanticQuery } from '../../../../src/spot';

const MODEL = `name: Shop
default_date: sales.sold_at
tables:
  sales:
    source: sales.csv
    primary_key: [id]
    date: sold_at
    columns:
      id: {type: attribute, hidden: true}
      customer: {type: attribute, hidden: true}
      sold_at: {type: attribute}
      ship_day: {type: attribute, hidden: true}
      channel: {type: attribute}
      amount: {type: measure, aggregation: sum, name: revenue}
      cost: {type: measure, aggregation: sum}
      tax: {type: measure, aggregation: sum}
  days:
    source: days.csv
    primary_key: [day]
    columns:
      day: {type: attribute}
      holiday: {type: attribute}
joins:
  - {from: sales, to: days, on: {ship_day: day}, as: ship days}
formulas:
  - {name: margin, expr: "sum([revenue]) - sum([cost])"}
  - {name: margin rate, expr: "[margin] / sum([revenue])"}
  - {name: unused, expr: "sum([tax])"}
`;

const model = loadModel(MODEL, { path: 'model.yaml' }).model ?? assert.fail();
const used = (...queries: SemanticQuery[]) =>
  Object.fromEntries(modelCoverage(model, queries).flatMap(({ name, uses }) => (uses > 0 ? [[name, uses]] : [])));
const column = (table: string, key: string) => ({ field: 'column', table, column: key }) as const;

describe('coverage of a model by a suite’s queries', () => {
  it('lists what may be named, in the file’s order, each at its line', () => {
    const parts = modelCoverage(model, []);
    assert.deepEqual(
      parts.map(({ name }) => name),
      [
        'sales.sold_at',
        'sales.channel',
        'sales.amount',
        'sales.cost',
        'sales.tax',
        'days.day',
        'days.holiday',
        'margin',
        'margin rate',
        'unused',
      ],
    );
    for (const { name, span } of parts) {
      const text = MODEL.split('\n')[span.line - 1] ?? '';
      assert.ok(text.includes(name.replace(/^.*\./, '')), `${name} is not in "${text}"`);
    }
  });

  it('looks into formulas, and counts a part once for each query', () => {
    const query: SemanticQuery = {
      attributes: [],
      measures: [{ of: { field: 'formula', formula: 'margin rate' } }, { of: column('sales', 'amount') }],
    };
    assert.deepEqual(used(query, query), { 'margin rate': 2, margin: 2, 'sales.amount': 2, 'sales.cost': 2 });
  });

  it('takes a role’s column for its table’s, and a bare time word for the measure’s date', () => {
    const query: SemanticQuery = {
      attributes: [{ of: column('ship days', 'holiday') }],
      measures: [{ of: { field: 'count', table: 'sales' } }],
      filter: { op: 'period', on: { of: { field: 'default_date' } }, start: '2025-01-01' },
    };
    assert.deepEqual(used(query), { 'days.holiday': 1, 'sales.sold_at': 1 });
  });

  it('finds filters inside of filters, conditions, top and order', () => {
    const query: SemanticQuery = {
      attributes: [],
      measures: [
        {
          of: column('sales', 'amount'),
          filter: { op: 'not', filter: { op: 'or', all: [{ op: 'is_null', on: { of: column('sales', 'channel') } }] } },
        },
      ],
      conditions: [{ measure: { of: column('sales', 'cost') }, op: '>', value: 1 }],
      top: { n: 1, direction: 'top', by: { of: column('sales', 'tax') } },
      order: [{ key: { by: { of: { field: 'formula', formula: 'unused' } } }, direction: 'ascending' }],
    };
    const names = ['sales.amount', 'sales.channel', 'sales.cost', 'sales.tax', 'unused'];
    assert.deepEqual(Object.keys(used(query)).sort(), names);
  });
});
