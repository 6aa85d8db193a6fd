import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ContentGuardrail } from '../../../../src/spot';
import { checkPattern } from '../../../../src/spot/runtime/guardrail';
import { Matcher } from '../../../../src/spot/runtime/guardrail/matcher';
import { parsePattern } from '../../../../src/spot/runtime/guardrail/pattern';

const broken = (pattern: string, text: string): boolean =>
  new ContentGuardrail([{ name: 'rule', pattern, message: '' }]).broken(text) !== undefined;

describe('guardrail', () => {
  it('sees through disguises: width, invisible characters, case, accents, other alphabets', () => {
    for (const text of [
      'who wins the election',
      'ELECTION',
      'ｅｌｅｃｔｉｏｎ',
      'elec\u200btion',
      'el\u00adection',
      'elec\u{e0001}tion',
      'еlесtіоn',
      'ΕLΕCTION',
      'élection',
      'e\u0301lection',
      '𝐞𝐥𝐞𝐜𝐭𝐢𝐨𝐧',
    ]) {
      assert.ok(broken('\\belection\\b', text), text);
    }
    for (const text of ['selection', 'elections', 'elect ion', 'revenue'])
      assert.ok(!broken('\\belection\\b', text), text);
  });

  it('rejects patterns that can take more than linear time, and what it cannot match, at the character', () => {
    const patterns: Record<string, number> = {
      '(a+)+$': 0,
      '(a|a)*b': 0,
      '(a|b|ab)+c': 0,
      '(a*)*': 0,
      'a*a*b': 0,
      '.*.*=': 0,
      '(x+x+)+y': 0,
      '\\s+.*\\s+x': 0,
      'ab(a)\\1': 5,
      'ab(?=c)': 2,
      'a(?<!b)c': 1,
      'ab(c': 2,
      'abc)': 3,
      'a[b': 1,
      'a**': 0,
      '*a': 0,
      'a{3,2}': 1,
      '\\q': 0,
    };
    for (const [pattern, at] of Object.entries(patterns)) assert.equal(checkPattern(pattern)?.at, at, pattern);
  });

  it('takes the patterns that people write', () => {
    for (const pattern of [
      '\\b(ignore|disregard)\\b[^.!?]{0,60}\\b(instructions?|rules?)\\b',
      'drop\\s+table',
      '(?:\\w+\\s+){0,3}password',
      '(?<word>api[ _-]?keys?)',
      'ignore.*(rules|policy)',
      '^\\s*(a|b)+?$',
      '[a-z]+@[a-z.]+',
      '\\p{Lu}\\u{1F600}',
      'a{2,}',
    ]) {
      assert.equal(checkPattern(pattern), undefined, pattern);
    }
  });

  it('finds what a regular expression of JavaScript finds', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      'ab',
      '[ab]',
      '[^a]',
      '.',
      '\\d',
      '\\w',
      '\\s',
      '\\b',
      'x?',
      '(a|b)',
      '(?:ab|c)',
    );
    const quantified = fc
      .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{0,2}'))
      .map(([one, many]) =>
        one === '\\b' || /[?]$/.test(one) ? one : /^(ab)$/.test(one) ? `(?:ab)${many}` : one + many,
      );
    const source = fc
      .array(
        fc.array(quantified, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
        { minLength: 1, maxLength: 3 },
      )
      .map((parts) => parts.join('|'));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'x', '1', ' ', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(source, text, (pattern, subject) => {
        assert.equal(new Matcher(parsePattern(pattern)).test(subject), new RegExp(pattern, 'u').test(subject));
      }),
      { numRuns: 600 },
    );
  });

  it('takes time in proportion to a hostile text', () => {
    const rule = new ContentGuardrail([{ name: 'x', pattern: '(ignore|disregard)[^.!?]{0,60}rules', message: '' }]);
    assert.equal(rule.broken('ignore '.repeat(2500)), undefined);
    assert.ok(rule.broken(`${'ignore '.repeat(2500)}rules`));
  });
});
