import assert from 'node:assert/strict';
import { createLanguage, createValueIndex, type ParseResult } from '../../../../src/spot/language/index';
import { loadModel } from '../../../../src/spot/model/index';
import { ask as askSandbox, NOW, query, refusal, sandboxModel, VALUES } from './sandbox';

/** A day that flights reach twice, in two parts; a country that they reach in one part only; and a person with a parent. */
const MODEL = `
name: Flights
tables:
  flights:
    table: flights
    columns:
      start: {type: attribute, hidden: true}
      goal: {type: attribute, hidden: true}
      flag: {type: attribute, hidden: true}
      pilot: {type: attribute, hidden: true}
      seats: {type: measure}
  airports:
    table: airports
    primary_key: [code]
    columns:
      code: {type: attribute, name: airport}
      city: {type: attribute}
  countries:
    table: countries
    primary_key: [id]
    columns:
      id: {type: attribute, hidden: true}
      country: {type: attribute, values: {France: [hexagon]}}
  pilots:
    table: pilots
    primary_key: [id]
    columns:
      id: {type: attribute, hidden: true}
      boss: {type: attribute, hidden: true}
      base: {type: attribute, values: {Nice: [riviera]}}
joins:
  - {from: flights, to: airports, on: {start: code}, as: origin}
  - {from: flights, to: airports, on: {goal: code}, as: destination}
  - {from: flights, to: countries, on: {flag: id}, as: carrier}
  - {from: flights, to: pilots, on: {pilot: id}}
  - {from: pilots, to: pilots, on: {boss: id}, as: chief}
`;

describe('Spot language: roles', () => {
  const { model, diagnostics } = loadModel(MODEL, { path: 'model.yaml' });
  assert.ok(model, JSON.stringify(diagnostics));
  const values = (table: string, column: string, ...list: string[]) => ({
    of: { field: 'column', table, column } as const,
    values: list,
  });
  const language = createLanguage(
    model,
    createValueIndex([
      values('airports', 'city', 'Oslo', 'Rome'),
      values('countries', 'country', 'France', 'Spain'),
      values('pilots', 'base', 'Nice', 'Bonn'),
    ]),
  );
  const ask = (question: string, ...follow: string[]): ParseResult => language.parse(question, { now: NOW, follow });
  const meaning = (question: string, ...follow: string[]): string => {
    const result = ask(question, ...follow);
    return result.status === 'ok' ? language.describe(result.query) : `${result.reason}: ${result.message}`;
  };

  it('takes the one part that the measure reaches, for names and values', () => {
    assert.equal(meaning('seats by country'), 'seats by carrier country');
    assert.equal(meaning('spain seats'), 'seats where carrier country = "Spain"');
    assert.equal(meaning('seats for the hexagon'), 'seats where carrier country = "France"');
    assert.equal(meaning('seats where country is not spain'), 'seats where carrier country != "Spain"');
    assert.equal(meaning('country spain seats'), 'seats where carrier country = "Spain"');
    assert.equal(meaning('seats France vs Spain'), 'seats "France" carrier country vs "Spain" carrier country');
  });

  it('asks which one is meant where there are several', () => {
    const refused = ask('seats by city');
    assert.ok(refused.status === 'refused');
    assert.equal(refused.reason, 'ambiguous');
    assert.deepEqual(
      refused.suggestions.map(({ text }) => text),
      ['origin city', 'destination city'],
    );
    assert.match(meaning('seats for Rome'), /^ambiguous: .*origin city or destination city/);
    assert.equal(meaning('seats by origin city for Rome'), 'seats by origin city where origin city = "Rome"');
    assert.equal(meaning('seats for "Rome" destination city'), 'seats where destination city = "Rome"');
  });

  it('prefers the table itself to a part that it plays, unless the words name the part', () => {
    assert.equal(meaning('seats for Bonn'), 'seats where base = "Bonn"');
    assert.equal(meaning('riviera seats'), 'seats where base = "Nice"');
    assert.equal(meaning('seats for "Bonn" chief base'), 'seats where chief base = "Bonn"');
    assert.equal(meaning('seats by chief base for Bonn'), 'seats by chief base where chief base = "Bonn"');
  });

  it('refuses a value that the part’s table does not hold', () => {
    assert.match(meaning('seats where origin city = Atlantis'), /^unknown-term: “Atlantis” is not a value/);
  });

  it('means in a follow-up the column that the question before named', () => {
    assert.equal(meaning('only Bonn', 'seats by chief base'), 'seats by chief base where chief base = "Bonn"');
    assert.equal(
      meaning('only Rome', 'seats by destination city'),
      'seats by destination city where destination city = "Rome"',
    );
    assert.match(meaning('only Rome', 'seats'), /^ambiguous/);
  });
});

describe('Spot language: what a question before named', () => {
  it('settles a value of several columns, by the column and then by its table', () => {
    const city = (table: string): unknown => ({
      op: '=',
      on: { of: { field: 'column', table, column: 'city' } },
      value: 'London',
    });
    assert.deepEqual(query('only London', ['revenue by customer city']).filter, city('customers'));
    assert.deepEqual(query('only London', ['revenue by store city']).filter, city('stores'));
    assert.deepEqual(query('and for London', ['revenue by segment']).filter, city('customers'));
    assert.match(refusal('revenue in London'), /^ambiguous/);
  });

  it('means the column, not what is worked out from it alone', () => {
    const model = sandboxModel();
    const of = { field: 'formula', formula: 'brand label' } as const;
    const labels = { of, values: ['EMBER', 'AURORA'] };
    const language = createLanguage(model, createValueIndex([...(VALUES['acme'] ?? []), labels]));
    const result = language.parse('ember revenue', { now: NOW });
    assert.equal(result.status === 'ok' && language.describe(result.query), 'revenue where brand = "Ember"');
    const label = language.parse('revenue by brand label for ember', { now: NOW });
    assert.match(
      label.status === 'ok' ? language.describe(label.query) : label.message,
      /where brand label = "EMBER"$/,
    );
    assert.equal(language.parse('aurora revenue', { now: NOW }).status, 'refused');
  });

  it('refuses to group by a measure', () => {
    const refused = askSandbox('revenue by units');
    assert.match(refused.status === 'refused' ? refused.message : '', /“units” is a measure, and “by” groups by/);
    assert.equal(query('stores by revenue').attributes.length, 1);
  });
});
