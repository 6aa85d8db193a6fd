import assert from 'node:assert/strict';
import {
  mentionsInModel,
  mentionsInPolicy,
  problemsIn,
  QuestionReader,
  type Mention,
} from '../../../../src/spot/authoring/index';
import { readSandbox, sandboxModel } from '../language/sandbox';
import { MODEL, modelOf, POLICY, shop } from './shop';

/** `margin=formula margin` and so on: what stands in the text, and what for. */
function shown(text: string, mentions: readonly Mention[]): string[] {
  return mentions.map(({ thing, start, end, as, by }) => {
    const of = Object.values(thing).join(' ');
    return `${text.slice(start, end)} = ${of}${as === 'use' ? '' : ` (${as})`} by ${by}`;
  });
}

describe("the names in a place's files", () => {
  it('are found everywhere in a model', () => {
    const lines = shown(MODEL, mentionsInModel('model.yaml', MODEL, modelOf(MODEL)));
    assert.deepEqual(lines, [
      'sales = table sales by key',
      'sold_on = column sales sold_on by key',
      'sales = table sales (definition) by key',
      'id = column sales id by key',
      'tenant = column sales tenant by key',
      'sold_on = column sales sold_on by key',
      'tenant = column sales tenant by key',
      'id = column sales id (definition) by key',
      'tenant = column sales tenant (definition) by key',
      'sold_on = column sales sold_on (definition) by key',
      'sale date = column sales sold_on (naming) by name',
      'store_id = column sales store_id (definition) by key',
      'amount = column sales amount (definition) by key',
      'revenue = column sales amount (naming) by name',
      'cost = column sales cost (definition) by key',
      'sold_on = column sales sold_on by key',
      'stores = table stores (definition) by key',
      'id = column stores id (definition) by key',
      'store_city = column stores store_city (definition) by key',
      'sales = table sales by key',
      'stores = table stores by key',
      'store_id = column sales store_id by key',
      'id = column stores id by key',
      'sales = table sales by key',
      'stores = table stores by key',
      'old store = role old store (definition) by name',
      'store_id = column sales store_id by key',
      'id = column stores id by key',
      'margin = formula margin (definition) by name',
      'revenue = column sales amount by name',
      'cost = column sales cost by name',
      'margin rate = formula margin rate (definition) by name',
      'margin = formula margin by name',
      'amount = column sales amount by key',
      'sales count = table sales by name',
      'city name = formula city name (definition) by name',
      'sales = table sales by key',
      'old store = role old store by key',
      'store city = column stores store_city by name',
    ]);
  });

  it('are found in a policy', () => {
    assert.deepEqual(shown(POLICY, mentionsInPolicy('policy.yaml', POLICY, modelOf(MODEL))), [
      'sales = table sales by key',
      'tenant = column sales tenant by key',
      'tenant = placeholder tenant by name',
      'sale date = column sales sold_on by name',
      'stores = table stores by key',
      'stores = table stores by key',
      'store_city = column stores store_city by key',
    ]);
  });

  it('are found in questions, wherever they are asked', () => {
    const reader = new QuestionReader(modelOf(MODEL));
    const lines = shop().flatMap((file) => shown(file.text, reader.mentions(file)));
    assert.deepEqual(lines, [
      'turnover = column sales amount by synonym',
      'store city = column stores store_city by name',
      'margin rate = formula margin rate by name',
      'store city = column stores store_city by name',
      'Revenues = column sales amount by name',
      'store city = column stores store_city by name',
      'margin = formula margin by name',
      'revenue = column sales amount by name',
      'sale date = column sales sold_on by name',
      'revenue = column sales amount by name',
      'store city = column stores store_city by name',
      'margin = formula margin by name',
      'revenue = column sales amount by name',
      'store city = column stores store_city by name',
      'margin = formula margin by name',
      'store city = column stores store_city by name',
      'margin rate = formula margin rate by name',
    ]);
  });

  it('are found with Windows line ends, and in a model with a mistake', () => {
    const windows = MODEL.replaceAll('\n', '\r\n');
    const plain = shown(MODEL, mentionsInModel('', MODEL, modelOf(MODEL)));
    assert.deepEqual(shown(windows, mentionsInModel('', windows, modelOf(windows))), plain);
    const broken = MODEL.replace('sum([cost])"', 'sum([cost]) +"').replace('take: last', 'take: never');
    assert.deepEqual(shown(broken, mentionsInModel('', broken, modelOf(broken))), plain);
  });

  it('lead somewhere for every reference of the shipped model', () => {
    const text = readSandbox('model.yaml');
    const model = sandboxModel();
    const mentions = mentionsInModel('model.yaml', text, model);
    const named = new Set(mentions.map(({ start }) => start));
    for (const match of text.matchAll(/expr: "[^"]*"/g)) {
      for (const reference of match[0].matchAll(/\[(?:[^\]:]*::)?/g)) {
        const at = match.index + reference.index + reference[0].length;
        assert.ok(named.has(at), text.slice(at, at + 40));
      }
    }
  });
});

describe("the problems of a place's files", () => {
  const file = (kind: 'model' | 'policy' | 'suite', text: string) => ({ kind, file: `${kind}.yaml`, text });

  it('are those of the loaders, at their place', () => {
    assert.deepEqual(problemsIn(file('model', MODEL), undefined), []);
    const [wrong] = problemsIn(file('model', MODEL.replace('sum([revenue])', 'sum([revenu])')), undefined);
    assert.match(wrong?.message ?? '', /revenu.*Did you mean "revenue"/);
    const [policy] = problemsIn(file('policy', POLICY.replace('[tenant]', '[tenent]')), MODEL);
    assert.match(policy?.message ?? '', /no column "tenent"/);
    const [suite] = problemsIn(file('suite', '- ask: revenue\n'), MODEL);
    assert.match(suite?.message ?? '', /"ask" and "expect"/);
  });

  it('are told of a policy beside a model with a mistake; without a model they say so', () => {
    const broken = MODEL.replace('sum([cost])"', 'sum([cost]) +"');
    assert.deepEqual(problemsIn(file('policy', POLICY), broken), []);
    const [only] = problemsIn(file('policy', POLICY), 'tables: [');
    assert.match(only?.message ?? '', /not checked, because model\.yaml cannot be read/);
  });
});
