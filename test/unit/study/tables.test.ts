import assert from 'node:assert/strict';
import fc from 'fast-check';
import { progressTables, type ProgressTable } from '../../../src/study';
import { csvText } from '../../../src/study/tables/csv';
import { temporaryFolder } from './support/help';
import { studyAtRandom } from './support/random-log';

/** A reader of CSV that knows nothing of the writer: undefined for an empty field. */
function readCsv(text: string): (string | undefined)[][] {
  const rows: (string | undefined)[][] = [];
  let row: (string | undefined)[] = [];
  let at = 0;
  while (at < text.length) {
    let cell: string | undefined;
    if (text[at] === '"') {
      cell = '';
      for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += 1) {
        if (text[at] === '"') at += 1;
        cell += text[at] ?? assert.fail('the quotation does not end');
      }
      at += 1;
    } else {
      const start = at;
      while (text[at] !== ',' && text[at] !== '\n') at += 1;
      cell = start === at ? undefined : text.slice(start, at);
    }
    row.push(cell);
    if (text[at] === '\n') {
      rows.push(row);
      row = [];
    } else assert.equal(text[at], ',');
    at += 1;
  }
  return rows;
}

function rowsOf(tables: readonly ProgressTable[], name: ProgressTable['name']): Record<string, string | undefined>[] {
  const table = tables.find((one) => one.name === name) ?? assert.fail(name);
  const [header = [], ...rows] = readCsv([...table.csv].join(''));
  return rows.map((row) => {
    assert.equal(row.length, header.length);
    return Object.fromEntries(row.map((cell, index) => [header[index] ?? assert.fail(), cell]));
  });
}

describe('progress as tables', function () {
  this.timeout(60_000);

  it('writes any text so that it is read back as it was', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '"', '""', ',', '\n', '\r\n', 'a"b,c\nd', '1', 'NULL'),
      fc.constant(undefined),
      fc.integer(),
    );
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((width) =>
        fc
          .array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 20 })
          .map((all) => ({ width, all })),
      );
    fc.assert(
      fc.property(rows, ({ width, all }) => {
        const header = Array.from({ length: width }, (_, index) => `c${index}`);
        const text = [...csvText(header, all)].join('');
        const expected = all.map((row) => row.map((one) => (typeof one === 'number' ? String(one) : one)));
        assert.deepEqual(readCsv(text), [header, ...expected]);
      }),
    );
  });

  it('comes in pieces, made while they are read', () => {
    let made = 0;
    function* many(): Generator<readonly string[]> {
      for (; made < 50_000; made += 1) yield ['some text of a row'];
    }
    const pieces = csvText(['text'], many());
    assert.ok((pieces.next().value?.length ?? 0) < 100_000);
    assert.ok(made < 5000);
  });

  it('says of any log what its progress says: counts, states, and every rating that was not taken back', async () => {
    const folder = temporaryFolder();
    try {
      for (const seed of [1, 2]) {
        const { progress, cards, clock } = await studyAtRandom(folder.path, seed, 100);
        const known = cards.slice(0, -1).map((card) => ({ ...card, deckTitle: 'Interviews', kind: 'answer' }));
        const tables = progressTables(progress, known, clock.now);
        const cardRows = rowsOf(tables, 'cards');
        const reviewRows = rowsOf(tables, 'reviews');
        const inDeck = cardRows.filter((row) => row['in_deck'] === '1');

        const summary = progress.summary(known, clock.now);
        const inState = (state: string): number => inDeck.filter((row) => row['state'] === state).length;
        const { total, due, suspended, buried, flagged, learning } = summary;
        assert.deepEqual(
          [inDeck.length, inState('due'), inState('new'), inState('learning'), inState('suspended'), inState('buried')],
          [total, due, summary.new, learning, suspended, buried],
        );
        assert.equal(inDeck.filter((row) => row['due'] === '1').length, due);
        assert.equal(inDeck.filter((row) => row['flagged'] === 'true').length, flagged);
        assert.deepEqual(new Set(inDeck.map((row) => row['question'])), new Set(known.map(({ question }) => question)));

        const byCard = new Map(cardRows.map((row) => [row['card_id'], row]));
        const rounds = new Map(rowsOf(tables, 'rounds').map((row) => [row['round_id'], row]));
        assert.ok(reviewRows.every((row) => rounds.has(byCard.get(row['card_id'])?.['round_id'])));
        const reviews = [...progress.reviews()];
        assert.equal(reviewRows.length, reviews.length);
        const ratings = (all: readonly unknown[]): Record<string, number> => {
          const counts: Record<string, number> = {};
          for (const one of all) counts[String(one)] = (counts[String(one)] ?? 0) + 1;
          return counts;
        };
        assert.deepEqual(ratings(reviewRows.map((row) => row['rating'])), ratings(reviews.map((one) => one.rating)));
        const former = cardRows.some((row) => rounds.get(row['round_id'])?.['round'] === 'Former');
        assert.equal(former, seed % 2 === 1, 'an adopted history stands under its heir only');

        // Lapses since the last reset are what the schedule counts.
        const [never] = known.filter(({ uid }) => progress.state(uid).lapses > 0);
        if (never !== undefined) assert.ok(reviewRows.some((row) => row['lapse'] === '1'));
        const retained = reviewRows.filter((row) => row['recalled'] !== undefined);
        assert.ok(retained.every((row) => row['phase'] === 'review' && row['mode'] === 'study'));
        assert.equal(
          retained.filter((row) => row['recalled'] === '0').length,
          reviewRows.filter((row) => row['lapse'] === '1').length,
        );
        await progress.close();
      }
    } finally {
      folder.remove();
    }
  });

  it('of somebody who never studied are there too', async () => {
    const folder = temporaryFolder();
    try {
      const { progress, clock } = await studyAtRandom(folder.path, 0, 0);
      const tables = progressTables(progress, [], clock.now);
      assert.deepEqual(
        tables.map(({ name }) => name),
        ['rounds', 'cards', 'reviews'],
      );
      await progress.close();
    } finally {
      folder.remove();
    }
  });
});
