import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Cell, Parameter } from '../../../src/spot';
import { failure, generated, LIMITS, open, query } from './support';

/** SQL, the exact cell, the port's type. */
const EXACT: readonly (readonly [string, Cell, string])[] = [
  [`170141183460469231731687303715884105727::HUGEINT`, '170141183460469231731687303715884105727', 'integer'],
  [`-170141183460469231731687303715884105727::HUGEINT - 1`, '-170141183460469231731687303715884105728', 'integer'],
  [`9007199254740991::BIGINT`, 9007199254740991, 'integer'],
  [`9007199254740993::BIGINT`, '9007199254740993', 'integer'],
  [`18446744073709551615::UBIGINT`, '18446744073709551615', 'integer'],
  [`(-128)::TINYINT`, -128, 'integer'],
  [`1.10::DECIMAL(4,2)`, '1.10', 'decimal'],
  [`(-0.05)::DECIMAL(3,2)`, '-0.05', 'decimal'],
  [`12345678901234567890123456789012345678::DECIMAL(38,0)`, '12345678901234567890123456789012345678', 'decimal'],
  [`0.00000000000000000000000000000000000001::DECIMAL(38,38)`, '0.00000000000000000000000000000000000001', 'decimal'],
  [`0.1::FLOAT`, 0.1, 'double'],
  [`0.1::DOUBLE + 0.2::DOUBLE`, 0.1 + 0.2, 'double'],
  [`'NaN'::DOUBLE`, 'NaN', 'double'],
  [`'-Infinity'::DOUBLE`, '-Infinity', 'double'],
  [`'Infinity'::FLOAT`, 'Infinity', 'double'],
  [`true`, true, 'boolean'],
  [`NULL::DATE`, null, 'date'],
  [`DATE '2024-02-29'`, '2024-02-29', 'date'],
  [`DATE '0001-01-01'`, '0001-01-01', 'date'],
  [`DATE '0044-03-15 (BC)'`, '0044-03-15 (BC)', 'date'],
  [`DATE 'infinity'`, 'infinity', 'date'],
  [`DATE '-infinity'`, '-infinity', 'date'],
  [`TIMESTAMP '2024-02-29 23:59:59.000001'`, '2024-02-29 23:59:59.000001', 'timestamp'],
  [`TIMESTAMP '2024-02-29 00:00:00'`, '2024-02-29 00:00:00', 'timestamp'],
  [`TIMESTAMP 'infinity'`, 'infinity', 'timestamp'],
  [`TIMESTAMP '1969-12-31 23:59:59.9'`, '1969-12-31 23:59:59.9', 'timestamp'],
  [`TIMESTAMPTZ '2024-02-29 12:00:00+02:00'`, '2024-02-29 10:00:00Z', 'timestamp'],
  [`TIMESTAMPTZ 'infinity'`, 'infinity', 'timestamp'],
  [`TIMESTAMP_NS '2024-02-29 12:00:00.123456789'`, '2024-02-29 12:00:00.123456789', 'timestamp'],
  [`TIMESTAMP_S '2024-02-29 12:00:00'`, '2024-02-29 12:00:00', 'timestamp'],
  [`TIMESTAMP_MS '2024-02-29 12:00:00.5'`, '2024-02-29 12:00:00.5', 'timestamp'],
  [`TIME '23:59:59.999999'`, '23:59:59.999999', 'time'],
  [`TIME '24:00:00'`, '24:00:00', 'time'],
  [`'12:30:00+02'::TIMETZ`, '12:30:00+02', 'time'],
  [`INTERVAL 14 MONTH + INTERVAL 3 DAY + INTERVAL 90 SECOND`, '1 year 2 months 3 days 00:01:30', 'interval'],
  [`'6f1d0a3e-1234-4321-8888-0123456789ab'::UUID`, '6f1d0a3e-1234-4321-8888-0123456789ab', 'text'],
  [`'\\xAAb'::BLOB`, '\\xAAb', 'other'],
  [`'10101'::BIT`, '10101', 'other'],
  [`[1, NULL, 3]`, '[1, NULL, 3]', 'other'],
  [`['a', 'it''s', NULL, '']`, `[a, 'it\\'s', NULL, '']`, 'other'],
  [`{'a': 1, 'b': 'x y'}`, `{'a': 1, 'b': x y}`, 'other'],
  [`MAP {'k': [1.50, 2]}`, '{k=[1.50, 2.00]}', 'other'],
  [`'b'::ENUM('a', 'b')`, 'b', 'text'],
  [`'{"a": 1}'::JSON`, '{"a": 1}', 'text'],
  [`'naïve 🍰 دبي'`, 'naïve 🍰 دبي', 'text'],
  [`''`, '', 'text'],
  [`NULL`, null, 'integer'],
];

