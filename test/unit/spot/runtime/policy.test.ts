import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadModel, loadPolicy, type Model } from '../../../../src/spot';
import { PermissionChecker } from '../../../../src/spot/runtime/permissions';
import { MODEL, POLICY } from './support';

const { model } = loadModel(MODEL, { path: 'model.yaml' });
assert.ok(model);
const small: Model = model;
const places = (text: string): string[] =>
  loadPolicy(text, { path: 'policy.yaml', model: small }).diagnostics.map(
    ({ span, message }) => `${span.line}:${span.column} ${message}`,
  );

describe('policy.yaml', () => {
  it('tells every mistake at once, each at its place', () => {
    const found = places(
      [
        'users:',
        '  ana: {tenant: acme, roles: {a: b}}',
        'rows:',
        '  sale: {all: true}',
        '  sales: "[tenant] = {tenant}"',
        '  secrets: "sum([weight]) > 1"',
        'masks:',
        '  sales: {mail: {roles: [x]}}',
        'guardrail:',
        '  - {name: slow, pattern: "(a+)+"}',
        '  - {pattern: x}',
        'budgets:',
        '  session: {queries: -1, minutes: 3}',
        'kill_switch: {global: maybe}',
        'extra: 1',
      ].join('\n'),
    );
    assert.deepEqual(
      found.map((line) => line.split(' ')[0]),
      ['2:30', '4:3', '5:11', '6:13', '8:11', '10:28', '11:5', '13:22', '13:26', '14:23', '15:1'],
    );
  });

  it('rejects a placeholder that nobody has, and text of every kind without throwing', () => {
    assert.match(
      places('users: {a: {tenant: t}}\nrows: {sales: "[tenant_id] = {tenent}"}').join(),
      /tenent.*Did you mean "tenant"/,
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json(), fc.constantFrom('__proto__: {}', 'rows: *x', '- a', 'rows: {constructor: 1}')),
        (text) => {
          const { policy, diagnostics } = loadPolicy(text, { path: 'p', model: small });
          assert.ok(policy !== undefined || diagnostics.length > 0);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('permissions', () => {
  const { policy } = loadPolicy(POLICY, { path: 'policy.yaml', model: small });
  const checker = new PermissionChecker(small, policy);
  const key = (user?: string, tenant?: string): string | undefined => {
    const permission = checker.check({ user, tenant });
    return 'rights' in permission ? permission.rights.key : undefined;
  };

  it('know users and tenants of the policy only, and hold a user to their tenant', () => {
    assert.ok(key('ana'));
    assert.ok(key('ana', 'acme'));
    for (const [user, tenant] of [
      ['ana', 'globex'],
      ['mallory', undefined],
      [undefined, 'hooli'],
      [undefined, undefined],
      ['__proto__', undefined],
      ['constructor', 'acme'],
    ] as const)
      assert.equal(key(user, tenant), undefined, `${String(user)} ${String(tenant)}`);
  });

  it('take the tenant from whoever asks where the policy names nobody', () => {
    const text = 'rows: {sales: "[tenant_id] = {tenant}"}';
    const { policy: open, diagnostics } = loadPolicy(text, { path: 'policy.yaml', model: small });
    assert.ok(open, JSON.stringify(diagnostics));
    const nobody = new PermissionChecker(small, open);
    const [acme, none, ana] = [{ tenant: 'acme' }, {}, { user: 'ana' }].map((who) => nobody.check(who));
    assert.ok(acme && 'rights' in acme && none && 'rights' in none && ana && 'refused' in ana);
    assert.deepEqual([acme.rights.tenant, none.rights.tenant], ['acme', undefined]);
    assert.notEqual(acme.rights.key, none.rights.key);
  });

  it('are shared only by people who see the same', () => {
    assert.notEqual(key('ana'), key('gita'));
    assert.notEqual(key('ana'), key('max'));
    assert.notEqual(key('ana'), key('nora'));
    assert.equal(key('ana'), key('ana', 'acme'));
  });

  it('open nothing without a rule, and nothing at all without a policy', () => {
    const permission = checker.check({ user: 'max' });
    assert.ok('rights' in permission);
    assert.deepEqual([...permission.rights.security.tables.keys()], ['sales']);
    assert.deepEqual(Object.keys(checker.secured(permission.rights)), ['sales']);
    assert.ok('refused' in new PermissionChecker(small, undefined).check({ user: 'ana' }));
    assert.ok('refused' in new PermissionChecker(small, undefined).check({}));
  });
});
