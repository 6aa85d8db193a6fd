import assert from 'node:assert/strict';
import type { Part, Refused } from '../../../../src/spot/language/index';
import { createLanguage, createValueIndex } from '../../../../src/spot/language/index';
import type { SemanticQuery } from '../../../../src/spot/query/types';
import { ask, language, NOW, query, reading, refusal, sandboxModel, VALUES } from './sandbox';

const revenue = { of: { field: 'column', table: 'sale_items', column: 'amount' } } as const;
const byDefault = { field: 'default_date' } as const;
const period = (start: string, end: string): SemanticQuery['filter'] => ({
  op: 'period',
  on: { of: byDefault },
  start,
  end,
});

function parts(question: string, follow: string[] = []): readonly Part[] {
  const result = ask(question, follow);
  return result.status === 'ok' ? result.interpretation : assert.fail(result.message);
}

function refused(question: string, tenant = 'acme'): Refused {
  const result = language(tenant).parse(question, { now: NOW });
  return result.status === 'refused' ? result : assert.fail(question);
}

describe('Spot language: meaning', () => {
  it('keeps attributes and measures in the question’s order', () => {
    assert.deepEqual(query('units and revenue by channel and month'), {
      attributes: [{ of: { field: 'column', table: 'sales', column: 'channel' } }, { of: byDefault, bucket: 'month' }],
      measures: [{ of: { field: 'column', table: 'sale_items', column: 'quantity' } }, revenue],
    });
  });

  it('reads time as of "now", weeks from the model’s first day', () => {
    const at = (words: string, now: string): unknown => query(`revenue ${words}`, [], now).filter;
    assert.deepEqual(at('last quarter', '2024-01-01'), period('2023-10-01', '2024-01-01'));
    assert.deepEqual(at('last week', '2025-03-16'), period('2025-03-03', '2025-03-10'));
    assert.deepEqual(at('year to date', '2024-02-29'), period('2024-01-01', '2024-03-01'));
    assert.deepEqual(at('QTD', '2025-06-17T23:59:59'), period('2025-04-01', '2025-06-18'));
    assert.deepEqual(at('past three months', '2025-05-31'), period('2025-02-01', '2025-05-01'));
    assert.deepEqual(at('next 2 weeks', '2025-12-31'), period('2026-01-05', '2026-01-19'));
    assert.deepEqual(at('a month ago', '2025-03-31'), period('2025-02-01', '2025-03-01'));
    assert.deepEqual(at('in the last 7 days', '2025-01-03'), period('2024-12-27', '2025-01-03'));
  });

  it('gives growth its date, its measure and the period that it compares with', () => {
    const growth = query('growth of revenue by sale date monthly year over year');
    assert.deepEqual(growth.attributes, [
      { of: { field: 'column', table: 'sales', column: 'sold_at' }, bucket: 'month' },
    ]);
    assert.deepEqual(growth.measures, [revenue, { ...revenue, modifier: { kind: 'growth', along: 0, over: 'year' } }]);
  });

  it('puts periods side by side, and keeps only rows of either', () => {
    const sides = query('revenue this year vs last year');
    assert.deepEqual(
      sides.measures.map(({ filter }) => filter),
      [period('2025-01-01', '2026-01-01'), period('2024-01-01', '2025-01-01')],
    );
    assert.deepEqual(
      sides.measures.map(({ label }) => label),
      ['revenue, 2025', 'revenue, 2024'],
    );
    assert.deepEqual(sides.filter, {
      op: 'or',
      all: [period('2024-01-01', '2025-01-01'), period('2025-01-01', '2026-01-01')],
    });
  });

  it('keeps n within each value after "per"', () => {
    const top = query('top 3 products by revenue per region');
    assert.deepEqual(top.top, { n: 3, direction: 'top', by: revenue, per: [1] });
  });

  it('shows a measure that stands only in a condition when there is no other', () => {
    assert.deepEqual(query('products with revenue < 4000').measures, [revenue]);
    assert.deepEqual(query('units by store with revenue > 5').measures, [
      { of: { field: 'column', table: 'sale_items', column: 'quantity' } },
    ]);
  });

  it('joins values of one column to a list, and conditions by precedence', () => {
    assert.equal(
      reading('revenue west, east or south by store'),
      'revenue by store where region in ("East", "South", "West")',
    );
    assert.equal(
      reading('revenue where channel = web or channel = app and region = west'),
      'revenue where ((channel = "app" and region = "West") or channel = "web")',
    );
    assert.equal(
      reading('revenue where not (channel = web or region = west)'),
      'revenue where not ((channel = "web" or region = "West"))',
    );
  });

  it('compares parts of the date in a condition', () => {
    assert.equal(reading('revenue where day of week is monday'), 'revenue on Monday');
    assert.equal(reading('revenue where month = March 2025'), 'revenue in March 2025');
    assert.equal(reading('revenue where month is not March'), 'revenue where not (in March)');
    assert.deepEqual(query('revenue where not (in March)'), query('revenue where month is not March'));
    assert.deepEqual(query('revenue where month is not March').filter, {
      op: '!=',
      on: { of: byDefault, bucket: 'month_of_year' },
      value: 'March',
    });
  });

  it('takes the model’s words for values, also for several', () => {
    assert.equal(reading('revenue west coast'), 'revenue where region in ("Pacific", "West")');
    assert.equal(reading('online revenue'), 'revenue where channel = "web"');
    assert.equal(
      language('initech').describe(
        (language('initech').parse('revenue west coast', { now: NOW }) as { query: SemanticQuery }).query,
      ),
      'revenue where region = "West"',
    );
  });

  it('finds values with quotes, punctuation, percent signs, emoji and other scripts', () => {
    assert.equal(reading("units o'brien's mug"), 'units where product = "O\'Brien\'s Mug"');
    assert.equal(reading('units 100% cotton tee'), 'units where product = "100% Cotton Tee"');
    assert.equal(reading('units “rain coat 🌧️”'), 'units where product = "Rain Coat 🌧️"');
    assert.equal(reading('units كوب قهوة'), 'units where product = "كوب قهوة"');
    assert.equal(
      reading('products count for acme buy one, get one'),
      'products count where promotion = "Acme Buy One, Get One"',
    );
    assert.equal(reading('revenue for zoe celik'), 'revenue where customer = "Zoë Çelik"');
    assert.equal(reading('units plain label'), 'units where brand = "Plain_Label"');
  });

  it('lets exact names in brackets settle what a word could mean', () => {
    assert.equal(reading('revenue by [stores::city]'), 'revenue by store city');
    assert.equal(reading('revenue by [department]'), 'revenue by department');
    assert.match(refusal('revenue by [stores::planet]'), /^unknown-term/);
  });
});

