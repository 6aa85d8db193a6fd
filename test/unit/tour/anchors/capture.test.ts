import assert from 'node:assert/strict';
import { captureAnchor } from '../../../../src/tour';

const CODE = ['class Shop:', '    def charge(self):', '        total = 0', '', '        return total', ''].join('\n');

describe('capturing an anchor', () => {
  it('holds the line, its neighbours that are not blank, and the enclosing definition', () => {
    const { around, ...anchor } = captureAnchor(CODE, 'app\\shop.py', 4);
    assert.equal(around?.length, 99);
    assert.deepEqual(anchor, {
      file: 'app/shop.py',
      line: 5,
      text: '        return total',
      before: ['class Shop:', '    def charge(self):', '        total = 0'],
      after: [],
      symbol: 'Shop.charge',
    });
  });

  it('refuses a line that is not there', () => {
    assert.throws(() => captureAnchor(CODE, 'shop.py', 6), /shop\.py has 6 lines, there is no line 7/);
    assert.throws(() => captureAnchor(CODE, 'shop.py', -1), RangeError);
    assert.throws(() => captureAnchor(CODE, 'shop.py', 0.5), RangeError);
  });
});
