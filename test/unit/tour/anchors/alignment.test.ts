import assert from 'node:assert/strict';
import fc from 'fast-check';
import { align } from '../../../../src/tour/anchors/alignment';
import { FileView } from '../../../../src/tour/anchors/file-view';

const view = (lines: readonly string[]): FileView => new FileView(lines.join('\n'));
const lines = fc.array(fc.constantFrom('open()', 'read()', 'close()', '}', ''), { maxLength: 40 });

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

  it('are all there when nothing has changed, and with something new before, after or in between', () => {
    const block = ['if (ok) {', '  await next()', '}'];
    fc.assert(
      fc.property(fc.nat({ max: 6 }), fc.nat({ max: 6 }), (before, after) => {
        const old = [...block, 'first()', ...block, ...block, 'second()', ...block];
        const added = (count: number) => Array.from({ length: count }, (_, at) => `added(${String(at)})`);
        const now = [...added(before), ...old, ...added(after)];
        assert.deepEqual(
          [...align(view(old), view(now))],
          old.map((_, at) => at + before),
        );
      }),
    );
  });

  it('have no partner where nobody can know which of them is new', () => {
    const test = (name: string) => [`it(${name})`, '  run()', '})'];
    const old = ['one', 'two', 'three'].flatMap(test);
    const now = ['first', 'second', 'third', 'fourth'].flatMap(test);
    assert.ok(align(view(old), view(now)).every((to) => to < 0));
  });

  it('stay together between the same unique lines, however often they repeat elsewhere', () => {
    const block = ['if (ok) {', '  await next()', '}'];
    const old = [...block, 'first()', ...block, 'second()', ...block];
    const now = [...block, 'first()', 'added()', ...block, ...block, 'second()', ...block];
    const partners = [...align(view(old), view(now))];
    assert.deepEqual(partners.slice(0, 7), [0, 1, 2, 3, -1, -1, -1]);
    assert.deepEqual(partners.slice(7), [11, 12, 13, 14]);
  });

  it('are left alone where all has changed, soon and without filling the memory', () => {
    const many = (name: string): string[] => Array.from({ length: 20_000 }, (_, at) => `${name}(${String(at % 5000)})`);
    assert.ok(align(view(many('old')), view(many('now'))).every((to) => to < 0));
  });
});
