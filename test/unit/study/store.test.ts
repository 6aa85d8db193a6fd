import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayToText, localCalendar } from '../../../src/study/calendar';
import type { LogEntry, LogRecord } from '../../../src/study/log/record';
import { StudyStore } from '../../../src/study/schedule/store';
import { resolveSettings } from '../../../src/study/settings';
import { DAY, NOON } from './support/help';

const settings = resolveSettings();
const CARDS = ['a', 'b', 'c', '__proto__'];
const calendar = localCalendar(4);

interface Step {
  readonly device: string;
  readonly minutes: number;
  readonly action: string;
  readonly card: string;
  readonly other: string;
  readonly rating: 1 | 2 | 3 | 4;
  readonly target: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  device: fc.constantFrom('laptop', 'tower', 'tablet'),
  // Clocks mostly go forward, sometimes stand still, sometimes are set back.
  minutes: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 4000 }) }, fc.integer({ min: -3000, max: 0 })),
  action: fc.constantFrom('review', 'review', 'review', 'cram', 'undo', 'undo', 'suspend', 'unsuspend', 'bury', 'unbury', 'flag', 'unflag', 'reset', 'card', 'adopt'), // prettier-ignore
  card: fc.constantFrom(...CARDS),
  other: fc.constantFrom(...CARDS),
  rating: fc.constantFrom(1, 2, 3, 4),
  target: fc.nat(30),
});

function entryOf({ action, card, other, rating, target }: Step, day: number, records: readonly LogRecord[]): LogEntry {
  switch (action) {
    case 'review':
    case 'cram':
      return {
        type: 'review',
        card,
        rating,
        mode: action === 'cram' ? 'cram' : 'study',
        day: dayToText(day),
        coverage: 0.333,
      };
    case 'undo':
      return { type: 'undo', of: records.at(-1 - target)?.id ?? 'nothing' };
    case 'bury':
      return { type: 'bury', card, until: dayToText(day + 1) };
    case 'card':
      return { type: 'card', card, deck: 'deck', round: 'round', question: `Question ${target}?` };
    case 'adopt':
      return { type: 'adopt', from: card, to: other };
    default:
      return { type: action as 'suspend', card };
  }
}

function recordsOf(steps: readonly Step[]): LogRecord[] {
  const records: LogRecord[] = [];
  let at = NOON;
  for (const [index, each] of steps.entries()) {
    at += each.minutes * 60_000;
    const stamp = { v: 1 as const, id: `id-${index}`, device: each.device, seq: index + 1, at };
    records.push({ ...stamp, ...entryOf(each, calendar.dayOf(at), records) });
  }
  return records;
}

/** All that can be seen of a store. */
function look(store: StudyStore): unknown {
  return {
    standings: CARDS.map((card) => [card, store.standing(card)]),
    known: store.knownCards(),
    reviews: [...store.reviews()].map((review) => JSON.stringify(review)).sort(),
    introduced: [0, 1, 2, 3].map((days) => store.introducedOn(calendar.dayOf(NOON + days * DAY))),
  };
}

function built(records: readonly LogRecord[], lazily: boolean): StudyStore {
  const store = new StudyStore(settings);
  for (const record of records) store.add(record, lazily);
  return store;
}

