import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchCards } from '../../../src/deck/identity';
import type { CardIdentity, KnownCard, MatchResult } from '../../../src/deck/identity';

const WORDS =
  'what is how does a the kafka redis python thread cache index shard queue token debt hire team why we scale'.split(
    ' ',
  );

const question = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 7 })
  .map((words) => `${words.join(' ')}?`);
const round = fc.constantFrom('Round 1', 'Round 2', 'Behavioural');
const deck = fc.constantFrom('a', 'b', 'c');
const explicitId = fc.option(fc.constantFrom('i1', 'i2', 'i3', 'i4'), { nil: undefined, freq: 6 });

interface Draft {
  question: string;
  round: string;
  deck: string;
  explicitId: string | undefined;
}
const draft: fc.Arbitrary<Draft> = fc.record({ question, round, deck, explicitId });

const withIds = (drafts: readonly Draft[]): CardIdentity[] =>
  drafts.map(({ explicitId: named, ...rest }, index) => ({
    id: `c${index}`,
    ...rest,
    ...(named === undefined ? {} : { explicitId: named }),
  }));

const cards = fc.array(draft, { maxLength: 30 }).map(withIds);
const history = fc
  .array(draft, { maxLength: 30 })
  .map((drafts): KnownCard[] => withIds(drafts).map(({ id, ...rest }) => ({ uid: `u-${id}`, ...rest })));

/** What the review log would remember after every card was studied once. */
const remember = (result: MatchResult): KnownCard[] =>
  result.matches.map(({ card, uid }) => ({
    uid,
    question: card.question,
    round: card.round,
    deck: card.deck,
    ...(card.explicitId === undefined ? {} : { explicitId: card.explicitId }),
  }));

/** A deck after an evening of editing: reordered, renamed, cards edited, moved, duplicated and deleted. */
const edits = fc.array(
  fc.record({
    at: fc.nat(),
    what: fc.constantFrom('delete', 'duplicate', 'round', 'deck', 'word', 'swap', 'rename'),
    word: fc.constantFrom(...WORDS),
    deck,
  }),
  { maxLength: 12 },
);
type Edit = (typeof edits)['generate'] extends (...args: never[]) => { value: readonly (infer E)[] } ? E : never;

function edit(before: readonly CardIdentity[], changes: readonly Edit[]): CardIdentity[] {
  let after = [...before];
  for (const { at, what, word, deck: target } of changes) {
    const index = after.length === 0 ? -1 : at % after.length;
    const chosen = after[index];
    if (chosen === undefined) continue;
    if (what === 'delete') after.splice(index, 1);
    if (what === 'duplicate') after.push({ ...chosen, id: `copy${after.length}-${chosen.id}` });
    if (what === 'round') after[index] = { ...chosen, round: 'Elsewhere' };
    if (what === 'deck') after[index] = { ...chosen, deck: target };
    if (what === 'word') after[index] = { ...chosen, question: `${chosen.question} ${word}` };
    if (what === 'swap') after = [...after.slice(index), ...after.slice(0, index)];
    if (what === 'rename')
      after = after.map((card) => (card.deck === chosen.deck ? { ...card, deck: 'renamed' } : card));
  }
  return after;
}

function checkBooks(result: MatchResult, given: readonly CardIdentity[], remembered: readonly KnownCard[]): void {
  assert.deepEqual(
    result.matches.map(({ card }) => card),
    given,
  );
  const uids = result.matches.map(({ uid }) => uid);
  assert.equal(new Set(uids).size, uids.length, 'a uid was given twice');
  const kept = result.matches.filter(({ how }) => how !== 'new').map(({ uid }) => uid);
  assert.deepEqual(
    [...kept, ...result.orphans.map(({ uid }) => uid)].sort(),
    remembered.map(({ uid }) => uid).sort(),
    'matched and orphaned histories are not all histories',
  );
  for (const { confidence } of result.matches) assert.ok(confidence > 0.6 && confidence <= 1);
}

describe('matchCards, for any decks', function () {
  this.timeout(30_000);

  it('keeps its books: nothing given twice, nothing lost', () => {
    fc.assert(
      fc.property(cards, history, fc.subarray(['a', 'b', 'c']), (given, remembered, openDecks) => {
        checkBooks(matchCards(given, remembered, { openDecks }), given, remembered);
      }),
      { numRuns: 400 },
    );
  });

  it('recognises every card of a deck that did not change, each with its own history', () => {
    fc.assert(
      fc.property(cards, (given) => {
        const first = matchCards(given, []);
        const second = matchCards(given, remember(first));
        assert.deepEqual(
          second.matches.map(({ uid, confirm }) => ({ uid, confirm })),
          first.matches.map(({ uid }) => ({ uid, confirm: false })),
        );
        assert.ok(second.matches.every(({ how }) => how === 'id' || how === 'question-and-round'));
        assert.deepEqual([second.orphans, second.askFirst], [[], false]);
      }),
      { numRuns: 300 },
    );
  });

  it('survives an evening of editing, and editing it all back', () => {
    fc.assert(
      fc.property(cards, edits, (given, changes) => {
        const remembered = remember(matchCards(given, []));
        const changed = edit(given, changes);
        checkBooks(matchCards(changed, remembered), changed, remembered);
        // History is written under the old texts, so going back finds every card.
        const back = matchCards(given, remembered);
        assert.ok(back.matches.every(({ how }) => how !== 'new'));
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of cards and history', () => {
    const shuffled = fc
      .tuple(cards, history)
      .chain(([given, remembered]) =>
        fc.tuple(
          fc.constant(given),
          fc.constant(remembered),
          fc.shuffledSubarray(given, { minLength: given.length }),
          fc.shuffledSubarray(remembered, { minLength: remembered.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([given, remembered, givenShuffled, rememberedShuffled]) => {
        const summary = (result: MatchResult) => ({
          matches: result.matches
            .map(({ card, ...match }) => ({ id: card.id, ...match }))
            .sort((a, b) => (a.id < b.id ? -1 : 1)),
          orphans: result.orphans.map(({ uid }) => uid).sort(),
          askFirst: result.askFirst,
        });
        assert.deepEqual(
          summary(matchCards(givenShuffled, rememberedShuffled)),
          summary(matchCards(given, remembered)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('takes any text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const any = fc.array(fc.record({ question: text, round: text, deck: text, explicitId: fc.constant(undefined) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(any.map(withIds), any, (given, past) => {
        const remembered = withIds(past).map(({ id, ...rest }) => ({ uid: id, ...rest }));
        checkBooks(matchCards(given, remembered), given, remembered);
      }),
      { numRuns: 100 },
    );
  });

  it('stays bounded when ten thousand questions all changed', () => {
    const many = (offset: number) =>
      Array.from({ length: 10_000 }, (_, index) => ({
        question: `How does ${WORDS[index % 19] ?? ''} affect service ${index + offset}?`,
        round: 'r',
        deck: 'd',
        explicitId: undefined,
      }));
    const remembered = withIds(many(50_000)).map(({ id, ...rest }) => ({ uid: id, ...rest }));
    const given = withIds(many(0));
    checkBooks(matchCards(given, remembered), given, remembered);
  });
});
