import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { loadModel, MODEL_SCHEMA, reach } from '../../../../src/spot/model';

const GOOD = `name: Shop
default_date: orders.at
tables:
  orders:
    table: orders
    primary_key: [id]
    date: at
    columns:
      id: {type: attribute, hidden: true}
      customer_id: {type: attribute, hidden: true}
      at: {type: attribute, name: order date}
      amount: {type: measure, name: revenue, synonyms: [sales]}
  customers:
    table: customers
    primary_key: [id]
    columns:
      id: {type: attribute, hidden: true}
      city: {type: attribute}
joins:
  - {from: orders, to: customers, on: {customer_id: id}}
formulas:
  - {name: margin, expr: "sum([revenue]) * 0.4"}
  - {name: margin rate, expr: "[margin] / sum([revenue])"}
`;

function problems(text: string): string[] {
  return loadModel(text, { path: 'model.yaml' }).diagnostics.map(
    ({ span, message }) => `${span.line}:${span.column} ${message}`,
  );
}

/** The good model with one piece of text changed, and what is then said about it. */
function broken(from: string, to: string): string {
  assert.ok(GOOD.includes(from), from);
  return problems(GOOD.replace(from, to)).join('\n');
}

describe('reading a model', () => {
  it('reads a sound one', () => {
    const { model, diagnostics } = loadModel(GOOD, { path: 'model.yaml' });
    assert.deepEqual(diagnostics, []);
    assert.ok(model);
    assert.equal(model.formulas.get('margin rate')?.valueType, 'number');
    assert.deepEqual(
      model.fields.filter(({ hidden }) => !hidden).map(({ name }) => name),
      ['order date', 'revenue', 'orders count', 'city', 'customers count', 'margin', 'margin rate'],
    );
  });

  it('reads the shipped one', () => {
    const path = new URL('../../../../decks/spot-director/sandbox/model.yaml', import.meta.url);
    assert.deepEqual(problems(readFileSync(path, 'utf8')), []);
  });

  it('reports all mistakes at once, each at its place', () => {
    const text = GOOD.replace('synonyms', 'synonims')
      .replace('customer_id: id}}', 'customer_idd: id}}')
      .replace('[margin]', '[margn]');
    const found = problems(text);
    assert.equal(found.length, 3);
    assert.match(found[0] ?? '', /^12:46 .*no key "synonims".*"synonyms"/);
    assert.match(found[1] ?? '', /^20:40 .*no column "customer_idd".*"customer_id"/);
    assert.match(found[2] ?? '', /^23:32 .*\[margn\].*"margin"/);
  });

  const MISTAKES: readonly [string, string, string, RegExp][] = [
    ['unknown aggregation', 'name: revenue,', 'aggregation: totl, name: revenue,', /12:.*cannot be "totl"/],
    ['aggregation of text', 'name: revenue,', 'data_type: text, aggregation: sum, name: revenue,', /A text has no sum/],
    ['aggregated attribute', 'city: {type: attribute}', 'city: {type: attribute, aggregation: sum}', /is an attribute/],
    ['unknown date', 'date: at\n', 'date: when\n', /no column "when"/],
    [
      'unknown default date',
      'default_date: orders.at',
      'default_date: order.at',
      /no table "order". Did you mean "orders"/,
    ],
    ['unknown key column', 'primary_key: [id]\n    date', 'primary_key: [idd]\n    date', /no column "idd"/],
    ['unknown table in a join', 'to: customers', 'to: customer', /20:.*no table "customer"/],
    ['join to itself', 'to: customers', 'to: orders', /joined to itself/],
    ['right join', 'on: {customer_id: id}', 'type: right, on: {customer_id: id}', /cannot be "right"/],
    [
      'semi-additive without its date',
      'name: revenue,',
      'semi_additive: {date: day}, name: revenue,',
      /no column "day"/,
    ],
    ['two sources', 'table: orders\n', 'table: orders\n    sql: select 1\n', /needs one of/],
    [
      'same name twice',
      'at: {type: attribute, name: order date}',
      'at: {type: attribute, name: sales}',
      /would mean both/,
    ],
    ['a formula named like a column', 'name: margin,', 'name: city,', /would mean both/],
    ['a key twice', '  customers:\n    table', '  orders:\n    table', /stands twice/],
    ['syntax', '* 0.4', '* (0.4', /22:.*Expected "\)"/],
    ['row value without aggregate', 'sum([revenue]) * 0.4', '[revenue] * 0.4', /Write sum\(\[revenue\]\)/],
    ['nested aggregates', 'sum([revenue]) * 0.4', 'sum(max([revenue]))', /do not nest/],
    ['text in arithmetic', 'sum([revenue]) * 0.4', "sum([revenue]) * 'x'", /must be a number/],
    ['unknown function', 'sum([revenue]) * 0.4', 'summ([revenue])', /no function "summ".*"sum"/],
    ['circle of formulas', 'sum([revenue]) * 0.4', '[margin rate] * 2', /circle: margin > margin rate > margin/],
    [
      'date compared with a number',
      'sum([revenue]) * 0.4',
      'sum(if [order date] > 3 then 1 else 2)',
      /cannot be compared/,
    ],
    ['a date that is none', 'sum([revenue]) * 0.4', "sum(if [order date] > '2025-02-30' then 1 else 2)", /not a date/],
    ['not YAML', 'name: Shop', 'name: [Shop', /not valid YAML/],
  ];
  for (const [name, from, to, expected] of MISTAKES) {
    it(`explains: ${name}`, () => {
      assert.match(broken(from, to), expected);
    });
  }

  it('does not blame every line below a bracket that is never closed', () => {
    const found = problems(GOOD.replace('tables:', 'tables: ['));
    assert.ok(found.length > 0 && found.length <= 3, found.join('\n'));
  });

  it('explains a circle of joins', () => {
    const text = GOOD.replace('joins:\n', 'joins:\n  - {from: customers, to: orders, on: {id: id}}\n');
    assert.match(problems(text).join(), /circle: (orders > customers > orders|customers > orders > customers)/);
  });

  it('is not taken in by names of JavaScript, deep nesting or alias bombs', () => {
    const proto = GOOD.replace(
      'city: {type: attribute}',
      '__proto__: {type: attribute}\n      constructor: {type: attribute}',
    );
    assert.deepEqual(problems(proto), []);
    assert.equal(({} as Record<string, unknown>)['type'], undefined);
    assert.notEqual(problems('['.repeat(50_000)).length, 0);
    const bomb = ['a: &a [x, x]', ...Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*a, *a]`)].join('\n');
    assert.notEqual(problems(bomb).length, 0);
    assert.notEqual(problems(GOOD.replace('sum([revenue]) * 0.4', `${'('.repeat(4000)}1`)).length, 0);
  });

  it('never throws, whatever the text', () => {
    const lines = GOOD.split('\n');
    const edit = fc.tuple(
      fc.nat(lines.length - 1),
      fc.constantFrom('', '  ', '- x', 'tables: 3', '{}', '"', '  a: *b', 'joins: [1]', '  - {name: 1, expr: []}'),
    );
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 5 }), (edits) => {
        const text = [...lines];
        for (const [at, line] of edits) text[at] = line;
        for (const { message, span } of loadModel(text.join('\n'), { path: 'm' }).diagnostics) {
          assert.ok(message.length > 0 && span.line >= 1 && span.column >= 1);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('has a JSON Schema that knows every key', () => {
    assert.deepEqual(Object.keys(MODEL_SCHEMA['properties'] as object), [
      'name',
      'description',
      'default_date',
      'week_start',
      'parameters',
      'tables',
      'joins',
      'formulas',
    ]);
  });
});

describe('ways through a model', () => {
  const { model } = loadModel(GOOD, { path: 'model.yaml' });
  it('go up, or down and then up, and say which', () => {
    assert.ok(model);
    const up = reach(model, 'orders', 'customers');
    const down = reach(model, 'customers', 'orders');
    assert.equal(up.kind === 'path' && up.path.down, false);
    assert.equal(down.kind === 'path' && down.path.down, true);
  });
});
