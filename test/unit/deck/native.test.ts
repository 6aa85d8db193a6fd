import assert from 'node:assert/strict';
import { parseDeck, repairDoubleEncoding } from '../../../src/deck';
import { applyFix, cardsOf, fixture, textAt } from './helpers';

describe('a deck in the native form', () => {
  for (const name of ['plain.md', 'double-encoded.md']) {
    it(`reads every round and card of ${name}`, () => {
      const deck = parseDeck(fixture(name), { path: name });
      assert.equal(deck.title, '👔 Practice Questions: Head of Search (Lanternfish)');
      assert.equal(deck.introduction, 'Cover the answer, speak, and only then compare — it’s worth it.');
      assert.equal(deck.dialect, 'native');
      assert.deepEqual(
        deck.rounds.map(({ emoji, number, title, tag, cards }) => [emoji, number, title, tag, cards.length]),
        [
          ['🟢', 1, 'The "Opening" & Background', undefined, 2],
          ['🟡', 2, 'Storage & Distributed Systems', 'Priority #1', 3],
          ['🟠', 3, 'Leading People', 'Priority #2', 2],
          ['🟣', 4, 'Search Quality', 'The Core', 4],
          ['🟣', 4, 'Stories', 'The "Values" Round', 2],
          ['🔵', 5, 'The "Last Word"', 'Strategy', 3],
          ['⚡', undefined, 'Bonus: Questions YOU Ask Them', undefined, 3],
        ],
      );
      assert.deepEqual(deck.counts, { rounds: 7, cards: 19, asks: 3, emptyAnswers: 0, duplicates: 1, dropped: 1 });
      const codes = deck.problems.map((problem) => problem.code);
      const encoding = name === 'plain.md' ? [] : ['double-encoded'];
      assert.deepEqual(codes, [...encoding, 'duplicate-answer', 'duplicate-round-number']);
    });
  }

  it('does not merge a stray answer into the card above it', () => {
    const text = fixture('plain.md');
    const deck = parseDeck(text);
    const card = cardsOf(deck).find((one) => one.question.includes('Alpha'));
    assert.ok(card);
    assert.deepEqual(
      card.sections.map((section) => [section.kind, section.points.map((point) => [point.label, point.text])]),
      [
        [
          'answer',
          [
            [undefined, 'I say no.'],
            [undefined, 'Trust is what we sell.'],
            [
              'Action',
              'I run the acceptance set (see tests/run_all.py) and ship at 95%. I’d rather cut scope than trust.',
            ],
          ],
        ],
      ],
    );
    assert.deepEqual(
      card.codeLinks.map((link) => link.text),
      ['tests/run_all.py'],
    );
  });

  it('takes off the quotes that hold a whole answer, and only those', () => {
    const [first, , third] = cardsOf(parseDeck(fixture('plain.md')));
    assert.equal(first?.sections[0]?.points[0]?.markdown, '"I worked at two places..."');
    assert.equal(first.sections[1]?.points[0]?.markdown, 'I build indexes.');
    assert.equal(first.sections[1].points[2]?.markdown, 'I wrote a small `QueryPlanner` to learn your problems.');
    assert.equal(third?.question, 'Design a job queue that survives a crash.');
    assert.equal(third.sections[1]?.points.at(-1)?.markdown, 'Jobs are idempotent, so `JobRunner.run` may run twice.');
    assert.equal(third.sections[1].label, 'Your "Lantern" Answer');
  });

  it('points into the stored text of a double-encoded file', () => {
    const text = fixture('double-encoded.md');
    const deck = parseDeck(text);
    assert.equal(deck.repairedText, fixture('plain.md'));
    for (const card of cardsOf(deck)) {
      assert.equal(repairDoubleEncoding(textAt(text, card.questionRange)), card.question);
      for (const link of card.codeLinks) assert.equal(textAt(text, link.range), link.text);
    }
    const [repair] = deck.problems.filter((problem) => problem.code === 'double-encoded');
    const fix = repair?.fixes[0];
    assert.ok(fix);
    assert.equal(applyFix(text, fix), fixture('plain.md'));
  });

  it('reads labels, tables, queries, follow-ups and links', () => {
    const text = fixture('quirks.md');
    const deck = parseDeck(text, { path: 'quirks/deck.md' });
    const [card] = cardsOf(deck);
    assert.ok(card);
    assert.equal(card.id, 'labels');
    assert.deepEqual(
      card.sections.map(({ kind, label, points }) => [kind, label, points.map((point) => [point.depth, point.text])]),
      [
        ['avoid', 'Weak answer to avoid', [[0, 'I would guess.']]],
        [
          'concepts',
          'Key points',
          [
            [0, 'One'],
            [0, 'Two'],
            [1, 'Nested'],
          ],
        ],
        [
          'answer',
          'Model answer',
          [
            [0, 'It depends.'],
            [0, 'On what, e.g. the load?'],
            [0, 'See Cache.get and the cache.'],
            [0, 'only when warm.'],
          ],
        ],
        [
          'follow-ups',
          'Follow-ups',
          [
            [0, 'And cold?'],
            [1, 'It reads from disk.'],
          ],
        ],
      ],
    );
    assert.deepEqual(
      card.codeLinks.map(({ text, form, target, section }) => [text, form, target, section]),
      [
        ['Cache.get', 'symbol', undefined, 2],
        ['the cache', 'explicit', { path: 'prototype/cache.py', fragment: 'L10-L20' }, 2],
        ['CacheTable', 'symbol', undefined, 2],
      ],
    );
    assert.deepEqual(
      card.queries.map(({ language, text }) => [language, text]),
      [['sql', 'SELECT 1']],
    );
  });

  it('leaves out a number of several parts, and the plain word that says the answer begins', () => {
    const text =
      '**Q2.10. What is a shim?**\nA: A thin layer.\n- A: not this\n\n**Q: And a facade?**\n\nAnswer: A front.\n';
    const cards = cardsOf(parseDeck(text));
    assert.deepEqual(
      cards.map(({ question, sections }) => [
        question,
        ...sections.map(({ kind, label, points }) => [kind, label, points.map((point) => point.text)]),
      ]),
      [
        ['What is a shim?', ['answer', '', ['A thin layer.', 'A: not this']]],
        ['And a facade?', ['answer', 'Answer', ['A front.']]],
      ],
    );
  });

  it('says of a fence that it is not closed only where Markdown would', () => {
    const codes = (text: string) => parseDeck(text).problems.map(({ code }) => code);
    const item = '**Q: How?**\n\n1. So:\n     ```js\n    lessIndented();\n   done();\n     ```\n   And then rest.\n';
    assert.deepEqual(codes(item), []);
    assert.deepEqual(codes(item.replace('     ```\n   And', '   And').concat('\nBelow.\n')), ['unclosed-fence']);
  });

  it('finds no structure inside code', () => {
    const deck = parseDeck(fixture('quirks.md'));
    const round = deck.rounds.find((one) => one.title === 'Fences');
    assert.deepEqual(
      round?.cards.map((card) => card.question),
      ['What is inside?', 'Bad id', 'What is left open?'],
    );
    assert.equal(round.cards[0]?.queries[0]?.text, 'revenue by region');
  });

  it('names every problem with its place', () => {
    const text = fixture('quirks.md');
    const found = parseDeck(text).problems.map((problem) => [problem.code, textAt(text, problem.range)]);
    assert.deepEqual(found, [
      ['bad-front-matter', '2026-02-30'],
      ['bad-front-matter', 'soon'],
      ['duplicate-question', 'Which labels are known?'],
      ['duplicate-id', '<!-- id: labels -->'],
      ['empty-answer', 'Nothing to say?'],
      ['round-without-cards', '## Round 2: Nobody asks'],
      ['unknown-id', '<!-- id: stray -->'],
      ['unknown-id', '<!-- id: no good -->'],
      ['unclosed-fence', '```python'],
    ]);
  });

  it('keeps a target named __proto__ as a name', () => {
    const { targets } = parseDeck(fixture('quirks.md')).meta;
    assert.deepEqual(Object.entries(targets), [
      ['1', 90],
      ['__proto__', 5],
    ]);
    assert.equal(Object.getPrototypeOf(targets), Object.prototype);
  });
});
