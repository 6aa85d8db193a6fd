import assert from 'node:assert/strict';
import { namesInFormula, namesInRule, openBracket } from '../../../../src/spot/authoring/index';
import { MODEL, modelOf } from './shop';

/** What is open at the mark `|`. */
function open(text: string): string | undefined {
  const found = openBracket(text.replace('|', ''), text.indexOf('|'));
  return found && `${found.key}: ${found.typed}`;
}

describe('names in brackets', () => {
  it('are offered in a formula, with their table where several tables have one', () => {
    const texts = namesInFormula(modelOf(MODEL), '').map(({ text }) => text);
    for (const text of ['margin', 'revenue', 'sales::id', 'stores::id', 'store city', 'sales count']) {
      assert.ok(texts.includes(text), texts.join());
    }
    assert.deepEqual(
      namesInFormula(modelOf(MODEL), 'old store::st').map(({ text }) => text),
      ['old store::id', 'old store::store city'],
    );
  });

  it("are offered in a row rule: the table's own columns", () => {
    const texts = namesInRule(modelOf(MODEL), 'stores').map(({ text }) => text);
    assert.deepEqual(texts, ['id', 'store_city']);
  });

  it('are looked for where a bracket of a formula or rule is open', () => {
    assert.equal(open('- {name: m, expr: "sum([re|'), 'expr: re');
    assert.equal(open(`- name: m\n  expr: 'sum([a]) - sum([old store::|])'`), 'expr: old store::');
    assert.equal(open('- name: m\n  expr: sum([|'), 'expr: ');
    assert.equal(open('- name: m\n  expr: >\n    sum([a])\n    - sum([b|'), 'expr: b');
    assert.equal(open('rows:\n  sales: "[|'), 'sales: ');
    assert.equal(open('- {name: m, expr: "sum([re])|'), undefined);
    assert.equal(open('primary_key: [|'), undefined);
    assert.equal(open('synonyms: [a, |'), undefined);
  });
});
