import MarkdownIt from 'markdown-it';
import { DeckParser, parseDeck } from '../src/deck';
import { syntheticDeck } from './support/decks';
import { interleaved, median, ms, ratio, retainedMegabytes, row } from './support/measure';

// 1. Parsing, beside the time that markdown-it alone takes for the same text.
const perCard = syntheticDeck(1000).length / 1000;
const text = syntheticDeck(Math.round(1_048_576 / perCard));
const markdown = new MarkdownIt();
const times = await interleaved(
  {
    'markdown-it alone': () => markdown.parse(text, {}),
    parseDeck: () => parseDeck(text, { path: 'deck.md' }),
  },
  15,
);
const floor = times['markdown-it alone'];
row(`parse ${(text.length / 1e6).toFixed(2)} MB of cards`, 'median', 'of floor');
for (const [name, time] of Object.entries(times)) row(`  ${name}`, ms(time), ratio(time, floor));

// 2. A keystroke in the middle of a deck of 10,000 cards, beside parsing all of it.
const large = syntheticDeck(10_000);
const parser = new DeckParser('deck.md');
parser.update(large);
const middle = Math.floor(large.length / 2);
let typed = large;
const keystrokes: number[] = [];
for (let i = 0; i < 20; i++) {
  typed = `${typed.slice(0, middle)}x${typed.slice(middle)}`;
  const start = performance.now();
  parser.update(typed);
  keystrokes.push(performance.now() - start);
}
const whole = await interleaved({ whole: () => parseDeck(large, { path: 'deck.md' }) }, 5);
row(`keystroke in 10,000 cards (${(large.length / 1e6).toFixed(1)} MB)`, 'median', 'of whole');
row('  whole parse', ms(whole.whole), ratio(whole.whole, whole.whole));
row('  incremental', ms(median(keystrokes)), ratio(median(keystrokes), whole.whole));

// 3. Memory that a parsed deck holds.
row('memory of 10,000 cards', '');
row('  text itself', `${(large.length / 1e6).toFixed(1)} MB`);
row('  parsed deck', `${retainedMegabytes(() => parseDeck(syntheticDeck(10_000), { path: 'deck.md' })).toFixed(1)} MB`);
