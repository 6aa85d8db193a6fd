import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readResult } from '../../../../src/webview/spot-result/read';
import { sqlTokens } from '../../../../src/webview/spot-result/sql-tokens';
import { RESULT } from './support/results';

describe('a result of unknown origin', () => {
  it('is taken when it is whole', () => {
    assert.ok('result' in readResult(structuredClone(RESULT)));
  });

  it('is foreign when another version wrote it', () => {
    assert.deepEqual(readResult({ ...RESULT, version: 2 }), { problem: 'foreign' });
    assert.deepEqual(readResult({ text: 'something else' }), { problem: 'foreign' });
  });

  it('is told by the part that is broken', () => {
    for (const key of Object.keys(RESULT).filter((name) => name !== 'version')) {
      assert.deepEqual(readResult({ ...RESULT, [key]: Symbol('foreign') }), { problem: 'broken', where: key });
    }
    assert.deepEqual(readResult({ ...RESULT, page: [['East']] }), { problem: 'broken', where: 'page' });
    assert.deepEqual(readResult({ ...RESULT, page: [['East'], ['1', '2']] }), { problem: 'broken', where: 'page' });
    assert.deepEqual(readResult({ ...RESULT, page: [[{}], [1]] }), { problem: 'broken', where: 'page' });
    assert.deepEqual(readResult(undefined), { problem: 'broken', where: 'not an object' });
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.ok('problem' in readResult(value));
      }),
    );
  });
});

describe('SQL in colours', () => {
  it('loses no character', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from(`'"-/*$1a sel\n;`)) });
    fc.assert(
      fc.property(text, (sql) => {
        assert.equal(
          sqlTokens(sql)
            .map((token) => token.text)
            .join(''),
          sql,
        );
      }),
    );
  });

  it('knows keywords, names, text, values and comments', () => {
    const kinds = sqlTokens(`select "from" = 'it''s' + $1 -- from`).filter(({ kind }) => kind !== 'plain');
    assert.deepEqual(
      kinds.map(({ kind, text }) => `${kind} ${text}`),
      [`keyword select`, `text 'it''s'`, 'value $1', 'comment -- from'],
    );
  });
});
