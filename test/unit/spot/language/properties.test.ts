import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GRAMMAR } from '../../../../src/spot/language/grammar/index';
import { canonicalQuery, validateQuery } from '../../../../src/spot/query/index';
import { ask, language, NOW, query, sandboxModel } from './sandbox';

const MEASURES = [
  'revenue',
  'units',
  'margin rate',
  'order count',
  'average rating',
  'share of revenue',
  'number of customers',
];
const GROUPS = ['by region', 'by channel', 'per store', 'by loyalty tier', 'by season'];
const FILTERS = [
  'for west',
  'where channel = web',
  'except phone',
  'where region is not null',
  'with revenue > 1000',
  'for business',
];
const TIMES = [
  'last quarter',
  'in 2024',
  'since March 2025',
  'between 2025-01-01 and 2025-03-31',
  'year to date',
  'on Mondays',
];
const ENDS = ['top 3 by units', 'limit 5', 'sort by region ascending'];

const some = (list: readonly string[]): fc.Arbitrary<string[]> => fc.subarray([...list], { maxLength: 1 });
const question = fc
  .tuple(fc.constantFrom(...MEASURES), fc.constantFrom(...GROUPS), some(FILTERS), some(TIMES), some(ENDS))
  .map(([measure, group, filters, times, ends]) =>
    [measure, group, ...filters, ...times, ...ends].filter(
      (clause) => !(clause.includes('by region') && group !== 'by region' && clause.startsWith('sort')),
    ),
  );

const vocabulary = [
  ...GRAMMAR.flatMap(({ phrases }) => phrases),
  ...MEASURES,
  'region',
  'west',
  'web',
  'city',
  'london',
  '2025',
  'q3',
  '2025-02-30',
  '10',
  '"',
  "'",
  '[',
  ']',
  '-',
  '%',
  '🌧️',
  'frob',
  'last',
  'days',
  'ago',
];
const salad = fc.array(fc.constantFrom(...vocabulary), { maxLength: 14 }).map((words) => words.join(' '));

/** A result or a refusal with places inside the question, whatever the question. */
function sane(text: string, follow: string[] = []): void {
  const result = language().parse(text, { now: NOW, follow });
  const inside = ({ start, end }: { start: number; end: number }): boolean =>
    start >= 0 && start <= end && end <= text.length;
  if (result.status === 'refused') {
    assert.ok(inside(result), text);
    assert.ok(result.message.length > 0);
    for (const suggestion of result.suggestions) assert.ok(inside(suggestion), text);
    return;
  }
  let at = 0;
  for (const part of result.interpretation) {
    assert.ok(inside(part) && part.start >= at, `${text}: ${JSON.stringify(part)}`);
    assert.equal(part.text, text.slice(part.start, part.end));
    at = part.end;
  }
}

/** Letters and digits that no part covers. */
function unaccounted(text: string): string {
  const result = ask(text);
  if (result.status === 'refused') return '';
  let rest = '';
  let at = 0;
  for (const part of result.interpretation) {
    rest += text.slice(at, part.start);
    at = part.end;
  }
  return (rest + text.slice(at)).replace(/[^\p{L}\p{N}]/gu, '');
}

