import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDeck } from '../../../../src/deck';
import { checkProof, loadModel, loadPolicy, loadSuite, type ProofBlock } from '../../../../src/spot';
import { DECK } from '../runtime/support';

const read = (name: string): string => readFileSync(path.join(DECK, name), 'utf8');
const { model } = loadModel(read('model.yaml'), { path: 'model.yaml' });
assert.ok(model);
const { policy } = loadPolicy(read('policy.yaml'), { path: 'policy.yaml', model });
const context = { model, policy };

const check = (text: string, language: ProofBlock['language'] = 'spot'): string | undefined =>
  checkProof({ language, info: '', text, line: 1 }, context);

describe('proofs, checked without data', () => {
  it('must be answerable where they say that they are answered', () => {
    assert.match(check('target by customer') ?? '', /^Line 1: /);
    assert.match(check('-- as ana\nrevenue\n\ntarget by customer\n-- expect 3 rows') ?? '', /^Line 4: /);
    assert.match(check('revenue on 30 february 2025') ?? '', /^Line 1: /);
    assert.match(check('-- today yesterday\nrevenue') ?? '', /ISO date/);
    assert.match(check('-- as nobody\nrevenue') ?? '', /no user "nobody"/);
  });

  it('may be refused where that is what they show, and what only data can tell is left to them', () => {
    assert.equal(check('target by customer\n-- expect refused: cannot-slice'), undefined);
    assert.equal(check('revenue of brand Falcon'), undefined);
    assert.equal(check('-- after target by customer\nonly west'), undefined);
    assert.equal(check('-- model feedback\ntarget by customer'), undefined);
    assert.equal(check('SELECT nothing FROM nowhere', 'sql'), undefined);
  });

  it('nothing that is answered is called broken', () => {
    const { cases = [] } = loadSuite(read('golden.yaml'), { path: 'golden.yaml' });
    const answered = cases
      .filter(({ expect, follow }) => expect.kind !== 'refused' && follow.length === 0)
      .map(({ ask }) => ask);
    assert.ok(answered.length > 50, `${answered.length} questions`);
    for (const question of answered) {
      assert.equal(check(question.replace(/\n+/g, ' ')), undefined, question);
    }
    const deck = parseDeck(read('../deck.md'), { path: 'deck.md' });
    for (const { language, info, text } of deck.rounds.flatMap(({ cards }) => cards.flatMap((card) => card.queries)))
      assert.equal(checkProof({ language, info, text, line: 1 }, context), undefined, text);
  });
});
