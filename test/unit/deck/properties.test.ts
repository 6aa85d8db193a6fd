import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DeckParser, parseDeck, type Deck, type Range } from '../../../src/deck';
import { FRAGMENTS, line, markdown } from './random';
import { applyFix, cardsOf, fixture, linesOf, rangesOf, textAt } from './helpers';

function before(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.column <= b.column);
}

function inside(inner: Range, outer: Range): boolean {
  return before(outer.start, inner.start) && before(inner.end, outer.end);
}

function checkRanges(text: string, deck: Deck): void {
  const lines = linesOf(text);
  for (const [name, { start, end }] of rangesOf(deck)) {
    assert.ok(before(start, end), `${name} ends before it starts`);
    for (const { line, column } of [start, end]) {
      assert.ok(line >= 0 && line < lines.length, `${name}: no line ${line}`);
      assert.ok(column >= 0 && column <= (lines[line] ?? '').length, `${name}: no column ${line}:${column}`);
    }
  }
  let last = { line: 0, column: 0 };
  for (const round of deck.rounds) {
    for (const card of round.cards) {
      assert.ok(inside(card.range, round.range), 'a card outside of its round');
      assert.ok(inside(card.questionRange, card.range), 'a question outside of its card');
      assert.ok(before(last, card.range.start), 'cards overlap');
      last = card.range.end;
      for (const section of card.sections) {
        assert.ok(inside(section.range, card.range), 'a section outside of its card');
        for (const point of section.points)
          assert.ok(inside(point.range, section.range), 'a point outside of its section');
      }
    }
  }
  const ids = cardsOf(deck).map((card) => card.id);
  assert.equal(new Set(ids).size, ids.length);
}

describe('any text', () => {
  it('gives a deck whose ranges lie in the text and nest', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(markdown, (text) => {
        const deck = parseDeck(text);
        checkRanges(text, deck);
        for (const card of cardsOf(deck)) {
          if (deck.repairedText !== undefined || card.questionRange.start.line !== card.questionRange.end.line)
            continue;
          if (card.question.includes('<!--')) continue;
          assert.ok(textAt(text, card.questionRange).includes(card.question.slice(0, 5)));
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('gives a deck from any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parseDeck(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('means the same with other line ends', () => {
    fc.assert(
      fc.property(
        fc.array(
          line.filter((one) => !/[\r\n]/.test(one)),
          { maxLength: 30 },
        ),
        (lines) => {
          const strip = (deck: Deck) => ({
            ...deck,
            repairedText: undefined,
            problems: deck.problems.map((problem) => ({ ...problem, fixes: [] })),
          });
          const unix = strip(parseDeck(lines.join('\n')));
          assert.deepEqual(strip(parseDeck(lines.join('\r\n'))), unix);
          assert.deepEqual(strip(parseDeck(lines.join('\r'))), unix);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a deck that is edited', () => {
  const edit = fc.record({
    at: fc.nat(),
    remove: fc.nat({ max: 60 }),
    insert: fc.oneof(fc.constantFrom(...FRAGMENTS, '\n', '\n\n', '\n## R\n', '\n```\n'), line),
  });

  it('is the same as if it were read afresh', function () {
    this.timeout(20_000);
    const start = fc.oneof(
      markdown,
      fc.constantFrom(fixture('plain.md'), fixture('quirks.md'), fixture('double-encoded.md')),
    );
    fc.assert(
      fc.property(start, fc.array(edit, { maxLength: 8 }), (text, edits) => {
        const parser = new DeckParser('deck.md');
        let now = text;
        parser.update(now);
        for (const { at, remove, insert } of edits) {
          const from = at % (now.length + 1);
          now = now.slice(0, from) + insert + now.slice(from + remove);
          assert.deepEqual(parser.update(now), parseDeck(now, { path: 'deck.md' }));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the cards that did not change', () => {
    const text = fixture('plain.md');
    const parser = new DeckParser();
    const cards = cardsOf(parser.update(text));
    const after = cardsOf(parser.update(text.replace('Whom would you', 'Who would you')));
    const changed = after.filter((card, index) => card !== cards[index]).map((card) => card.question);
    // The card with the stray answer is made anew, as it differs from what the file says.
    assert.ok(changed.length <= 2 && changed.includes('Who would you promote first?'), changed.join());
  });
});

describe('quick fixes', () => {
  for (const name of ['plain.md', 'quirks.md', 'double-encoded.md']) {
    for (const end of ['\n', '\r\n']) {
      it(`make their problem go away: ${name} with ${JSON.stringify(end)}`, () => {
        const text = fixture(name).replaceAll('\n', end);
        const { problems } = parseDeck(text);
        for (const problem of problems) {
          for (const fix of problem.fixes) {
            const fixed = applyFix(text, fix);
            const left = parseDeck(fixed).problems.filter((other) => other.code === problem.code);
            const before = problems.filter((other) => other.code === problem.code);
            assert.equal(left.length, before.length - 1, `${problem.code}: ${fix.title}\n${fixed}`);
            if (!text.replaceAll('\r\n', '').includes('\n') && end === '\r\n') assert.doesNotMatch(fixed, /[^\r]\n/);
          }
        }
      });
    }
  }
});
