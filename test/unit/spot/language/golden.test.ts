import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { validateQuery } from '../../../../src/spot/query/index';
import { language, NOW, readSandbox, sandboxModel } from './sandbox';

interface Case {
  readonly ask: string;
  readonly tags?: readonly string[];
  readonly user: string;
  readonly now?: string;
  readonly follow?: readonly string[];
  readonly expect: { readonly refused?: string };
}

const OF_LANGUAGE = ['unknown-term', 'ambiguous', 'cannot-slice', 'invalid-date', 'too-complex'];
const TENANTS: Readonly<Record<string, string>> = { gita: 'globex', gus: 'globex', ivan: 'initech' };

describe('Spot language: the sandbox golden suite', () => {
  const cases = parse(readSandbox('golden.yaml')) as readonly Case[];

  it('reads every question that has an answer, and refuses the others for the right reason', () => {
    const wrong: string[] = [];
    for (const { ask, tags = [], user, now, follow, expect } of cases) {
      // What a formula compares within is looked at when SQL is made, and in the result.
      const later = tags.includes('group-sum') && expect.refused === 'cannot-slice';
      const refused = later ? 'ok' : (expect.refused ?? 'ok');
      if (refused !== 'ok' && !OF_LANGUAGE.includes(refused)) continue;
      const result = language(TENANTS[user] ?? 'acme').parse(ask, { now: now ?? NOW, follow: follow ?? [] });
      const got = result.status === 'ok' ? 'ok' : result.reason;
      if (got !== refused) wrong.push(`${ask}: ${got} instead of ${refused}`);
    }
    assert.deepEqual(wrong, []);
  });

  it('says each question back in words that mean the same', () => {
    const wrong: string[] = [];
    for (const { ask, user, now, follow } of cases) {
      const spoken = language(TENANTS[user] ?? 'acme');
      const request = { now: now ?? NOW, follow: follow ?? [] };
      const first = spoken.parse(ask, request);
      if (first.status !== 'ok') continue;
      const again = spoken.parse(spoken.describe(first.query), { now: request.now });
      if (again.status !== 'ok' || JSON.stringify(again.query) !== JSON.stringify(first.query))
        wrong.push(`${ask} -> ${spoken.describe(first.query)}`);
    }
    assert.deepEqual(wrong, []);
  });

  it('makes queries that the model accepts', () => {
    const model = sandboxModel();
    for (const { ask, user, now, follow } of cases) {
      const result = language(TENANTS[user] ?? 'acme').parse(ask, { now: now ?? NOW, follow: follow ?? [] });
      if (result.status === 'ok') assert.ok('query' in validateQuery(model, result.query), ask);
    }
  });
});