describe('Spot language: several meanings', () => {
  it('lets the condition’s value, the measure’s table and named columns decide', () => {
    assert.equal(reading('revenue where city = honolulu'), 'revenue where store city = "Honolulu"');
    assert.equal(reading('number of customers by city'), 'customers count by customer city');
    assert.equal(reading('number of customers in london'), 'customers count where customer city = "London"');
    assert.equal(reading('target by city'), 'target by store city');
    assert.equal(
      reading('revenue leeds customer city'),
      'revenue where customer city = "Leeds"'.replace('Leeds', 'LEEDS'),
    );
    assert.equal(reading('revenue by store in london'), 'revenue by store where store city = "London"');
  });

  it('remembers what was settled', () => {
    const settled = [{ phrase: 'city', of: { field: 'column', table: 'customers', column: 'city' } }] as const;
    const result = language().parse('revenue by city', { now: NOW, settled });
    assert.equal(result.status === 'ok' && language().describe(result.query), 'revenue by customer city');
  });

  it('offers each reading as a replacement that is then understood', () => {
    for (const question of ['revenue by city', 'average price by brand', 'orders in London', 'revenue Aurora']) {
      const { suggestions, reason } = refused(question);
      assert.equal(reason, 'ambiguous');
      assert.ok(suggestions.length >= 2);
      for (const { text, start, end } of suggestions) {
        const fixed = question.slice(0, start) + text + question.slice(end);
        assert.equal(ask(fixed).status, 'ok', fixed);
      }
    }
  });

  it('shows other readings next to the one that was taken', () => {
    const city = parts('number of customers by city').find(({ text }) => text === 'city');
    assert.equal(city?.as, 'customers.city');
    assert.deepEqual(
      city.alternatives?.map(({ text }) => text),
      ['store city'],
    );
  });
});

describe('Spot language: interpretation and refusals', () => {
  it('says what each part was taken for', () => {
    assert.deepEqual(
      parts('show revenue by region last quarter').map(({ text, kind, as }) => [text, kind, as]),
      [
        ['show', 'filler', 'filler'],
        ['revenue', 'measure', 'sum of sale_items.amount'],
        ['by', 'keyword', 'one row per value of an attribute or per period'],
        ['region', 'attribute', 'stores.region'],
        ['last quarter', 'date', '2025-07-01 … 2025-09-30, by sale date'],
      ],
    );
  });

  it('suggests what an unknown word may have meant', () => {
    const typo = refused('revenu by region');
    assert.deepEqual(typo.suggestions[0], { text: 'revenue', start: 0, end: 6, label: 'revenue' });
    assert.ok(refused('churn by region').suggestions.some(({ text }) => text === 'return rate'));
    assert.match(refused('churn by region').message, /^“churn” is not defined\. Did you mean: /);
    assert.equal(refused('revenue by customer_id').end, 'revenue by customer_id'.length);
    assert.match(refused('net promoter score by store').message, /“net promoter score” is not defined/);
  });

  it('never finds, completes or suggests another tenant’s values', () => {
    const foreign = ['EMEA', 'Texas', 'Globex Paris', 'Initech Austin', 'Austin', 'São Paulo'];
    for (const value of foreign) {
      const result = refused(`revenue for "${value}"`);
      assert.equal(result.reason, 'unknown-term');
      assert.ok(!result.suggestions.some(({ text }) => foreign.includes(text)), JSON.stringify(result.suggestions));
      const offered = language().complete(`revenue where region = ${value.slice(0, 2)}`, 25, { now: NOW });
      assert.ok(!offered.some(({ text }) => foreign.includes(text)));
    }
  });

  it('says what is missing', () => {
    assert.match(refused('average monthly revenue').message, /aggregate twice/);
    assert.match(refused('top 5').message, /nothing to measure|Top of what/);
    assert.match(refused('revenue between 2025-05-01 and 2025-04-01').message, /ends before it begins/);
    assert.match(refused('31 Feb revenue').message, /needs its year/);
    assert.match(refused('revenue on 31/12/2025').message, /2025-12-31/);
    assert.match(refused('revenue where (channel = web').message, /not closed/);
    assert.match(refused('revenue for "web').message, /web/);
    assert.match(refused('revenue in west vs revenue in east').message, /both sides/);
    assert.match(refused('what percentage of revenue is web').message, /share needs parts/);
    assert.match(refused('revenue per order count').message, /is a measure/);
    assert.match(refused('and by month?').message, /nothing to measure/);
    assert.match(refused('what about last year').message, /there is none/);
  });

  it('explains an unfinished question as far as it goes', () => {
    const { parts: read, refusal: why } = language().explain('revenue by frob last quarter', { now: NOW });
    assert.ok(read.some(({ text }) => text === 'revenue'));
    assert.equal(why?.reason, 'unknown-term');
  });
});

