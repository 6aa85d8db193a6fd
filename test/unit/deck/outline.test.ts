import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { DeckParser, isSettled, parseDeck, settle, type Deck } from '../../../src/deck';
import { Assembler } from '../../../src/deck/assemble';
import { outlineOf } from '../../../src/deck/outline';
import { readFile } from '../../../src/deck/parse';
import { cardsOf, fixture, textAt } from './helpers';
import { FRAGMENTS, line, markdown } from './random';

/** The whole file parsed at once, nothing left for later. */
function eager(text: string, path: string): Deck {
  const { document, dialect, stored, meta, problems } = readFile(text, path);
  const outline = outlineOf(dialect.parse(document));
  return new Assembler().assemble({ dialect: dialect.id, outline, meta, stored, problems, path });
}

const FIXTURES = ['plain.md', 'quirks.md', 'double-encoded.md'].flatMap((name) => {
  const text = fixture(name);
  return [text, text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r')];
});
const question = fc.constantFrom('**Q: A?**', '**Q: B?** <!-- id: b -->', '__Q: C?__', '**Q:** "D?"', '## Round 2: X');
const cards = fc
  .array(fc.tuple(question, fc.array(line, { maxLength: 5 })), { maxLength: 10 })
  .map((parts) => parts.map(([first, rest]) => ['', first, ...rest].join('\n')).join('\n'));
const deck = fc.oneof(markdown, cards, fc.constantFrom(...FIXTURES));

function large(count: number): string {
  const card = (number: number) =>
    `**Q: Question ${String(number)}?**\n\n*   **Answer**: Number ${String(number)} it is.\n`;
  return ['# Large', '## Round 1: All', ...Array.from({ length: count }, (_, number) => card(number))].join('\n\n');
}

describe('a deck whose answers are parsed later', () => {
  it('is the deck that parsing all of it at once gives', function () {
    this.timeout(30_000);
    fc.assert(
      fc.property(deck, (text) => {
        assert.deepEqual(parseDeck(text, { path: 'deck.md' }), eager(text, 'deck.md'));
      }),
      { numRuns: 400 },
    );
  });

  it('stays what it was while newer texts are read', function () {
    this.timeout(30_000);
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 60 }),
      insert: fc.oneof(fc.constantFrom(...FRAGMENTS, '\n', '\n\n', '\n## R\n', '\n```\n', '\r'), line),
      look: fc.boolean(),
    });
    fc.assert(
      fc.property(deck, fc.array(edit, { maxLength: 6 }), (start, edits) => {
        const parser = new DeckParser('deck.md');
        const read: [Deck, string][] = [[parser.update(start), start]];
        let text = start;
        for (const { at, remove, insert, look } of edits) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + insert + text.slice(from + remove);
          const now = parser.update(text);
          if (look) assert.ok(now.problems);
          read.push([now, text]);
        }
        for (const [one, own] of read.reverse()) assert.deepEqual(one, eager(own, 'deck.md'));
      }),
      { numRuns: 60 },
    );
  });

  it('looks like any object to those who copy or print it', () => {
    const [card] = cardsOf(parseDeck(fixture('plain.md')));
    assert.ok(card);
    const keys = ['id', 'kind', 'question', 'range', 'questionRange', 'sections', 'codeLinks', 'queries'];
    assert.deepEqual(Object.keys(card), keys);
    assert.deepEqual(JSON.parse(JSON.stringify(card)), { ...card });
    assert.deepEqual(structuredClone(card), { ...card });
  });

  it('gives the right answer to cards looked at in any order', () => {
    const text = large(300);
    const all = cardsOf(parseDeck(text));
    for (const at of [0, 299, 150, 0, 1, 299, ...all.keys()]) {
      assert.equal(all[at]?.sections[0]?.points[0]?.text, `Number ${String(at)} it is.`);
    }
  });
});

describe('settling a deck', () => {
  it('finds its problems without keeping others waiting', async () => {
    const slow = parseDeck(large(2000));
    assert.equal(isSettled(slow), false);
    let turns = 0;
    const over = new AbortController();
    const others = (async () => {
      while (!over.signal.aborted) {
        await nextTurn();
        turns += 1;
      }
    })();
    await settle(slow, { sliceMs: 1 });
    over.abort();
    await others;
    assert.ok(isSettled(slow));
    assert.ok(turns > 2, `the event loop turned ${String(turns)} times`);
    assert.deepEqual(slow.problems, []);
  });

  it('stops when it is told to, and can be gone on with', async () => {
    const one = parseDeck(`${large(500)}\n\n**Q: Question 3?**\n`);
    const stop = new AbortController();
    const settling = settle(one, { signal: stop.signal, sliceMs: 0 });
    stop.abort();
    await settling;
    assert.equal(isSettled(one), false);
    await settle(one);
    assert.deepEqual(
      one.problems.map((problem) => problem.code),
      ['duplicate-question', 'empty-answer'],
    );
  });

  it('is over at once when someone needed the problems before', () => {
    const one = parseDeck(fixture('plain.md'));
    assert.equal(one.counts.duplicates, 1);
    assert.ok(isSettled(one));
  });
});

describe('places', () => {
  for (const name of ['plain.md', 'double-encoded.md']) {
    it(`of problems are where the problem is: ${name}`, () => {
      const text = fixture(name);
      for (const front of ['', '---\nrole: Lead\n---\n']) {
        const found = parseDeck(front + text).problems.find((one) => one.code === 'duplicate-round-number');
        assert.ok(found);
        assert.match(textAt(front + text, found.range), /^## .+ Round 4: Stories/);
        assert.ok(found.related);
        assert.match(textAt(front + text, found.related.range), /^## .+ Round 4: Search Quality/);
      }
    });
  }
});

describe('concepts on one line', () => {
  const points = (answer: string) => {
    const text = `**Q: Which?**\n*   **Key Concepts**: ${answer}\n`;
    const section = cardsOf(parseDeck(text))[0]?.sections[0];
    for (const point of section?.points ?? []) assert.equal(textAt(text, point.range), point.markdown);
    return section?.points.map((point) => point.text);
  };

  it('are a point each', () => {
    assert.deepEqual(points('Queues (Kafka, SQS), caching; `a, b`, and back-pressure.'), [
      'Queues (Kafka, SQS)',
      'caching',
      'a, b',
      'back-pressure',
    ]);
  });

  it('stay one where they are a sentence, a number or a name', () => {
    assert.deepEqual(points('First, we talk about how the queue behaves under load.'), [
      'First, we talk about how the queue behaves under load.',
    ]);
    assert.deepEqual(points('10,000 users'), ['10,000 users']);
    assert.deepEqual(points('One. Two, three.'), ['One.', 'Two, three.']);
  });
});
