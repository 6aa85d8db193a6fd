import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareDecimals, readDecimal, sortedRows } from '../../../src/protocol';

const decimalText = fc
  .tuple(fc.constantFrom('', '-'), fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.integer({ min: 0, max: 12 }))
  .map(([sign, digits, places]) => {
    const text = digits.toString().padStart(places + 1, '0');
    return places === 0 ? sign + text : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`;
  });

/** The same number as a whole count of 10^-20. */
function scaled(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(20, '0'));
}

describe('cells of a Spot result', () => {
  it('compares numbers of any length exactly', () => {
    fc.assert(
      fc.property(decimalText, decimalText, (a, b) => {
        const [left, right] = [readDecimal(a), readDecimal(b)];
        assert.ok(left !== undefined && right !== undefined);
        const wanted = scaled(a) < scaled(b) ? -1 : scaled(a) > scaled(b) ? 1 : 0;
        assert.equal(Math.sign(compareDecimals(left, right)), wanted);
      }),
    );
  });

  it('compares doubles as doubles compare', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
        const [left, right] = [readDecimal(a), readDecimal(b)];
        if (left === undefined || right === undefined) return;
        assert.equal(Math.sign(compareDecimals(left, right)), a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it('reads nothing that is no number', () => {
    for (const text of ['', '.', '-', 'NaN', '1e', '1.2.3', '0x10', ' 1', '١', `1e99999`]) {
      assert.equal(readDecimal(text), undefined, text);
    }
    assert.equal(readDecimal(true), undefined);
  });

  it('sorts stably, NULLs last either way', () => {
    const cells = ['9007199254740993', null, '9007199254740992', 5, null, '5.0'];
    assert.deepEqual(sortedRows(cells, 'decimal', false), [3, 5, 2, 0, 1, 4]);
    assert.deepEqual(sortedRows(cells, 'decimal', true), [0, 2, 3, 5, 1, 4]);
  });

  it('sorts what is no number of the usual kind too', () => {
    assert.deepEqual(sortedRows(['NaN', 'Infinity', 1, '-Infinity', '1e300'], 'double', false), [3, 2, 4, 1, 0]);
    assert.deepEqual(sortedRows([true, false, null], 'boolean', false), [1, 0, 2]);
    assert.deepEqual(sortedRows(['b', 'A', 'a'], 'text', false), [1, 2, 0]);
    assert.deepEqual(sortedRows(['10', '9'], 'text', false), [0, 1]);
  });
});
