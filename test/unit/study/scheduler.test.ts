import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Rating, State, createEmptyCard, fsrs } from 'ts-fsrs';
import type { Card } from 'ts-fsrs';
import { NEW_MEMORY, createScheduler, phaseScheduler } from '../../../src/study/schedule/scheduler';
import { formatInterval, intervalParts } from '../../../src/study/schedule/labels';
import { resolveSettings } from '../../../src/study/settings';
import { DAY, MINUTE } from './support/help';

const schedule = createScheduler(resolveSettings());
const GRADES = [Rating.Again, Rating.Hard, Rating.Good, Rating.Easy] as const;

describe('scheduling', () => {
  it('goes through the same phases when only those are asked for', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 1439 }), { minLength: 1, maxLength: 4 });
    const ratings = fc.array(fc.tuple(fc.constantFrom(1, 2, 3, 4), fc.integer({ min: 0, max: 400 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, steps, fc.array(ratings, { maxLength: 4 }), (learningSteps, relearningSteps, cards) => {
        const whole = createScheduler(resolveSettings({ learningSteps, relearningSteps }));
        const phases = phaseScheduler(whole);
        for (const [number, history] of cards.entries()) {
          let memory = NEW_MEMORY;
          let phase = NEW_MEMORY;
          let day = 20_000;
          for (const [rating, wait] of history) {
            day += wait;
            memory = whole(memory, rating, day, `card ${number}`);
            phase = phases(phase, rating, day, `card ${number}`);
            assert.deepEqual([phase.phase, phase.step], [memory.phase, memory.step]);
          }
        }
      }),
    );
  });

  it('gives the stability, difficulty and phases of ts-fsrs, and its days within the fuzz', () => {
    const plain = fsrs({ request_retention: 0.9, enable_fuzz: false });
    const history = fc.array(fc.tuple(fc.constantFrom(1, 2, 3, 4), fc.integer({ min: 0, max: 60 })), { maxLength: 25 });
    fc.assert(
      fc.property(history, (ratings) => {
        let memory = NEW_MEMORY;
        let day = 20_000;
        let card: Card = createEmptyCard(new Date(day * DAY));
        for (const [rating, wait] of ratings) {
          day += wait;
          memory = schedule(memory, rating, day, 'card');
          card = plain.next(card, new Date(day * DAY), GRADES[rating - 1]!).card;
          assert.equal(memory.stability, card.stability);
          assert.equal(memory.difficulty, card.difficulty);
          assert.equal(memory.lapses, card.lapses);
          assert.equal(memory.phase, State[card.state].toLowerCase());
          const spread = 2 + card.scheduled_days * 0.2;
          assert.ok(Math.abs(memory.intervalDays - card.scheduled_days) <= spread);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('has the learning steps of 1 and 10 minutes and the relearning step of 10', () => {
    const again = schedule(NEW_MEMORY, 1, 20_000, 'card');
    const good = schedule(NEW_MEMORY, 3, 20_000, 'card');
    assert.deepEqual([again.minutes, good.minutes], [1, 10]);
    const learned = schedule(good, 3, 20_000, 'card');
    assert.equal(learned.phase, 'review');
    assert.ok(learned.intervalDays >= 1);
    const forgotten = schedule(learned, 1, 20_005, 'card');
    assert.deepEqual([forgotten.phase, forgotten.minutes, forgotten.lapses], ['relearning', 10, 1]);
  });

  it('spreads cards over days, each always the same way', () => {
    const learned = { ...schedule(NEW_MEMORY, 4, 20_000, 'card'), stability: 60, intervalDays: 60 };
    const days = (uid: string) => schedule(learned, 3, 20_060, uid).intervalDays;
    const spread = new Set(Array.from({ length: 30 }, (_, index) => days(`card ${index}`)));
    assert.ok(spread.size > 3);
    assert.equal(days('card 1'), days('card 1'));
  });

  it('names intervals as a person would', () => {
    const labels = [MINUTE, 10 * MINUTE, 90 * MINUTE, 8 * DAY, 61 * DAY, 400 * DAY].map((ms) => formatInterval(ms));
    assert.deepEqual(labels, ['1 min', '10 min', '2 h', '8 d', '2 mo', '1.1 y']);
    assert.deepEqual(intervalParts(0), { value: 1, unit: 'minute' });
    assert.match(formatInterval(8 * DAY, 'de'), /8\s?(T|Tg)/);
  });

  it('moves settings that make no sense to the nearest that do', () => {
    const settings = resolveSettings({
      requestRetention: 5,
      dayStartHour: 99,
      newPerDay: Number.NaN,
      learningSteps: [-1, 5, 1e9],
    });
    assert.equal(settings.requestRetention, 0.99);
    assert.equal(settings.dayStartHour, 23);
    assert.equal(settings.newPerDay, 20);
    assert.deepEqual(settings.learningSteps, [1, 5, 1439]);
    assert.deepEqual(resolveSettings({ learningSteps: [0.5, 2.4, 1440] }).learningSteps, [1, 2, 1439]);
    assert.deepEqual(resolveSettings({ learningSteps: [], relearningSteps: [Number.NaN] }), resolveSettings());
    assert.ok(createScheduler(settings)(NEW_MEMORY, 3, 20_000, 'card').stability > 0);
  });
});
