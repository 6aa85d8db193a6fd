import assert from 'node:assert/strict';
import fc from 'fast-check';
import { appendCase, loadSuite } from '../../../src/spot';

describe('a down-voted question becomes a golden case', () => {
  const candidate = { ask: 'revenue by region', user: 'ana', comment: 'Down-voted by ana.' };
  const cases = (text: string) => loadSuite(text, { path: 'golden.yaml' }).cases ?? [];

  it('at the end of a suite, which stays as it was', () => {
    const suite = '# Suite\n\n- ask: revenue\n  user: ana\n  expect: {refused: budget}   # why\n';
    const { text, line } = appendCase(suite, candidate);
    assert.ok(text.startsWith(suite));
    assert.deepEqual(
      cases(text).map(({ ask }) => ask),
      ['revenue', 'revenue by region'],
    );
    assert.match(text.split('\n')[line - 1] ?? '', /SELECT NULL/);
  });

  it('in a suite that is empty, indented, in brackets, or has Windows line ends', () => {
    for (const suite of [
      '',
      '# nothing yet',
      '[]',
      '  - ask: a\n    expect: {refused: budget}',
      '[{"ask": "a", "expect": {"refused": "budget"}}]',
      '- ask: a\r\n  expect: {refused: budget}\r\n',
    ]) {
      const { text, line } = appendCase(suite, candidate);
      assert.equal(cases(text).at(-1)?.ask, candidate.ask, text);
      assert.match(text.split('\n')[line - 1] ?? '', /SELECT NULL/);
    }
  });

  it('whatever the question is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (ask) => {
        fc.pre(ask.trim() !== '');
        const { text } = appendCase('- ask: a\n  expect: {refused: budget}\n', { ...candidate, ask, comment: ask });
        assert.equal(cases(text).at(-1)?.ask, ask, text);
      }),
    );
  });

  it('not in a suite that cannot be read', () => {
    assert.throws(() => appendCase('- ask: [', candidate));
    assert.throws(() => appendCase('ask: me', candidate), /no list/);
  });
});
