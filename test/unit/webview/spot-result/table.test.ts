import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asTabs } from '../../../../src/webview/spot-result/table/copy';
import { ROW_PX, scrollTo, windowOf } from '../../../../src/webview/spot-result/table/geometry';
import { nextSort } from '../../../../src/webview/spot-result/table/order';
import { GrowingWidths, columnWidths } from '../../../../src/webview/spot-result/table/widths';
import { START, afterKey, areaOf } from '../../../../src/webview/spot-result/table/selection';

const view = 390;
const NUMBER = { type: 'integer', role: 'measure' } as const;

describe('the table', () => {
  it('draws the rows in sight and few more, however many there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (rows, share) => {
        const { height } = windowOf(rows, 0, view);
        const scroll = share * Math.max(0, height - view);
        const { from, to, top } = windowOf(rows, scroll, view);
        assert.ok(to - from <= view / ROW_PX + 15);
        assert.ok(from >= 0 && to <= rows && height <= 8_000_000);
        // No gap at either edge of what is in sight.
        if (rows * ROW_PX > view) {
          assert.ok(top <= scroll + 0.01);
          assert.ok(top + (to - from) * ROW_PX >= scroll + view - 0.01);
        }
      }),
    );
  });

  it('reaches the first and the last row of millions', () => {
    for (const rows of [1, 10, 100_000, 5_000_000]) {
      const end = scrollTo(rows - 1, rows, 0, view);
      const { height } = windowOf(rows, 0, view);
      assert.ok(end <= Math.max(0, height - view) + 0.5);
      assert.equal(windowOf(rows, end, view).to, rows);
      assert.equal(scrollTo(0, rows, end, view), 0);
    }
  });

  it('does not scroll for a row that is in sight', () => {
    assert.equal(scrollTo(3, 1000, 26, view), 26);
    assert.equal(scrollTo(0, 1000, 26, view), 0);
  });

  it('moves as spreadsheets do', () => {
    const size = { rows: 100, columns: 3, page: 10 };
    const press = (keys: string): { row: number; column: number } =>
      keys.split(' ').reduce((selection, key) => {
        const [, ctrl, shift, name = ''] = /^(\^)?(\+)?(.*)$/.exec(key) ?? [];
        const next = afterKey(selection, { key: name, ctrl: ctrl !== undefined, shift: shift !== undefined }, size);
        return next ?? selection;
      }, START).active;
    assert.deepEqual(press('ArrowDown ArrowRight'), { row: 1, column: 1 });
    assert.deepEqual(press('PageDown PageDown PageUp End'), { row: 10, column: 2 });
    assert.deepEqual(press('^End'), { row: 99, column: 2 });
    assert.deepEqual(press('^End ^Home'), { row: 0, column: 0 });
    assert.deepEqual(press('ArrowUp'), { row: -1, column: 0 });
    assert.deepEqual(press('ArrowUp ArrowUp ArrowLeft'), { row: -1, column: 0 });
    assert.deepEqual(press('+ArrowUp'), { row: 0, column: 0 });
    assert.deepEqual(press('x'), { row: 0, column: 0 });
    const wide = afterKey(START, { key: 'ArrowDown', ctrl: true, shift: true }, size) ?? START;
    assert.deepEqual(areaOf(wide), { top: 0, bottom: 99, left: 0, right: 0 });
  });

  it('sorts numbers from the largest, all else from the first, and back', () => {
    const up = { column: 1, descending: false };
    const down = { column: 1, descending: true };
    assert.deepEqual(nextSort(undefined, 1, 'measure'), down);
    assert.deepEqual(nextSort(down, 1, 'measure'), up);
    assert.equal(nextSort(up, 1, 'measure'), undefined);
    assert.deepEqual(nextSort(undefined, 1, 'attribute'), up);
    assert.deepEqual(nextSort({ column: 0, descending: true }, 1, 'time'), up);
  });

  it('gives a longer number the room that it needs, and other columns what they had', () => {
    const measure = (text: string): number => text.length * 8;
    const columns = [{ name: 'place' }, { name: 'key' }].map(({ name }) => ({ ...NUMBER, name }));
    const widths = new GrowingWidths(columnWidths(columns, [['1'], ['12']], measure), measure);
    const before = widths.current;
    widths.fit(1, '99');
    assert.equal(widths.current, before);
    widths.fit(1, '1,234,567,890');
    assert.equal(widths.current[0], before[0]);
    assert.ok((widths.current[1] ?? 0) >= measure('1,234,567,890'));
    widths.fit(1, '1');
    assert.ok((widths.current[1] ?? 0) >= measure('1,234,567,890'));
  });

  it('copies cells as they are, for a spreadsheet', () => {
    assert.equal(
      asTabs(
        [
          ['a\tb', 'say "hi"', null],
          ['1.50', true, 'x\ny'],
        ],
        ['one', 'two'],
      ),
      'one\ttwo\n"a\tb"\t1.50\n"say ""hi"""\ttrue\n\t"x\ny"',
    );
  });
});