describe('engine: values', function () {
  this.timeout(60_000);
  const engine = open();
  before(() => engine.load({ folder: '/', tables: [] }));
  after(() => engine.close());

  const cell = async (sql: string, params: readonly Parameter[] = []) =>
    (await query(engine, generated(sql, params)))[0]?.[0];

  for (const [sql, value, type] of EXACT)
    it(`gives ${sql} exactly`, async () => {
      const result = await engine.run(generated(`SELECT ${sql} AS v`), LIMITS);
      assert.deepEqual([result.first.columns[0]?.[0], result.columns[0]?.type], [value, type]);
    });

  it('writes every scalar type as the engine writes it', async () => {
    const scalars = EXACT.map(([sql]) => sql).filter(
      (sql) => !/DOUBLE|FLOAT|TIMESTAMPTZ|^true|BIGINT|TINYINT|38,38/.test(sql),
    );
    for (const sql of scalars) {
      const [row] = await query(engine, generated(`SELECT ${sql}, CAST(${sql} AS VARCHAR)`));
      assert.deepEqual(row?.[0], row?.[1], sql);
    }
  });

  const roundTrips =
    (type: Parameter['type'], values: fc.Arbitrary<Cell>, sqlType = type.toUpperCase()) =>
    async () => {
      await fc.assert(
        fc.asyncProperty(values, async (value) => {
          assert.deepEqual(await cell(`SELECT CAST($1 AS ${sqlType})`, [{ type, value }]), value);
          assert.deepEqual(await cell('SELECT $1', [{ type, value }]), value);
        }),
        { numRuns: 60 },
      );
    };
  const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${length}}$`));

  it(
    'brings any text back',
    roundTrips(
      'text',
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
      'VARCHAR',
    ),
  );
  it(
    'brings any integer back',
    roundTrips(
      'integer',
      fc
        .bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n })
        .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value.toString())),
      'HUGEINT',
    ),
  );
  it('brings any double back', roundTrips('double', fc.double({ noNaN: true, noDefaultInfinity: true })));
  it('brings any decimal back, digit for digit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), digits(20), digits(18), async (negative, whole, fraction) => {
        const value = `${negative ? '-' : ''}${whole}.${fraction}`;
        const [, wholePart = '', fractionPart = ''] = /^-?0*(\d+)\.(\d+)$/.exec(value) ?? [];
        const plain = `${negative && /[1-9]/.test(value) ? '-' : ''}${wholePart}.${fractionPart}`;
        assert.equal(await cell('SELECT $1', [{ type: 'decimal', value }]), plain);
      }),
      { numRuns: 60 },
    );
  });
  const dates = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  it(
    'brings any date back',
    roundTrips(
      'date',
      dates.map((date) => date.toISOString().slice(0, 10)),
    ),
  );
  it(
    'brings any timestamp back',
    roundTrips(
      'timestamp',
      fc.tuple(dates, fc.integer({ min: 0, max: 999_999 })).map(([date, micros]) => {
        const fraction = String(micros).padStart(6, '0').replace(/0+$/, '');
        return date.toISOString().slice(0, 19).replace('T', ' ') + (fraction === '' ? '' : `.${fraction}`);
      }),
    ),
  );
  it('brings a timestamp with a zone back', async () => {
    const value = '2024-02-29 10:00:00.5Z';
    assert.equal(await cell('SELECT $1', [{ type: 'timestamp', value }]), value);
  });

  it('gives a parameter its type where a function depends on it', async () => {
    assert.equal(await cell(`SELECT strftime($1, '%d.%m.%Y')`, [{ type: 'date', value: '2024-02-29' }]), '29.02.2024');
    assert.equal(await cell(`SELECT sum($1)`, [{ type: 'decimal', value: '1.50' }]), '1.50');
    const prepared = await engine.prepare(
      generated(`SELECT $1 AS a, $2 + 1 AS b`, [
        { type: 'date', value: '2024-02-29' },
        { type: 'integer', value: 1 },
      ]),
    );
    assert.deepEqual(
      prepared.columns.map(({ name, type }) => [name, type]),
      [
        ['a', 'date'],
        ['b', 'integer'],
      ],
    );
  });

  it('refuses a value that is not of its type, and says which', async () => {
    const wrong: readonly Parameter[] = [
      { type: 'date', value: '2023-02-29' },
      { type: 'date', value: `2024-01-01'; --` },
      { type: 'integer', value: '1.5' },
      { type: 'integer', value: '9'.repeat(39) },
      { type: 'decimal', value: '1e5' },
      { type: 'decimal', value: '9'.repeat(39) },
      { type: 'double', value: 'x' },
      { type: 'boolean', value: 'true' },
      { type: 'timestamp', value: '2024-01-01 25:00:00' },
    ];
    for (const param of wrong) {
      const error = await failure(query(engine, generated('SELECT $1', [param])));
      assert.deepEqual([error.kind, error.message.includes('$1')], ['bind', true], JSON.stringify(param));
    }
  });

  it('keeps names and order of columns, doubled names too', async () => {
    const result = await engine.run(generated(`SELECT 2 AS a, 1 AS a, [3] AS "B c"`), LIMITS);
    assert.deepEqual(
      result.columns.map(({ name }) => name),
      ['a', 'a', 'B c'],
    );
    assert.deepEqual(result.first.columns, [[2], [1], ['[3]']]);
  });

  it('keeps the order of rows where values are nested', async () => {
    const rows = await query(engine, generated(`SELECT i, [i] FROM range(5000) t(i) ORDER BY hash(i)`));
    const plain = await query(engine, generated(`SELECT i FROM range(5000) t(i) ORDER BY hash(i)`));
    assert.deepEqual(
      rows.map(([i]) => i),
      plain.map(([i]) => i),
    );
  });
});
