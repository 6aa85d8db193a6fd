import assert from 'node:assert/strict';
import { loadModel, loadPolicy } from '../../../../src/spot';
import { MetadataIndex } from '../../../../src/spot/runtime/metadata';
import { PermissionChecker } from '../../../../src/spot/runtime/permissions';
import { MODEL, POLICY } from './support';

const { model } = loadModel(
  MODEL.replace('name: revenue', 'name: revenue, synonyms: [turnover], description: What customers paid'),
  {
    path: 'model.yaml',
  },
);
assert.ok(model);
const { policy } = loadPolicy(POLICY, { path: 'policy.yaml', model });
const permission = new PermissionChecker(model, policy).check({ user: 'ana' });
assert.ok('rights' in permission);
const index = new MetadataIndex(model, permission.rights, [
  { of: { field: 'column', table: 'sales', column: 'region' }, values: ['North Shore', 'South Bank'] },
]);
const said = (words: string, tenant = 'acme'): string[] => index.search(words, tenant, 5).map(({ chunk }) => chunk.say);

describe('metadata index', () => {
  it('finds by name, synonym, description and value, misspelt too, the best first', () => {
    assert.equal(said('turnovr')[0], 'revenue');
    assert.equal(said('customers paid')[0], 'revenue');
    assert.equal(said('north shor')[0], 'North Shore');
    assert.deepEqual(said('xqzw'), []);
    assert.deepEqual(said(''), []);
  });

  it('holds nothing of a table that may not be read, and shows a value to its own tenant only', () => {
    assert.ok(!said('word').includes('word'));
    assert.ok(!said('weight').includes('weight'));
    assert.deepEqual(said('north shore', 'globex'), []);
    assert.equal(said('turnover', 'globex')[0], 'revenue');
  });
});