describe('the state that follows from the log', function () {
  this.timeout(20_000);
  it('is the same in whatever order records come, however often, looked at in between or not', async () => {
    const scenario = fc.array(step, { minLength: 1, maxLength: 60 }).chain((steps) => {
      const records = recordsOf(steps);
      return fc.record({
        records: fc.constant(records),
        mixed: fc.shuffledSubarray([...records, ...records], { minLength: records.length * 2 }),
      });
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ records, mixed }) => {
        const rebuilt = built(records, true);
        await rebuilt.settle();
        const expected = look(rebuilt);
        assert.deepEqual(look(built(records, false)), expected);
        assert.deepEqual(look(built(mixed, false)), expected);
        const watched = new StudyStore(settings);
        for (const record of mixed) {
          watched.add(record);
          look(watched);
        }
        assert.deepEqual(look(watched), expected);
        assert.deepEqual(look(StudyStore.from(rebuilt.content(), settings)), expected);
      }),
      { numRuns: 200 },
    );
  });

  it('goes on the same from a copy of its content as from the records', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 40 }), fc.nat(), (steps, cut) => {
        const records = recordsOf(steps);
        const half = cut % records.length;
        const copy = StudyStore.from(built(records.slice(0, half), false).content(), settings);
        for (const record of records.slice(half)) copy.add(record);
        assert.deepEqual(look(copy), look(built(records, false)));
      }),
      { numRuns: 100 },
    );
  });

  it('is, after a rating is taken back, as if it had never been given', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), step, (steps, last) => {
        const before = recordsOf(steps);
        const store = built(before, false);
        const expected = CARDS.map((card) => store.standing(card));
        const review = recordsOf([...steps, { ...last, action: 'review', minutes: 1 }]).at(-1)!;
        store.add({ ...review, at: NOON + 400 * DAY });
        store.add({ v: 1, id: 'undo', device: 'laptop', seq: 1000, at: NOON + 401 * DAY, type: 'undo', of: review.id });
        assert.deepEqual(
          CARDS.map((card) => store.standing(card)),
          expected,
        );
      }),
      { numRuns: 100 },
    );
  });

  it('never goes backwards in time for a card when a clock was set back', () => {
    const review = (seq: number, at: number): LogRecord => ({ v: 1, id: `r${seq}`, device: 'laptop', seq, at, type: 'review', card: 'a', rating: 4, mode: 'study', day: dayToText(calendar.dayOf(at)) }); // prettier-ignore
    const store = built([review(1, NOON), review(2, NOON + 20 * DAY), review(3, NOON - 400 * DAY)], false);
    const { memory, lastReview, dueDay } = store.standing('a');
    assert.equal(memory.reps, 3);
    assert.equal(lastReview, NOON - 400 * DAY);
    assert.ok(memory.intervalDays >= 1 && Number.isFinite(memory.stability));
    // The next rating, by a clock that is right again, puts all in order.
    store.add(review(4, NOON + 30 * DAY));
    assert.ok((store.standing('a').dueDay ?? 0) > calendar.dayOf(NOON + 30 * DAY));
    assert.ok(dueDay !== undefined);
  });

  it('counts a record that comes in late where its device wrote it', () => {
    const stamp = { v: 1 as const, device: 'laptop', card: 'a' };
    const rated: LogRecord = {
      ...stamp,
      id: 'x',
      seq: 1,
      at: NOON,
      type: 'review',
      rating: 4,
      mode: 'study',
      day: '2026-03-02',
    };
    const reset: LogRecord = { ...stamp, id: 'y', seq: 2, at: NOON - DAY, type: 'reset' };
    assert.equal(built([rated, reset], false).standing('a').memory.phase, 'new');
    assert.equal(built([reset, rated], false).standing('a').memory.phase, 'new');
  });

  it('continues a history under another card, also along a chain, and lets go of circles', () => {
    const stamp = (seq: number) => ({ v: 1 as const, id: `r${seq}`, device: 'laptop', seq, at: NOON + seq });
    const records: LogRecord[] = [
      { ...stamp(1), type: 'review', card: 'a', rating: 4, mode: 'study', day: '2026-03-02' },
      { ...stamp(2), type: 'adopt', from: 'a', to: 'b' },
      { ...stamp(3), type: 'adopt', from: 'b', to: 'c' },
      { ...stamp(4), type: 'adopt', from: 'c', to: 'a' },
      { ...stamp(5), type: 'flag', card: 'c' },
    ];
    const store = built(records, false);
    assert.equal(store.standing('c').memory.reps, 1);
    assert.equal(store.standing('c').flagged, true);
    assert.deepEqual(
      store.knownCards().map(({ uid }) => uid),
      ['c'],
    );
    store.add({ ...stamp(6), type: 'undo', of: 'r3' });
    assert.equal(store.standing('c').memory.reps, 1, 'c is then adopted by a, which is b');
    store.add({ ...stamp(7), type: 'undo', of: 'r4' });
    assert.equal(store.standing('c').memory.reps, 0);
    assert.equal(store.standing('b').memory.reps, 1);
  });

  it('holds a card with very many reviews', () => {
    const store = new StudyStore(settings);
    for (let seq = 1; seq <= 20_000; seq += 1) {
      store.add({ v: 1, id: `x${seq}`, device: 'd', seq, at: NOON - seq, type: 'flag', card: 'a' }, true);
    }
    assert.equal(store.standing('a').flagged, true);
  });
});
