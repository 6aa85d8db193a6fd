import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { loadModel } from '../../../../src/spot/model';
import { queryHash, validateQuery, type SemanticQuery } from '../../../../src/spot/query';
import { compileQuery, type Security } from '../../../../src/spot/sql';

const path = new URL('../../../../decks/spot-director/sandbox/model.yaml', import.meta.url);
const { model } = loadModel(readFileSync(path, 'utf8'), { path: 'model.yaml' });
assert.ok(model);
const sandbox = model;
const open: Security = { tables: new Map([...sandbox.tables.keys()].map((key) => [key, { rows: 'all' as const }])) };

const revenue = { of: { field: 'column', table: 'sale_items', column: 'amount' } } as const;
const attribute = (table: string, column: string) => ({ of: { field: 'column', table, column } }) as const;

function refusal(value: unknown): string {
  const result = validateQuery(sandbox, value);
  return 'refusal' in result ? result.refusal.reason : 'accepted';
}

describe('checking a proposed query', () => {
  it('refuses names that the model does not hold, with what was meant', () => {
    const result = validateQuery(sandbox, { attributes: [attribute('stores', 'regoin')], measures: [revenue] });
    assert.ok('refusal' in result);
    assert.equal(result.refusal.reason, 'unknown-term');
    assert.deepEqual(result.refusal.suggestions, ['region']);
  });

  it('does not know hidden columns', () => {
    assert.equal(refusal({ attributes: [attribute('stores', 'tenant_id')], measures: [revenue] }), 'unknown-term');
  });

  it('refuses what would count twice, and says what to ask instead', () => {
    const result = validateQuery(sandbox, { attributes: [attribute('returns', 'reason')], measures: [revenue] });
    assert.ok('refusal' in result);
    assert.equal(result.refusal.reason, 'cannot-slice');
    assert.ok(result.refusal.suggestions.some((one) => one.endsWith('by return reason')));
  });

  it('refuses what can be reached in two ways, and says how the model can tell them apart', () => {
    const table = (key: string, columns: string): string =>
      `  ${key}: {table: ${key}, primary_key: [id], columns: {id: {type: attribute, hidden: true}, ${columns}}}\n`;
    const link = (from: string, to: string): string => `  - {from: ${from}, to: ${to}, on: {${to}: id}}\n`;
    const hidden = (name: string): string => `${name}: {type: attribute, hidden: true}`;
    const text =
      `tables:\n${table('sales', `${hidden('shop')}, ${hidden('buyer')}, amount: {type: measure}`)}` +
      `${table('shop', hidden('place'))}${table('buyer', hidden('place'))}${table('place', 'region: {type: attribute}')}` +
      `joins:\n${link('sales', 'shop')}${link('sales', 'buyer')}${link('shop', 'place')}${link('buyer', 'place')}`;
    const { model: diamond, diagnostics } = loadModel(text, { path: 'model.yaml' });
    assert.ok(diamond, JSON.stringify(diagnostics));
    const amount = { of: { field: 'column', table: 'sales', column: 'amount' } };
    const result = validateQuery(diamond, { attributes: [attribute('place', 'region')], measures: [amount] });
    assert.ok('refusal' in result);
    assert.equal(result.refusal.reason, 'ambiguous');
    assert.match(result.refusal.message, /shop > place; or buyer > place.*give .* a role/);
  });

  it('asks how to aggregate a measure that the model gives no aggregation', () => {
    const text = 'tables: {t: {table: t, columns: {price: {type: measure, aggregation: none}}}}';
    const { model: bare, diagnostics } = loadModel(text, { path: 'model.yaml' });
    assert.ok(bare, JSON.stringify(diagnostics));
    const price = { of: { field: 'column', table: 't', column: 'price' } } as const;
    const result = validateQuery(bare, { attributes: [], measures: [price] });
    assert.ok('refusal' in result);
    assert.deepEqual(result.refusal.suggestions, ['average price', 'max of price', 'min of price']);
    assert.ok('query' in validateQuery(bare, { attributes: [], measures: [{ ...price, aggregation: 'max' }] }));
  });

  it('refuses dates that do not exist', () => {
    const filter = { op: 'period', on: { of: { field: 'default_date' } }, start: '2025-02-30' };
    assert.equal(refusal({ attributes: [], measures: [revenue], filter }), 'invalid-date');
  });

  it('refuses what nobody could read', () => {
    assert.equal(
      refusal({ attributes: Array.from({ length: 50 }, () => attribute('stores', 'region')), measures: [] }),
      'too-complex',
    );
    let filter: unknown = { op: 'is_null', on: attribute('stores', 'region') };
    for (let depth = 0; depth < 5_000; depth += 1) filter = { op: 'not', filter };
    assert.equal(refusal({ attributes: [], measures: [revenue], filter }), 'too-complex');
  });

  it('gives equal questions equal hashes, and different ones different', () => {
    const on = { of: { field: 'default_date' } } as const;
    const [a, b] = [
      { op: 'period', on, start: '2025-01-01' },
      { op: 'is_not_null', on },
    ] as const;
    const query = (filter: SemanticQuery['filter']): SemanticQuery => ({
      attributes: [],
      measures: [revenue],
      ...(filter ? { filter } : {}),
    });
    assert.equal(
      queryHash(query({ op: 'and', all: [a, b] })),
      queryHash(query({ op: 'and', all: [b, { op: 'and', all: [a, a] }] })),
    );
    assert.notEqual(queryHash(query(a)), queryHash(query(b)));
  });

  it('is safe with anything: it refuses, or the query compiles', () => {
    const word = fc.constantFrom(
      'sales',
      'stores',
      'region',
      'amount',
      'sale_items',
      '__proto__',
      'constructor',
      'margin',
      'column',
      'formula',
      'count',
      'default_date',
      'month',
      'sum',
      '=',
      'and',
      'share',
      'x',
    );
    const leaf = fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null), fc.double());
    const keys = fc.constantFrom(
      'of',
      'field',
      'table',
      'column',
      'formula',
      'bucket',
      'op',
      'on',
      'value',
      'all',
      'filter',
      'modifier',
      'kind',
      'along',
      'measure',
      'n',
      'by',
      '__proto__',
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(keys, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    const nearly = fc.record(
      {
        attributes: fc.array(
          fc.record({ of: fc.constantFrom(attribute('stores', 'region').of, attribute('sales', 'sold_at').of) }),
        ),
        measures: fc.array(fc.oneof(fc.constant(revenue), tree)),
        filter: tree,
        top: tree,
      },
      { requiredKeys: ['attributes', 'measures'] },
    );
    fc.assert(
      fc.property(fc.oneof(tree, nearly), (value) => {
        const result = validateQuery(sandbox, value);
        if ('query' in result) compileQuery(sandbox, result.query, { security: open });
        else assert.ok(result.refusal.message.length > 0);
      }),
      { numRuns: 500 },
    );
  });
});
