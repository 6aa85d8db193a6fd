import assert from 'node:assert/strict';
import fc from 'fast-check';
import { distance, SimilarTexts } from '../../../../src/spot/language/lexicon/similar';
import { participle, singular } from '../../../../src/spot/language/text/inflect';
import { fold, normalise } from '../../../../src/spot/language/text/normalise';
import { decimalOf, exact, shift } from '../../../../src/spot/language/text/numbers';
import { MAX_LENGTH, MAX_TOKENS, phraseKey, tokenise } from '../../../../src/spot/language/text/tokens';

const words = (text: string): string[] => tokenise(text).tokens.map((token) => `${token.kind}:${token.text}`);

describe('Spot language: text', () => {
  it('splits words, numbers, dates, quotes, names in brackets and symbols', () => {
    assert.deepEqual(words('Top 5 "West Coast" [stores::city] >= 1,000'), [
      'word:top',
      'number:5',
      'quoted:West Coast',
      'bracketed:stores::city',
      'symbol:>=',
      'number:1,000',
    ]);
    assert.deepEqual(words("o'brien's walk-in 50% $5 1.5k 2m"), [
      "word:o'brien's",
      'word:walk',
      'word:in',
      'number:50%',
      'number:$5',
      'number:1.5k',
      'number:2m',
    ]);
    assert.deepEqual(words('2025-12-31 2025-03 31/12/2025 2024,2025 -5 1st q3'), [
      'date:2025-12-31',
      'date:2025-03',
      'date:31/12/2025',
      'number:2024',
      'symbol:,',
      'number:2025',
      'number:-5',
      'word:1st',
      'word:q3',
    ]);
    assert.deepEqual(words('say ""a"" \'west coast\' don\'t'), [
      'word:say',
      'quoted:',
      'word:a',
      'quoted:',
      'quoted:west coast',
      "word:don't",
    ]);
    assert.deepEqual(words('"5 ""inch"" nail"'), ['quoted:5 "inch" nail']);
  });

  it('reads full-width, curly, accented and right-to-left text as what it stands for', () => {
    assert.deepEqual(words('Ｒｅｖｅｎｕｅ ２０２５ “O’Brien”'), ['word:revenue', 'number:2025', 'quoted:O’Brien']);
    assert.deepEqual(words('São Paulo كوب ١٢ ≥ 3'), [
      'word:sao',
      'word:paulo',
      'word:كوب',
      'number:12',
      'symbol:>=',
      'number:3',
    ]);
    assert.deepEqual(words('re\u200Bvenue'), ['word:revenue']);
    assert.deepEqual(words('≠'), ['symbol:!=']);
  });

  it('keeps offsets into the original', () => {
    const text = '\u200Eｒｅ\u200Bｖ 🌧\uFE0F ﬁnal x';
    const found = tokenise(text).tokens.map((token) => text.slice(token.start, token.end));
    assert.deepEqual(found, ['ｒｅ\u200Bｖ', '🌧\uFE0F', 'ﬁnal', 'x']);
  });

  it('places every token of any text in it, in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        let at = 0;
        for (const { start, end } of tokenise(text).tokens) {
          assert.ok(start >= 0 && start < end && end <= text.length);
          assert.ok(start >= at);
          at = start;
        }
        const { text: normal, starts, ends } = normalise(text);
        assert.equal(starts.length, normal.length);
        assert.equal(ends.length, normal.length);
      }),
    );
  });

  it('stops at its limits', () => {
    assert.equal(tokenise('a'.repeat(MAX_LENGTH + 1)).cut, MAX_LENGTH);
    assert.equal(tokenise('a '.repeat(MAX_TOKENS + 1)).cut, 2 * MAX_TOKENS);
    assert.equal(tokenise('a '.repeat(MAX_TOKENS)).cut, undefined);
  });

  it('meets singular and plural', () => {
    for (const [one, many] of [
      ['category', 'categories'],
      ['status', 'statuses'],
      ['box', 'boxes'],
      ['price', 'prices'],
      ['class', 'classes'],
      ['branch', 'branches'],
      ['warehouse', 'warehouses'],
      ['person', 'people'],
      ['sale', 'sales'],
      ['bonus', 'bonuses'],
      ['analysis', 'analyses'],
    ] as const) {
      assert.equal(singular(many), singular(one), many);
    }
    assert.equal(singular('gas'), 'gas');
    assert.deepEqual(['ship', 'launch', 'close', 'apply', 'return'].map(participle), [
      'shipped',
      'launched',
      'closed',
      'applied',
      'returned',
    ]);
  });

  it('reads written numbers exactly', () => {
    const read = (text: string): string | number | undefined => {
      const decimal = decimalOf(text);
      return decimal === undefined ? undefined : exact(decimal);
    };
    assert.deepEqual(
      ['1,000', '1.5k', '2m', '20%', '$5', '-3', '0.1%', '.5', '3bn'].map(read),
      [1000, 1500, 2_000_000, 0.2, 5, -3, 0.001, 0.5, 3e9],
    );
    assert.deepEqual(['1,00', 'x', '', '%', '1.2.3'].map(read), [
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    assert.equal(read('12345678901234567.89'), '12345678901234567.89');
    assert.equal(shift('-0.05', 2), '-5');
    assert.equal(shift('12', -4), '0.0012');
  });

  it('finds what a misspelt word looks like, best first', () => {
    const texts = ['revenue', 'region', 'return rate', 'refund', 'channel'];
    const index = new SimilarTexts(texts);
    const best = (wanted: string): string | undefined => texts[index.find(wanted, 1)[0]?.id ?? -1];
    assert.equal(best('revenu'), 'revenue');
    assert.equal(best('regoin'), 'region');
    assert.equal(best('chanel'), 'channel');
    assert.equal(best('zzzzzz'), undefined);
    assert.ok(index.find('churn', 4).some(({ id }) => texts[id] === 'return rate'));
    assert.deepEqual(index.find('x'.repeat(1000), 3), []);
  });

  it('measures edits, swaps counting as one', () => {
    assert.equal(distance('regoin', 'region', 3), 1);
    assert.equal(distance('kitten', 'sitting', 3), 3);
    assert.equal(distance('abc', 'xyzuvw', 2), 3);
  });

  it('folds any text to the same key as its folded form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        assert.equal(fold(fold(text)), fold(text));
      }),
    );
    assert.equal(phraseKey('  West   Coast ', 'text'), 'west coast');
    assert.equal(phraseKey('Store-Cities', 'stem'), 'store city');
  });
});
