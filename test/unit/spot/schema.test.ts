import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { GOLDEN_SCHEMA, MODEL_SCHEMA, POLICY_SCHEMA, textmateGrammar } from '../../../src/spot';

describe('the published schemas', () => {
  for (const [name, schema] of Object.entries({ model: MODEL_SCHEMA, policy: POLICY_SCHEMA, golden: GOLDEN_SCHEMA })) {
    it(`hold what the reader of ${name}.yaml goes by (else: npm run schemas)`, () => {
      const published: unknown = JSON.parse(readFileSync(`media/schemas/${name}.schema.json`, 'utf8'));
      assert.deepEqual(published, JSON.parse(JSON.stringify(schema)));
    });
  }

  it('colour the words of the grammar (else: npm run schemas)', () => {
    const published: unknown = JSON.parse(readFileSync('media/languages/spotql.tmLanguage.json', 'utf8'));
    assert.deepEqual(published, textmateGrammar());
  });
});
