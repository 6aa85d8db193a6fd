import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Answers, type HeldAnswer } from '../../../src/extension/spot/results/answers';
import { plainText } from '../../../src/extension/spot/results/plain-text';
import { toSpotResult } from '../../../src/extension/spot/results/to-result';
import type { SpotPlace } from '../../../src/extension/spot/service/place';
import { exportRows, type Answer, type Cell } from '../../../src/spot';

const answerOf = (rows: readonly (readonly Cell[])[], more: Partial<Answer> = {}): Answer => ({
  status: 'answered',
  interpretation: [],
  params: [],
  columns: [
    { name: 'month', type: 'date', engineType: 'DATE' },
    { name: 'revenue', type: 'decimal', engineType: 'DECIMAL(12,2)', format: '$#,##0' },
  ],
  rows,
  checks: [{ name: 'rows', passed: true, detail: '2 rows' }],
  trace: [],
  cache: 'miss',
  cost: { queries: 1, milliseconds: 3, statements: 2, rows: rows.length },
  notes: [],
  ...more,
});
const asked = { id: 'a', language: 'spot', text: 'revenue monthly' } as const;

describe('an answer as it is shown', () => {
  it('has a page of its rows, and what each column is', () => {
    const rows = Array.from({ length: 100_000 }, (_, index): Cell[] => ['2025-01-01', `${String(index)}.50`]);
    const query = {
      attributes: [{ of: { field: 'default_date' as const }, bucket: 'month' as const }],
      measures: [{ of: { field: 'formula' as const, formula: 'revenue' } }],
    };
    const result = toSpotResult(answerOf(rows, { query }), { ...asked, user: 'ana' });
    assert.equal(result.rowCount, 100_000);
    assert.equal(result.page[0]?.length, 200);
    assert.equal(result.page[1]?.[199], '199.50');
    assert.deepEqual(
      result.columns.map(({ role, bucket }) => [role, bucket]),
      [
        ['time', 'month'],
        ['measure', undefined],
      ],
    );
    assert.ok(JSON.stringify(result).length < 100_000);
  });

  it('sends no more than it must of huge values', () => {
    const result = toSpotResult(answerOf(Array.from({ length: 50 }, () => ['x'.repeat(300_000), '1'])), asked);
    assert.equal(result.page[0]?.length, 1);
    assert.equal(result.rowCount, 50);
  });

  it('leaves filler words out and keeps other readings', () => {
    const of = { field: 'column' as const, table: 'stores', column: 'region' };
    const interpretation = [
      { text: 'show', start: 0, end: 4, kind: 'filler' as const, as: '' },
      {
        text: 'region',
        start: 5,
        end: 11,
        kind: 'attribute' as const,
        as: 'stores.region',
        of,
        alternatives: [{ text: 'customers region', start: 5, end: 11, label: 'customers.region' }],
      },
    ];
    const { parts } = toSpotResult(answerOf([], { interpretation }), asked);
    assert.deepEqual(parts, [
      {
        text: 'region',
        start: 5,
        end: 11,
        as: 'stores.region',
        kind: 'attribute',
        definition: true,
        alternatives: [{ text: 'customers region', as: 'customers.region' }],
      },
    ]);
  });

  it('can be read as plain text', () => {
    const text = plainText(
      toSpotResult(
        answerOf([
          ['2025-01-01', '12.50'],
          [null, '7\u001b[31m'],
        ]),
        asked,
      ),
    );
    assert.match(text, /^month {7}revenue\n2025-01-01 {4}12\.50\n—/);
    assert.ok(!text.includes('\u001b'));
    const refused = answerOf([], {
      status: 'refused',
      reason: 'unknown-term',
      message: 'No churn.',
      suggestions: [{ text: 'return rate' }],
    });
    assert.equal(plainText(toSpotResult(refused, asked)), 'refused: No churn.\nTry: return rate');
  });
});

describe('answers that are held', () => {
  const hold = (id: string, rows: readonly (readonly Cell[])[]): HeldAnswer => {
    const answer = answerOf(rows);
    return { place: {} as SpotPlace, request: {}, answer, result: toSpotResult(answer, { ...asked, id }) };
  };

  it('page in any order, as the whole would be', () => {
    const cell = fc.option(fc.integer({ min: -99, max: 99 }), { nil: null });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell)),
        fc.nat(20),
        fc.nat(20),
        fc.boolean(),
        (rows, start, count, descending) => {
          const answers = new Answers();
          const held = hold('a', rows);
          const sort = { column: 1, descending };
          const whole = [...answers.rows(held, sort)];
          assert.deepEqual(
            answers.page(held, start, count, sort)[1],
            whole.slice(start, start + count).map((row) => row[1]),
          );
          assert.equal(whole.length, rows.length);
        },
      ),
    );
  });

  it('are forgotten, oldest first, when there are too many values', () => {
    const answers = new Answers();
    const rows = Array.from({ length: 1_000_000 }, () => [1, 2]);
    for (const id of ['a', 'b', 'c']) answers.keep(hold(id, rows));
    assert.deepEqual(
      ['a', 'b', 'c'].map((id) => answers.find(id) !== undefined),
      [false, true, true],
    );
  });
});

describe('a result as text', () => {
  const columns = [
    { name: 'a', type: 'text' },
    { name: 'a', type: 'integer' },
  ];

  it('is exact CSV, JSON and Markdown', () => {
    const rows: Cell[][] = [
      ['x,"y"\n', 1],
      ['', null],
      ['a|b <i>', '12345678901234567890'],
    ];
    assert.equal(exportRows('csv', columns, rows), 'a,a\r\n"x,""y""\n",1\r\n"",\r\na|b <i>,12345678901234567890\r\n');
    assert.deepEqual(
      JSON.parse(exportRows('json', columns, rows)),
      rows.map(([a, b]) => ({ a, 'a (2)': b })),
    );
    assert.equal(
      exportRows('markdown', columns, rows),
      '| a | a |\n| --- | ---: |\n| x,"y"<br> | 1 |\n|  |  |\n| a\\|b &lt;i\\> | 12345678901234567890 |\n',
    );
    assert.equal(exportRows('json', columns, []), '[]\n');
  });
});
