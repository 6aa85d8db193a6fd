import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { glanceAtDeck, parseDeck, type Deck } from '../../../src/deck';

const names = ({ title, rounds }: Pick<Deck, 'title'> & { rounds: readonly object[] }) => ({
  title,
  rounds: rounds.map((round) => {
    const { title, emoji, number, tag } = round as Deck['rounds'][number];
    return { title, emoji, number, tag };
  }),
});

const block = fc.oneof(
  fc.constantFrom(
    '# Title',
    '# Another',
    '## 🟢 Round 1: Start (warm-up)',
    '## Round 2',
    '## Stories',
    '## Questions you ask them',
  ),
  fc.constantFrom('**Q: What is a lock?**\n\n- An answer.', '**Q1: And a latch?**\n\nAnother.'),
  fc.constantFrom('```\n## Not a round\n**Q: No?**\n```', '~~~~\n```\n# no\n~~~~', '---', 'Some text.'),
);

describe('a glance at a deck', () => {
  it('shows the names that reading the deck gives', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), fc.constantFrom('\n\n', '\r\n\r\n'), (blocks, between) => {
        const text = [...blocks, '## Round 9: Last', '**Q: Why?**\n\n- So.']
          .join(between)
          .replaceAll(/\r?\n/g, between.slice(0, between.length / 2));
        const deck = parseDeck(text, { path: 'notes/deck.md' });
        const seen = glanceAtDeck(text, 'notes/deck.md');
        assert.ok(seen);
        assert.deepEqual(names(seen), names(deck));
      }),
      { numRuns: 300 },
    );
  });

  it('shows those of the shipped deck', () => {
    const text = readFileSync('decks/spot-director/deck.md', 'utf8');
    const seen = glanceAtDeck(text);
    assert.ok(seen);
    assert.deepEqual(names(seen), names(parseDeck(text)));
  });

  it('has nothing to show where there are no headings with questions, or the text needs repair', () => {
    assert.equal(glanceAtDeck(''), undefined);
    assert.equal(glanceAtDeck('# Notes\n\nWords only.'), undefined);
    assert.equal(glanceAtDeck('## Round 1: Itâ€™s broken\n\n**Q: Whatâ€™s up?**\n'), undefined);
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        glanceAtDeck(bytes);
      }),
    );
  });
});
