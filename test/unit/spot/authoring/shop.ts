import assert from 'node:assert/strict';
import { loadModel, type Model } from '../../../../src/spot/model/index';
import type { SpotText } from '../../../../src/spot/authoring/index';

/** Every way in which a model's files name a column or a formula. */
export const MODEL = `name: Shop
default_date: sales.sold_on
tables:
  sales:
    source: sales.csv
    primary_key: [id, tenant]
    date: sold_on
    tenant: tenant
    columns:
      id: {type: attribute, hidden: true}
      tenant: {type: attribute, hidden: true}
      sold_on: {type: attribute, name: sale date}
      store_id: {type: attribute, hidden: true}
      amount: {type: measure, name: "revenue", synonyms: [turnover]}
      cost: {type: measure, semi_additive: {date: sold_on, take: last}}
  stores:
    sql: |
      SELECT id, store_city FROM towns -- store_city is the town
    columns:
      id: {type: attribute, hidden: true}
      store_city:
        type: attribute
joins:
  - {from: sales, to: stores, on: {store_id: id}}
  - from: sales
    to: stores
    as: old store
    on:
      store_id: id
formulas:
  - {name: margin, expr: "sum([revenue]) - sum([cost])"}
  - name: margin rate
    expr: >
      safe_divide([margin],
        sum([ amount ])) + 0 * [sales count]
  - {name: city name, type: attribute, table: sales, expr: 'upper([old store::store city])'}
`;

export const POLICY = `users: {ana: {tenant: acme}}
rows:
  sales: "[tenant] = {tenant} or [sale date] is null"
  stores: {all: true}
masks:
  stores: {store_city: {roles: [manager], else: "***"}}
`;

const SUITE = `- ask: Revenues by store city for West
  follow: [turnover by store city, "margin rate by [stores::store city]"]
  expect:
    sql: |
      SELECT store_city, sum(amount) FROM sales JOIN stores ON sales.store_id = stores.id WHERE 'amount' = store_city
- ask: 'margin and revenue by sale date monthly'
  expect: {rows: []}
`;
const NOTEBOOK = `---
model: model.yaml
---

%% spot
revenue by store city

%% spot
and margin

%% sql
SELECT amount FROM sales
`;
const QUESTIONS = `-- revenue, as the board asks
revenue by store city
and margin

top 3 store city by margin rate
`;

export function shop(): SpotText[] {
  return [
    { file: 'model.yaml', kind: 'model', text: MODEL },
    { file: 'policy.yaml', kind: 'policy', text: POLICY },
    { file: 'golden.yaml', kind: 'suite', text: SUITE },
    { file: 'q.spot', kind: 'notebook', text: NOTEBOOK },
    { file: 'q.spotql', kind: 'questions', text: QUESTIONS },
  ];
}

/** As far as it can be read. */
export function modelOf(text: string): Model {
  const { model, draft, diagnostics } = loadModel(text, { path: 'model.yaml' });
  return model ?? draft ?? assert.fail(JSON.stringify(diagnostics));
}
