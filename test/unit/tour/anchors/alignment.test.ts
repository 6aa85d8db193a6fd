import assert from 'node:assert/strict';
import fc from 'fast-check';
import { align } from '../../../../src/tour/anchors/alignment';
import { FileView } from '../../../../src/tour/anchors/file-view';

const view = (lines: readonly string[]): FileView => new FileView(lines.join('\n'));
const lines = fc.array(fc.constantFrom('open()', 'read()', 'close()', '}', ''), { maxLength: 40 });

/** How many lines two files have in common, in order. */
function inCommon(left: readonly string[], right: readonly string[]): number {
  let row = new Array<number>(right.length + 1).fill(0);
  for (const line of left) {
    const next = [0];
    right.forEach((other, at) => {
      next.push(line === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    });
    row = next;
  }
  return row[right.length] ?? 0;
}

describe('the lines of two files side by side', () => {
  it('are the same line, in the same order', () => {
    fc.assert(
      fc.property(lines, lines, (old, now) => {
        let last = -1;
        align(view(old), view(now)).forEach((to, from) => {
          if (to < 0) return;
          assert.equal(now[to], old[from]);
          assert.notEqual(old[from], '');
          assert.ok(to > last);
          last = to;
        });
      }),
    );
  });

  it('are as many as there can be, where no line stands for itself', () => {
    const twice = fc.array(fc.constantFrom('open()', '}'), { minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(twice, twice, (some, others) => {
        const [old, now] = [[...some, 'open()', '}', 'open()', '}'], [...others, '}', 'open()', '}', 'open()']];
        const found = align(view(old), view(now)).filter((to) => to >= 0);
        assert.equal(found.length, inCommon(old, now));
      }),
    );
  });

  it('stay together when something comes in between, however often they repeat', () => {
    const block = ['if (ok) {', '  await next()', '}'];
    const old = [...block, 'first()', ...block, 'second()', ...block];
    const now = [...block, 'first()', 'added()', ...block, ...block, 'second()', ...block];
    assert.deepEqual([...align(view(old), view(now))].slice(7), [11, 12, 13, 14]);
  });

  it('are left alone where all has changed, soon and without filling the memory', () => {
    const many = (name: string): string[] => Array.from({ length: 20_000 }, (_, at) => `${name}(${String(at % 5000)})`);
    assert.ok(align(view(many('old')), view(many('now'))).every((to) => to < 0));
  });
});
