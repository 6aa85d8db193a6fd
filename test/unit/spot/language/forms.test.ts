import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openForm } from '../../../../src/spot';

/** The label of the form and the slot that comes next, at the end of a text. */
function at(text: string): string | undefined {
  const open = openForm(text);
  return open && `${open.form.label} → ${open.form.slots[open.slot]?.text ?? ''}`;
}

describe('forms of constructions', () => {
  it('say how a date word goes on', () => {
    assert.equal(at('revenue last '), 'last [n] <unit> → [n]');
    assert.equal(at('revenue last 3 '), 'last [n] <unit> → <unit>');
    assert.equal(at('revenue by region this '), 'this <unit> → <unit>');
    assert.equal(at('revenue between '), 'between <a> and <b> → <a>');
    assert.equal(at('revenue between 2025-01-01 and '), 'between <a> and <b> → <b>');
    assert.equal(at('revenue since '), 'since <date> → <date>');
  });

  it('say how rankings and growth go on', () => {
    assert.equal(at('top 3 '), 'top [n] <attribute> by <measure> [per <attribute>] → <attribute>');
    assert.equal(at('top 3 stores by '), 'top [n] <attribute> by <measure> [per <attribute>] → <measure>');
    assert.equal(at('growth of '), 'growth of <measure> by <date attribute> <period> → <measure>');
  });

  it('end where the construction does', () => {
    assert.equal(at('revenue last quarter '), undefined);
    assert.equal(at('revenue last 3 months by '), undefined);
    assert.equal(at('revenue by '), undefined);
    assert.equal(at(''), undefined);
  });

  it('take any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const open = openForm(text);
        assert.ok(open === undefined || open.slot < open.form.slots.length);
      }),
    );
  });
});
