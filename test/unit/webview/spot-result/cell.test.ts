import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SPOT_STRINGS } from '../../../../src/protocol';
import type { SpotCell, SpotColumn } from '../../../../src/protocol';
import { alike, showCell } from '../../../../src/webview/spot-result/format/cell';
import { timeOf } from '../../../../src/webview/spot-result/format/date';

const language = { locale: 'en', strings: SPOT_STRINGS };

function shown(cell: SpotCell, column: Partial<SpotColumn>): string {
  return showCell(cell, { name: 'region', type: 'text', role: 'attribute', ...column }, language).text;
}

describe('cells', () => {
  it('shows a date by its bucket', () => {
    const date = (cell: string, bucket?: string): string =>
      shown(cell, { type: 'date', role: 'time', ...(bucket === undefined ? {} : { bucket }) });
    assert.equal(date('2025-03-01', 'month'), 'Mar 2025');
    assert.equal(date('2025-01-01', 'quarter'), 'Q1 2025');
    assert.equal(date('2025-10-01', 'quarter'), 'Q4 2025');
    assert.equal(date('2025-01-01', 'year'), '2025');
    assert.equal(date('2025-03-03', 'week'), 'Week of Mar 3, 2025');
    assert.equal(date('2025-03-03', 'day'), 'Mar 3, 2025');
    assert.equal(date('0033-03-03'), 'Mar 3, 33');
    assert.equal(date('2025-03-03 14:00:00', 'hour'), 'Mar 3, 2025 14:00');
    assert.equal(date('2025-03-03 14:05:09.25Z'), '2025-03-03 14:05:09.25Z');
    assert.equal(date('12025-03-03', 'month'), '12025-03-03');
    assert.equal(date('Monday', 'day_of_week'), 'Monday');
  });

  it('takes a display language that the browser does not know', () => {
    const column = { name: 'd', type: 'date', role: 'time', bucket: 'month' } as const;
    assert.equal(showCell('2025-03-01', column, { ...language, locale: 'not a tag' }).text, 'Mar 2025');
  });

  it('says what is not there', () => {
    assert.deepEqual(showCell(null, { name: 'region', type: 'text', role: 'attribute' }, language), {
      text: 'no region',
      absent: true,
    });
    assert.equal(shown(null, { name: 'revenue', type: 'decimal', role: 'measure' }), '—');
    assert.equal(shown('', {}), 'empty text');
  });

  it('shows numbers of one column alike', () => {
    const key = { name: 'key', type: 'integer', role: 'measure' } as const;
    const both = (cells: readonly SpotCell[]): string[] => cells.map((cell) => shown(cell, alike(key, cells)));
    assert.deepEqual(both([7919, 15838, null]), ['7,919', '15,838', '—']);
    assert.deepEqual(both([2024, 2025]), ['2024', '2025']);
    assert.deepEqual(both([2025, '-12345678901234567890']), ['2,025', '-12,345,678,901,234,567,890']);
  });

  it('groups measures, not attributes', () => {
    assert.equal(shown(12345, { type: 'integer', role: 'measure' }), '12,345');
    assert.equal(shown(2025, { type: 'integer' }), '2025');
    assert.equal(
      shown('-12345678901234567890.10', { type: 'decimal', role: 'measure' }),
      '-12,345,678,901,234,567,890.10',
    );
    assert.equal(shown(10 / 3, { type: 'double', role: 'measure' }), '3.3333');
    assert.equal(shown(0.000123456, { type: 'double', role: 'measure' }), '0.0001235');
    assert.equal(shown(1e300, { type: 'double', role: 'measure' }), '1e+300');
    assert.equal(shown('NaN', { type: 'double', role: 'measure' }), 'NaN');
  });

  it('gives the whole of what it rounds or cuts', () => {
    const column: SpotColumn = { name: 'n', type: 'double', role: 'measure', format: '0.0%' };
    assert.deepEqual(showCell(0.41234, column, language), { text: '41.2%', absent: false, title: '0.41234' });
    const long = showCell('x'.repeat(1_000_000), { name: 't', type: 'text', role: 'attribute' }, language);
    assert.ok(long.text.length < 300 && (long.title?.length ?? 0) <= 2_000);
  });

  it('makes control characters visible', () => {
    assert.equal(shown('a\u0000\n\u001b[31m\u007f\u2028', {}), 'a␀␊␛[31m␡�');
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        assert.doesNotMatch(shown(text, {}), /\p{Cc}/u);
      }),
    );
  });

  it('cuts no character in half', () => {
    assert.match(shown('𝒳'.repeat(500), {}), /^𝒳+…$/u);
    assert.match(shown(`a${'𝒳'.repeat(500)}`, {}), /^a𝒳+…$/u);
  });

  it('reads times as the engine writes them', () => {
    assert.equal(timeOf('1970-01-02'), 86_400_000);
    assert.equal(timeOf('1970-01-01 01:00:00.5Z'), 3_600_500);
    assert.equal(timeOf('tomorrow'), undefined);
    assert.equal(timeOf('2025-13-01'), undefined);
  });
});
