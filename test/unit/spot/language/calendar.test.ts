import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  add,
  civil,
  dayOf,
  daysInMonth,
  iso,
  parseIso,
  startOf,
  validDay,
  weekdayOf,
  type Unit,
} from '../../../../src/spot/language/time/calendar';
import { earlier, quarter, say, toDate, units, year } from '../../../../src/spot/language/time/periods';

/** Counts days one by one from 1599-12-31: a calendar that shares nothing with the one under test. */
function* calendar(): Generator<{ year: number; month: number; date: number; day: number; weekday: number }> {
  let day = -135_140; // 1600-01-01, a Saturday
  let weekday = 5;
  for (let y = 1600; y < 2401; y += 1) {
    const leap = y % 400 === 0 || (y % 4 === 0 && y % 100 !== 0);
    for (const [index, length] of [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].entries()) {
      for (let date = 1; date <= length; date += 1) {
        yield { year: y, month: index + 1, date, day, weekday };
        day += 1;
        weekday = (weekday + 1) % 7;
      }
    }
  }
}

const anyDay = fc.integer({ min: dayOf(1900, 1, 1), max: dayOf(2199, 12, 31) });
const anyUnit = fc.constantFrom<Unit>('day', 'week', 'month', 'quarter', 'year');

describe('Spot language: calendar', () => {
  it('agrees with a calendar that counts day by day, for 800 years', () => {
    for (const { year: y, month, date, day, weekday } of calendar()) {
      if (dayOf(y, month, date) !== day || weekdayOf(day) !== weekday) assert.fail(`${y}-${month}-${date}`);
      const back = civil(day);
      if (back.year !== y || back.month !== month || back.date !== date) assert.fail(`${day}`);
    }
  });

  it('agrees with the platform on ISO dates', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        assert.equal(iso(day), new Date(day * 86_400_000).toISOString().slice(0, 10));
        assert.equal(parseIso(iso(day)), day);
      }),
    );
  });

  it('knows which dates exist', () => {
    assert.equal(validDay(2025, 2, 29), undefined);
    assert.notEqual(validDay(2024, 2, 29), undefined);
    assert.equal(validDay(1900, 2, 29), undefined);
    assert.notEqual(validDay(2000, 2, 29), undefined);
    assert.equal(validDay(2025, 13, 1), undefined);
    assert.equal(validDay(2025, 4, 31), undefined);
    assert.equal(validDay(0, 1, 1), undefined);
    assert.equal(parseIso('2025-1-1'), undefined);
  });

  it('starts a unit on or before its day, and the same for every day of the unit', () => {
    fc.assert(
      fc.property(anyUnit, anyDay, fc.integer({ min: 0, max: 6 }), (unit, day, weekStart) => {
        const start = startOf(unit, day, weekStart);
        const next = add(unit, start, 1);
        assert.ok(start <= day && day < next);
        assert.equal(startOf(unit, next - 1, weekStart), start);
        assert.equal(startOf(unit, next, weekStart), next);
        if (unit === 'week') assert.equal(weekdayOf(start), weekStart);
      }),
    );
  });

  it('moves by months to the same date, or the last of a shorter month', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -500, max: 500 }), (day, n) => {
        const from = civil(day);
        const to = civil(add('month', day, n));
        assert.equal(to.year * 12 + to.month, from.year * 12 + from.month + n);
        assert.equal(to.date, Math.min(from.date, daysInMonth(to.year, to.month)));
      }),
    );
  });

  it('takes the n complete units before the one that holds today', () => {
    fc.assert(
      fc.property(anyUnit, anyDay, fc.integer({ min: 1, max: 40 }), (unit, today, n) => {
        const clock = { today, weekStart: 0 };
        const last = units(clock, unit, -n, n);
        const current = units(clock, unit, 0, 1);
        const next = units(clock, unit, 1, n);
        assert.equal(last?.end, current?.start);
        assert.equal(next?.start, current?.end);
        let start = current?.start ?? 0;
        for (let i = 0; i < n; i += 1) start = startOf(unit, start - 1, 0);
        assert.equal(last?.start, start);
        assert.deepEqual([toDate(clock, unit).start, toDate(clock, unit).end], [current?.start, today + 1]);
      }),
    );
  });

  it('refuses periods outside the years 1 to 9998', () => {
    const clock = { today: dayOf(2025, 12, 31), weekStart: 0 };
    assert.equal(units(clock, 'year', -2025, 2025), undefined);
    assert.notEqual(units(clock, 'year', -2024, 2024), undefined);
    assert.equal(units(clock, 'day', -1e15, 1), undefined);
  });

  it('moves a period a larger unit back', () => {
    assert.equal(say(earlier(quarter(2025, 4), 'year') ?? {}), 'Q4 2024');
    assert.equal(say(earlier(year(2025), 'year') ?? {}), '2024');
    const leapDay = dayOf(2024, 2, 29);
    const toLeapDay = { start: dayOf(2024, 1, 1), end: leapDay + 1, unit: 'year', toDate: true } as const;
    assert.equal(say(earlier(toLeapDay, 'year') ?? {}), 'from 2023-01-01 to 2023-02-28');
  });
});
