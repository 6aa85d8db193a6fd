import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { MODEL_SCHEMA } from '../../../src/spot';

describe('the published schema', () => {
  it('is the one that the model reader goes by (else: npm run schemas)', () => {
    const published: unknown = JSON.parse(readFileSync('media/schemas/model.schema.json', 'utf8'));
    assert.deepEqual(published, JSON.parse(JSON.stringify(MODEL_SCHEMA)));
  });
});
