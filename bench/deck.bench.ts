import MarkdownIt from 'markdown-it';
import { DeckParser, parseDeck, settle, type Deck } from '../src/deck';
import { syntheticDeck } from './support/decks';
import { interleaved, median, ms, ratio, retainedMegabytes, row } from './support/measure';

/** Every answer of the deck, and after that its problems: each answer is parsed once. */
function complete(deck: Deck): number {
  let sections = 0;
  for (const round of deck.rounds) for (const card of round.cards) sections += card.sections.length;
  return sections + deck.problems.length;
}

// 1. Everything there is in a deck, beside the time that markdown-it alone takes for the same text.
const perCard = syntheticDeck(1000).length / 1000;
const text = syntheticDeck(Math.round(1_048_576 / perCard));
const markdown = new MarkdownIt();
const times = await interleaved(
  {
    'markdown-it alone': () => markdown.parse(text, {}),
    'complete deck': () => complete(parseDeck(text, { path: 'deck.md' })),
  },
  15,
);
const floor = times['markdown-it alone'];
row(`parse ${(text.length / 1e6).toFixed(2)} MB of cards`, 'median', 'of floor');
for (const [name, time] of Object.entries(times)) row(`  ${name}`, ms(time), ratio(time, floor));

// 2. What is shown first of a deck of 10,000 cards, and the rest, which the event loop has to share with others.
const large = syntheticDeck(10_000);
const outline = await interleaved({ outline: () => parseDeck(large, { path: 'deck.md' }) }, 7);
row(`10,000 cards (${(large.length / 1e6).toFixed(1)} MB)`, 'median');
row('  rounds and questions', ms(outline.outline));
const parser = new DeckParser('deck.md');
const settled = await settling(parser.update(large));
row('', 'in all', 'longest slice');
row('  settle', ms(settled.total), ms(settled.longest));

// 3. A keystroke in the middle of it.
const middle = Math.floor(large.length / 2);
let typed = large;
const updates: number[] = [];
const settles: number[] = [];
for (let i = 0; i < 20; i++) {
  typed = `${typed.slice(0, middle)}x${typed.slice(middle)}`;
  // An editor's text is in one piece.
  typed.charCodeAt(0);
  const start = performance.now();
  const deck = parser.update(typed);
  updates.push(performance.now() - start);
  settles.push((await settling(deck)).total);
}
row('a keystroke in them', 'median', 'settle');
row('  update', ms(median(updates)), ms(median(settles)));

// 4. Memory that the deck holds beyond its text.
row('memory of 10,000 cards', 'beyond text');
const megabytes = (make: () => unknown): string => `${retainedMegabytes(make).toFixed(1)} MB`;
row(
  '  rounds and questions',
  megabytes(() => parseDeck(large, { path: 'deck.md' })),
);
row(
  '  settled',
  megabytes(() => {
    const deck = parseDeck(large, { path: 'deck.md' });
    return [deck, deck.problems];
  }),
);

/** Milliseconds that settling took, and the longest that nobody else had a turn. */
async function settling(deck: Deck): Promise<{ total: number; longest: number }> {
  const start = performance.now();
  let last = start;
  let longest = 0;
  let over = false;
  const watch = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!over) setImmediate(watch);
  };
  watch();
  await settle(deck);
  const total = performance.now() - start;
  over = true;
  return { total, longest };
}
