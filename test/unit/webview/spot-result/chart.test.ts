import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SPOT_STRINGS } from '../../../../src/protocol';
import type { SpotCell, SpotColumn, SpotResult } from '../../../../src/protocol';
import { describe as inWords } from '../../../../src/webview/spot-result/chart/describe';
import { planOf } from '../../../../src/webview/spot-result/chart/plan';
import type { ChartPlan } from '../../../../src/webview/spot-result/chart/plan';
import { pointsOf, rowsFor } from '../../../../src/webview/spot-result/chart/points';
import { legendColumns, roomForNumbers } from '../../../../src/webview/spot-result/chart/room';
import { numberAxis, timeTicks } from '../../../../src/webview/spot-result/chart/ticks';
import { RESULT } from './support/results';

const language = { locale: 'en', strings: SPOT_STRINGS };
const month: SpotColumn = { name: 'month', type: 'date', role: 'time', bucket: 'month' };
const weekday: SpotColumn = { name: 'day of week', type: 'text', role: 'time', bucket: 'day_of_week' };
const region: SpotColumn = { name: 'region', type: 'text', role: 'attribute' };
const revenue: SpotColumn = { name: 'revenue', type: 'decimal', role: 'measure', format: '$#,##0.00' };
const cost: SpotColumn = { ...revenue, name: 'cost' };
const rate: SpotColumn = { name: 'margin rate', type: 'double', role: 'measure', format: '0.0%' };
const lastSale: SpotColumn = { name: 'last sale', type: 'date', role: 'measure' };

function resultOf(columns: readonly SpotColumn[], rows: readonly (readonly SpotCell[])[]): SpotResult {
  const page = columns.map((_, at) => rows.map((row) => row[at] ?? null));
  return { ...RESULT, columns, page, rowCount: rows.length };
}

function planFor(columns: readonly SpotColumn[]): ChartPlan | undefined {
  const row = columns.map(({ type }) => (type === 'date' ? '2025-01-01' : type === 'text' ? 'East' : '1'));
  return planOf(resultOf(columns, [row, row]));
}

function pointsFor(result: SpotResult, rows = result.rowCount) {
  const plan = planOf(result);
  assert.ok(plan !== undefined);
  const page = result.page.map((cells) => cells.slice(0, rows));
  return { plan, data: pointsOf(result, plan, plan.kinds[0], page, language) };
}

describe('the chart of a result', () => {
  it('follows its shape', () => {
    const kind = (...columns: SpotColumn[]): string | undefined => planFor(columns)?.kinds[0];
    assert.equal(kind(month, revenue), 'line');
    assert.equal(kind(month, region, revenue), 'line');
    assert.equal(kind(region, revenue), 'bar');
    assert.equal(kind(weekday, revenue), 'bar');
    assert.equal(kind(region, revenue, rate), 'scatter');
    assert.equal(kind(revenue, rate), 'scatter');
    assert.equal(kind(region), undefined);
    assert.equal(kind(region, lastSale), undefined);
    assert.equal(kind(revenue), undefined);
  });

  it('draws measures of one unit together, not of several', () => {
    assert.deepEqual(planFor([month, revenue, cost])?.measures, [1, 2]);
    assert.deepEqual(planFor([month, revenue, rate])?.measures, [1]);
  });

  it('can begin with any measure', () => {
    const result = resultOf([region, revenue, cost, rate], [['East', '1', '2', '3']]);
    assert.deepEqual(planOf(result)?.choices, [1, 2, 3]);
    assert.deepEqual(planOf(result, 3)?.measures, [3, 1]);
    assert.deepEqual(planFor([month, revenue, cost, rate])?.measures, [1, 2]);
    assert.deepEqual(planOf(resultOf([month, revenue, cost, rate], [['2025-01-01', '1', '2', '3']]), 3)?.measures, [3]);
  });

  it('has nothing to draw of one number, of no rows and of a refusal', () => {
    assert.equal(planOf(resultOf([revenue], [['1']])), undefined);
    assert.equal(planOf(resultOf([region, revenue], [])), undefined);
    assert.equal(planOf({ ...RESULT, status: 'refused' }), undefined);
  });

  it('keeps the order of the rows and says what it leaves out', () => {
    const rows = Array.from({ length: 40 }, (_, at) => [`shop ${at}`, String(at)]);
    const result = resultOf([region, revenue], rows);
    const { plan } = pointsFor(result);
    assert.equal(rowsFor('bar', plan, 40), 30);
    const { data } = pointsFor(result, 30);
    assert.deepEqual(data.categories.slice(0, 2), ['shop 0', 'shop 1']);
    assert.deepEqual(data.notes, ['The first 30 of 40 are drawn, in the order of the table.']);
  });

  it('draws the largest series', () => {
    const rows = Array.from({ length: 9 }, (_, at) => ['2025-01-01', `shop ${at}`, String(at * 10)]);
    const { data } = pointsFor(resultOf([month, region, revenue], rows));
    assert.deepEqual(data.series, ['shop 8', 'shop 7', 'shop 6', 'shop 5', 'shop 4', 'shop 3']);
    assert.deepEqual(data.notes, ['6 of 9 series are drawn.']);
  });

  it('leaves out what has no place, and counts it', () => {
    const rows = [
      ['2025-01-01', '1'],
      ['2025-02-01', null],
      [null, '3'],
      ['2025-03-01', 'NaN'],
    ];
    const { data } = pointsFor(resultOf([month, revenue], rows));
    assert.equal(data.points.length, 1);
    assert.deepEqual(data.notes, ['3 rows without a number or a date are not drawn.']);
  });

  it('breaks a line where a period is missing or has no value, and says so', () => {
    const rows = [
      ['2025-05-01', '5'],
      ['2024-12-01', '1'],
      ['2025-01-01', '2'],
      ['2025-03-01', '3'],
      ['2025-04-01', null],
    ];
    const { data } = pointsFor(resultOf([month, revenue], rows));
    const told = data.points.map(({ text, run, alone }) => [text, run, alone]);
    assert.deepEqual(told, [
      ['$5.00', 2, true],
      ['$1.00', 0, false],
      ['$2.00', 0, false],
      ['$3.00', 1, true],
    ]);
    assert.ok(data.notes.includes(SPOT_STRINGS.gaps));
    const day: SpotColumn = { name: 'day', type: 'date', role: 'time' };
    const free = pointsFor(resultOf([day, revenue], rows)).data.points.map(({ run }) => run);
    assert.deepEqual(free, [1, 0, 0, 0]);
  });

  it('parts each series by itself', () => {
    const rows = ['2025-01-01', '2025-02-01', '2025-03-01'].flatMap((first, at) => [
      [first, 'East', '1'],
      ...(at === 1 ? [] : [[first, 'West', '1']]),
    ]);
    const { data } = pointsFor(resultOf([month, region, revenue], rows));
    assert.deepEqual(
      data.points.map(({ series, run }) => `${series} ${run}`),
      ['East 0', 'West 0', 'East 0', 'East 0', 'West 1'],
    );
  });

  it('tells values apart that look the same', () => {
    const rows = [
      [null, '1'],
      ['no region', '2'],
      ['East', '3'],
    ];
    const { data } = pointsFor(resultOf([region, revenue], rows));
    assert.deepEqual(data.categories, ['no region', 'no region (2)', 'East']);
  });

  it('is told in words, with exact numbers', () => {
    const result = resultOf(
      [month, revenue],
      [
        ['2025-01-01', '9007199254740993.10'],
        ['2025-02-01', '-2'],
      ],
    );
    const { plan, data } = pointsFor(result);
    assert.equal(
      inWords(result, plan, 'line', data, language),
      'Line of revenue by month. 2 values. From -$2.00 (Feb 2025) to $9,007,199,254,740,993.10 (Jan 2025).',
    );
  });
});

