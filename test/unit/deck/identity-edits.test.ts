import assert from 'node:assert/strict';
import fc from 'fast-check';
import { followEdits } from '../../../src/deck/identity/edits';

const deck = ['What is a shard?', 'What is a replica?', 'Why cache?'].map((question, n) => ({
  uid: `u${String(n)}`,
  question,
}));
const now = (cards: readonly { uid: string; question: string }[]) =>
  cards.map((card) => ({ ...card, isNew: card.uid.startsWith('new') }));

describe('followEdits', () => {
  it('takes an edited question between the same neighbours for the same card', () => {
    const after = now([{ uid: 'new', question: 'What is a shard, really?' }, ...deck.slice(1)]);
    assert.deepEqual([...followEdits(deck, after)], [[0, 'u0']]);
  });

  it('takes another question in its place for another card', () => {
    const after = now([deck[0]!, { uid: 'new', question: 'How would you pay for it?' }, deck[2]!]);
    assert.deepEqual([...followEdits(deck, after)], []);
  });

  it('takes an added card for a new one', () => {
    const after = now([deck[0]!, { uid: 'new', question: 'What is a replica set?' }, ...deck.slice(1)]);
    assert.deepEqual([...followEdits(deck, after)], []);
  });

  it('follows any one question as it is typed, letter by letter', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.string({ minLength: 1, maxLength: 12 }), (place, typed) => {
        let before = deck;
        for (let letters = 1; letters <= typed.length; letters++) {
          const question = (deck[place]?.question ?? '') + typed.slice(0, letters);
          const cards = before.map((card, n) => (n === place ? { uid: 'new', question } : card));
          assert.deepEqual([...followEdits(before, now(cards))], [[place, `u${String(place)}`]]);
          before = before.map((card, n) => (n === place ? { ...card, question } : card));
        }
      }),
    );
  });
});
