import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayFromText, dayToText, localCalendar } from '../../../src/study/calendar';
import { DAY } from './support/help';

const ZONES = [
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'Pacific/Apia',
];

describe('study days', () => {
  const before = process.env['TZ'];
  afterEach(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });

  it('begin at the set hour of the local clock, in summer and winter', () => {
    for (const zone of ZONES) {
      process.env['TZ'] = zone;
      fc.assert(
        fc.property(fc.integer({ min: 10_000, max: 30_000 }), fc.integer({ min: 0, max: 23 }), (day, hour) => {
          const calendar = localCalendar(hour);
          const start = calendar.startOf(day);
          assert.equal(calendar.dayOf(start), day);
          assert.equal(calendar.dayOf(start + 3_600_000), day);
          assert.equal(calendar.dayOf(start - 1), zone === 'Pacific/Apia' ? calendar.dayOf(start - 1) : day - 1);
        }),
        { numRuns: 200 },
      );
    }
  });

  it('have 23 or 25 hours when the clocks change', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const calendar = localCalendar(4);
    const hours = (text: string) =>
      (calendar.startOf(dayFromText(text)! + 1) - calendar.startOf(dayFromText(text)!)) / 3_600_000;
    assert.deepEqual([hours('2026-03-28'), hours('2026-10-24'), hours('2026-06-01')], [23, 25, 24]);
  });

  it('belong to the evening before until the day starts', () => {
    process.env['TZ'] = 'America/New_York';
    const calendar = localCalendar(4);
    const evening = new Date(2026, 4, 5, 23, 30).getTime();
    assert.equal(calendar.dayOf(evening), calendar.dayOf(evening + 4 * 3_600_000));
    assert.equal(calendar.dayOf(evening) + 1, calendar.dayOf(evening + 5 * 3_600_000));
  });

  it('are written as dates and read back; nothing else is a date', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_932_896 }), (day) => {
        assert.equal(dayFromText(dayToText(day)), day);
        assert.equal(dayFromText(dayToText(day)), Date.parse(dayToText(day)) / DAY);
      }),
    );
    for (const text of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '1969-12-31', 'tomorrow', '']) {
      assert.equal(dayFromText(text), undefined, text);
    }
    assert.ok(dayFromText('2024-02-29'));
  });
});
