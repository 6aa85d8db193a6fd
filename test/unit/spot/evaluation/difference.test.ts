import assert from 'node:assert/strict';
import { differenceOf, type CaseResult, type Outcome } from '../../../../src/spot';

function difference(expected: Outcome, actual: Outcome, ordered = false) {
  const span = { line: 1, column: 1, endLine: 2, endColumn: 1 };
  const golden = {
    ask: 'q',
    tags: [],
    follow: [],
    expect: { kind: 'rows', rows: [], ordered },
    line: 1,
    span,
  } as const;
  const result: CaseResult = { golden, passed: false, expected, actual, milliseconds: 1 };
  return differenceOf(result);
}

describe('what differs in a failed case', () => {
  it('is two tables of the same widths and order: only the lines that differ are different', () => {
    const { expected, actual } = difference(
      {
        rows: [
          ['North', '10.50'],
          ['South', 25],
        ],
        count: 2,
      },
      {
        columns: ['region', 'revenue'],
        rows: [
          ['South', '20'],
          ['North', '10.5'],
        ],
        count: 2,
      },
    );
    assert.equal(expected, 'region | revenue\n------ | -------\nNorth  | 10.5\nSouth  | 25\n2 rows\n');
    assert.equal(actual, 'region | revenue\n------ | -------\nNorth  | 10.5\nSouth  | 20\n2 rows\n');
  });

  it('keeps the order where the case is about it', () => {
    const rows = [['b'], ['a']];
    assert.match(difference({ rows, count: 2 }, { rows, columns: ['x'], count: 2 }, true).expected, /^x\n-\nb\na\n/);
  });

  it('writes equal values alike, and others not', () => {
    const { expected, actual } = difference(
      { rows: [[1 / 3, '2025-01-01 00:00:00', null, '12345678901234567890', '0.333333333333333333']], count: 1 },
      {
        rows: [[0.333333333333334, '2025-01-01', 'NULL ', '12345678901234567891', '0.3333333333333']],
        columns: ['a', 'b', 'c', 'd', 'e'],
        count: 1,
      },
    );
    const cells = (text: string) =>
      text
        .split('\n')[2]
        ?.split(' | ')
        .map((cell) => cell.trim());
    assert.deepEqual(cells(expected)?.slice(0, 3), cells(actual)?.slice(0, 3));
    assert.notEqual(cells(expected)?.[3], cells(actual)?.[3]);
    assert.equal(cells(expected)?.[4], cells(actual)?.[4]);
  });

  it('says what was refused, and how much is not shown', () => {
    const { expected, actual } = difference({ refused: 'ambiguous' }, { rows: [[1]], count: 700 });
    assert.equal(expected, 'refused: ambiguous\n');
    assert.equal(actual, 'column 1\n--------\n1\n700 rows, 699 of them not shown\n');
  });

  it('takes long and empty tables, rows of different widths, line ends and tabs inside of a cell', () => {
    const { expected } = difference({ rows: [['a\n\tb', 'x'.repeat(500)], ['c']], count: 2 }, { rows: [], count: 0 });
    const lines = expected.split('\n');
    assert.equal(lines.length, 6);
    assert.ok(lines.every((line) => line.length < 200));
  });
});
