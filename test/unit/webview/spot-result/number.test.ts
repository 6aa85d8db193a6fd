import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatNumber } from '../../../../src/webview/spot-result/format/number';

/** Each row: format, value, what a spreadsheet shows. */
const CASES: readonly (readonly [string, string | number, string])[] = [
  ['$#,##0.00', '24504.47', '$24,504.47'],
  ['$#,##0.00', '9007199254740993.125', '$9,007,199,254,740,993.13'],
  ['$#,##0.00', -1234.5, '-$1,234.50'],
  ['$#,##0.00', 0, '$0.00'],
  ['$#,##0.00', '-0.004', '$0.00'],
  ['#,##0', '999999.5', '1,000,000'],
  ['#,##0', 1e21, '1,000,000,000,000,000,000,000'],
  ['0.0%', 0.41234, '41.2%'],
  ['0.0%', 1, '100.0%'],
  ['0%', 0.005, '1%'],
  ['0.00', 0.005, '0.01'],
  ['0.00', 5e-324, '0.00'],
  ['0.##', 1.5, '1.5'],
  ['0.##', 2, '2'],
  ['0.0#', '2.50', '2.5'],
  ['#.00', 0.5, '.50'],
  ['000', 7, '007'],
  ['#,##0;(#,##0);"none"', -1234, '(1,234)'],
  ['#,##0;(#,##0);"none"', 0, 'none'],
  ['#,##0;(#,##0);"none"', '-0.2', 'none'],
  ['0.0,,"M"', '12345678', '12.3M'],
  ['#,##0,', '1234567', '1,235'],
  ['[Red]0.0 "°C"', 3.14159, '3.1 °C'],
  ['[$€-407]#,##0', 1200, '€1,200'],
  ['0 \\%', 12, '12 %'],
  ['_(0_)', 5, ' 5 '],
  ['+0;-0', -3, '-3'],
];

describe('number formats', () => {
  for (const [format, value, shown] of CASES) {
    it(`${format} shows ${value} as ${shown}`, () => {
      assert.equal(formatNumber(value, format), shown);
    });
  }

  it('keeps every digit that the format has room for', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 0, max: 9 }), (digits, places) => {
        const text = (digits < 0n ? -digits : digits).toString().padStart(places + 1, '0');
        const whole = text.slice(0, text.length - places);
        const value = `${digits < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${text.slice(-places)}`}`;
        const shown = formatNumber(value, `#,##0${places === 0 ? '' : `.${'0'.repeat(places)}`}`);
        assert.equal(shown?.replaceAll(',', ''), value);
        const groups = shown.replace('-', '').split('.')[0]?.split(',') ?? [];
        assert.ok(
          groups.every((group, at) => (at === 0 ? group.length >= 1 && group.length <= 3 : group.length === 3)),
        );
      }),
    );
  });

  it('rounds half away from zero, exactly', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }), (value, from, to) => {
        const size = value < 0n ? -value : value;
        const text = size.toString().padStart(from + 1, '0');
        const exact = `${value < 0n ? '-' : ''}${text.slice(0, -from)}.${text.slice(-from)}`;
        const divisor = 10n ** BigInt(Math.max(0, from - to));
        const scaled = size * 10n ** BigInt(Math.max(0, to - from));
        const rounded = ((scaled + divisor / 2n) / divisor).toString().padStart(to + 1, '0');
        const wanted = to === 0 ? rounded : `${rounded.slice(0, -to)}.${rounded.slice(-to)}`;
        const sign = value < 0n && /[1-9]/.test(wanted) ? '-' : '';
        assert.equal(formatNumber(exact, `0${to === 0 ? '' : `.${'0'.repeat(to)}`}`), sign + wanted);
      }),
    );
  });

  it('shows no format that is none for numbers, and nothing that is no number', () => {
    for (const format of ['yyyy-mm-dd', '0.00E+00', '# ?/?', '@', 'General', '', '0-00-0', '0'.repeat(300)]) {
      assert.equal(formatNumber(1, format), undefined, format);
    }
    for (const value of ['NaN', 'Infinity', 'twelve', true, null]) assert.equal(formatNumber(value, '0'), undefined);
  });

  it('takes any format without failing', () => {
    const format = fc.string({ unit: fc.constantFrom(...Array.from('0#?,.;%"\\_*[]$€ -+()Ex@')) });
    fc.assert(
      fc.property(format, fc.double(), (text, value) => {
        const shown = formatNumber(value, text);
        assert.ok(shown === undefined || typeof shown === 'string');
      }),
    );
  });
});