describe('an axis', () => {
  const texts = (values: readonly number[], format?: string): string[] =>
    numberAxis(values, true, format).ticks.map(({ text }) => text);

  it('has round numbers in the unit of the format', () => {
    assert.deepEqual(texts([34_097], '$#,##0.00'), ['$0', '$10k', '$20k', '$30k', '$40k']);
    assert.deepEqual(texts([0.41, 0.6], '0.0%'), ['0%', '20%', '40%', '60%']);
    assert.deepEqual(texts([7]), ['0', '2', '4', '6', '8']);
    assert.deepEqual(texts([2_400_000_000]), ['0', '0.5B', '1.0B', '1.5B', '2.0B', '2.5B']);
    assert.deepEqual(texts([-0.05, 0.1], '0.0%'), ['-5%', '0%', '5%', '10%']);
  });

  it('holds every value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e200, max: 1e200 }), { minLength: 1 }),
        fc.boolean(),
        (values, zero) => {
          const { low, high, ticks } = numberAxis(values, zero, undefined);
          const room = (high - low) * 1e-9;
          assert.ok(values.every((value) => value >= low - room && value <= high + room));
          assert.ok(low < high && ticks.length >= 2 && ticks.length <= 20);
        },
      ),
    );
  });

  it('of time has the texts of its marks, evenly', () => {
    const points = Array.from({ length: 24 }, (_, at) => ({ time: at, timeText: `m${at}` }));
    assert.deepEqual(
      timeTicks(points, 5).map(({ text }) => text),
      ['m0', 'm5', 'm10', 'm15', 'm20'],
    );
    assert.equal(timeTicks([], 5).length, 0);
  });

  it('has a legend on one line where there is room, else on several', () => {
    const regions = ['East', 'North', 'Pacific', 'South', 'West', 'no region'];
    assert.equal(legendColumns(regions, 600), 6);
    assert.ok(legendColumns(regions, 290) < 6);
    assert.equal(legendColumns(['a name that is longer than the chart is wide', 'another'], 120), 1);
  });

  it('leaves room for the numbers at the end of the bars, however narrow it is', () => {
    const { data } = pointsFor(
      resultOf(
        [region, revenue],
        [
          ['Americas', '34815.12'],
          ['EMEA', '39937.77'],
        ],
      ),
    );
    for (const width of [240, 320, 600, 1000]) {
      const plot = width - 'Americas'.length * 7;
      const share = roomForNumbers(data, width);
      assert.ok((plot * share) / (1 + share) >= '$39,937.77'.length * 6, `at ${String(width)} pixels`);
    }
    assert.equal(roomForNumbers(data, 1000), 0.16);
  });
});