describe('Spot language: invariants', function () {
  this.timeout(20_000);

  it('accounts for every word', () => {
    fc.assert(
      fc.property(question, (clauses) => {
        assert.equal(unaccounted(clauses.join(' ')), '');
      }),
      { numRuns: 150 },
    );
    fc.assert(
      fc.property(salad, (text) => {
        assert.equal(unaccounted(text), '', text);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a question with an unknown word anywhere, and names it', () => {
    fc.assert(
      fc.property(question, fc.nat(), (clauses, place) => {
        const words = clauses.join(' ').split(' ');
        words.splice(place % (words.length + 1), 0, 'frobnicate');
        const result = ask(words.join(' '));
        assert.equal(result.status, 'refused', words.join(' '));
        assert.match(result.message, /frobnicate/, words.join(' '));
      }),
      { numRuns: 200 },
    );
  });

  it('does not mind the order of its clauses', () => {
    fc.assert(
      fc.property(question, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), (clauses, keys) => {
        const free = clauses.filter((clause) => !/^(?:top|sort)/.test(clause));
        const shuffled = free.map((clause, i) => ({ clause, key: keys[i % 4] ?? 0 })).sort((a, b) => a.key - b.key);
        const text = shuffled.map(({ clause }) => clause).join(', ');
        assert.deepEqual(query(text), query(free.join(' ')), text);
      }),
      { numRuns: 150 },
    );
  });

  it('says a query back in words that give the same query', () => {
    fc.assert(
      fc.property(question, (clauses) => {
        const first = query(clauses.join(' '));
        const words = language().describe(first);
        assert.deepEqual(query(words), first, words);
      }),
      { numRuns: 150 },
    );
  });

  it('says back whatever its words happen to mean', () => {
    fc.assert(
      fc.property(salad, (text) => {
        const first = ask(`revenue ${text}`);
        if (first.status !== 'ok') return;
        const words = language().describe(first.query);
        assert.deepEqual(query(words), first.query, `${text} -> ${words}`);
      }),
      { numRuns: 300 },
    );
  });

  it('makes queries that the model accepts, in their canonical form', () => {
    const model = sandboxModel();
    fc.assert(
      fc.property(question, (clauses) => {
        const made = query(clauses.join(' '));
        assert.ok('query' in validateQuery(model, made), clauses.join(' '));
        assert.deepEqual(canonicalQuery(made), made);
      }),
      { numRuns: 100 },
    );
  });

  it('gives the same answer to the same question', () => {
    fc.assert(
      fc.property(salad, (text) => {
        assert.deepEqual(ask(text), ask(text));
      }),
      { numRuns: 60 },
    );
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        sane(text);
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        sane(`revenue by ${text}`);
      }),
      { numRuns: 150 },
    );
  });

  it('survives any order of its own words, also in a conversation', () => {
    fc.assert(
      fc.property(salad, (text) => {
        sane(text);
      }),
      { numRuns: 600 },
    );
    fc.assert(
      fc.property(salad, salad, (before, text) => {
        sane(text, ['revenue by region last quarter', before]);
      }),
      { numRuns: 150 },
    );
  });

  it('survives completion and explanation at any place', () => {
    fc.assert(
      fc.property(salad, fc.nat(), (text, place) => {
        const cursor = place % (text.length + 1);
        for (const { start, end } of language().complete(text, cursor, { now: NOW }))
          assert.ok(start >= 0 && start <= end && end <= text.length);
        for (const { start, end } of language().explain(text, { now: NOW }).parts)
          assert.ok(start >= 0 && start <= end && end <= text.length);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses what is too long, and what is nested too deep', () => {
    const reason = (text: string): string => {
      const result = ask(text);
      return result.status === 'refused' ? result.reason : 'ok';
    };
    assert.equal(reason('revenue '.repeat(13_000)), 'too-complex');
    assert.equal(reason(`revenue ${'x'.repeat(100_000)}`), 'too-complex');
    assert.equal(reason(`revenue where ${'('.repeat(400)}`), 'too-complex');
    assert.equal(reason(`revenue ${'not '.repeat(400)} west`), 'too-complex');
    assert.notEqual(reason("'a ".repeat(490)), 'ok');
    assert.equal(reason(`revenue ${'e\u0301'.repeat(9000)}`), 'unknown-term');
    assert.equal(reason('__proto__ by constructor'), 'unknown-term');
  });

  it('refuses a "now" that is not a date', () => {
    assert.throws(() => language().parse('revenue', { now: 'yesterday' }), RangeError);
    assert.throws(() => language().parse('revenue', { now: '2025-02-30' }), RangeError);
  });
});