describe('Spot language: conversations', () => {
  it('builds on questions or on what they meant', () => {
    const first = query('revenue by region');
    assert.deepEqual(query('only web', [first]), query('only web', ['revenue by region']));
    assert.equal(
      reading('and by month', ['revenue by region', 'nonsense', 'last year']),
      'revenue by region and month in 2024',
    );
  });

  it('keeps running totals, ranks and comparisons on the changed question', () => {
    assert.equal(reading('by week', ['cumulative revenue by month']), 'cumulative revenue by week');
    assert.equal(
      reading('what about units', ['share of revenue by region top 3 by revenue']),
      'share of units by region top 3 by units',
    );
    assert.equal(reading('what about Q1 2025', ['revenue this year vs last year']), 'revenue in Q1 2025');
    assert.equal(
      reading('only west', ['revenue this year vs last year']),
      'revenue where region = "West" 2025 vs 2024',
    );
    assert.equal(reading('vs app', ['revenue by region for web']), 'revenue by region "web" channel vs "app" channel');
  });

  it('starts anew without a lead-in when a measure is named', () => {
    assert.equal(
      reading('top 5 products by units', ['revenue by region last year']),
      'units by product top 5 by units',
    );
  });
});

describe('Spot language: completion', () => {
  const texts = (partial: string, kind?: string): string[] =>
    language()
      .complete(partial, partial.length, { now: NOW })
      .filter((item) => kind === undefined || item.kind === kind)
      .map(({ text }) => text);

  it('offers measures first, and what was begun', () => {
    assert.ok(texts('', 'measure').includes('revenue'));
    assert.ok(texts('rev', 'measure').includes('revenue'));
    assert.ok(texts('revenue by re', 'attribute').includes('region'));
    assert.ok(texts('revenue la', 'date').includes('last quarter'));
    assert.ok(texts('revenue ', 'keyword').includes('by'));
  });

  it('offers measures of the same rows before others, and counts of rows last', () => {
    const next = texts('revenue by region and ', 'measure');
    assert.ok(next.indexOf('units') < next.indexOf('refund'));
    const first = texts('', 'measure');
    assert.ok(first.indexOf('margin rate') < first.indexOf('calendar count'));
  });

  it('offers only attributes that the measure can be divided by', () => {
    assert.ok(!texts('revenue by re', 'attribute').includes('return reason'));
    assert.ok(texts('refund by re', 'attribute').includes('return reason'));
  });

  it('offers the values of the column that is compared', () => {
    assert.deepEqual(texts('revenue where region = ').sort(), ['East', 'North', 'Pacific', 'South', 'West']);
    assert.deepEqual(texts('revenue where region = we'), ['West']);
  });

  it('replaces exactly what was typed', () => {
    const [item] = language().complete('revenue by loyalty ti last year', 21, { now: NOW });
    assert.deepEqual([item?.text, item?.start, item?.end], ['loyalty tier', 11, 21]);
  });
});

describe('Spot language: scale', () => {
  it('looks only at phrases that can begin at a word, whatever the number of values', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => `Product ${i} of line ${i % 97}`);
    const big = createLanguage(
      sandboxModel(),
      createValueIndex([
        ...(VALUES['acme'] ?? []),
        { of: { field: 'column', table: 'products', column: 'name' }, values: many },
      ]),
    );
    const result = big.parse('revenue for product 99999 of line 89', { now: NOW });
    assert.equal(
      result.status === 'ok' && big.describe(result.query),
      'revenue where product = "Product 99999 of line 89"',
    );
    const typo = big.parse('revenue for produkt', { now: NOW });
    assert.equal(typo.status, 'refused');
    assert.equal(big.complete('revenue for product 12', 22, { now: NOW }).length, 50);
  });
});
