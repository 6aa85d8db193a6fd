import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  createLanguage,
  createValueIndex,
  type ColumnValues,
  type Language,
  type ParseResult,
} from '../../../../src/spot/language/index';
import { loadModel, type Model } from '../../../../src/spot/model/index';
import type { SemanticQuery } from '../../../../src/spot/query/types';

export const NOW = '2025-12-31';
const FOLDER = new URL('../../../../decks/spot-director/sandbox/', import.meta.url);

export function readSandbox(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}

export function sandboxModel(): Model {
  const { model, diagnostics } = loadModel(readSandbox('model.yaml'), { path: 'model.yaml' });
  assert.ok(model, JSON.stringify(diagnostics));
  return model;
}

function values(table: string, column: string, ...list: string[]): ColumnValues {
  return { of: { field: 'column', table, column }, values: list };
}

const CHANNELS = values('sales', 'channel', 'app', 'phone', 'shop', 'web');

/** Some of the sandbox's values, per tenant. */
export const VALUES: Readonly<Record<string, readonly ColumnValues[]>> = {
  acme: [
    CHANNELS,
    values('stores', 'name', 'Acme Leeds', "Acme King's Cross", 'Acme Pop-up'),
    values('stores', 'city', 'Leeds', 'London', 'Aurora', 'Honolulu'),
    values('stores', 'region', 'North', 'South', 'East', 'West', 'Pacific'),
    values('categories', 'name', 'Home', 'Mugs', 'Lamps', 'Coats'),
    values(
      'products',
      'name',
      'Aurora Mug',
      "O'Brien's Mug",
      '100% Cotton Tee',
      'Rain Coat 🌧️',
      'كوب قهوة',
      'Gift Card',
    ),
    values('products', 'brand', 'Aurora', 'Ember', "O'Brien", 'Plain_Label'),
    values('promotions', 'name', 'Acme Black Friday 50% Off', 'Acme Buy One, Get One', "Acme Mothers' Day 💐"),
    values('promotions', 'kind', 'Discount', 'Bundle', 'Gift'),
    values('customers', 'name', "Ada O'Neil", 'Zoë Çelik'),
    values('customers', 'segment', 'Consumer', 'Business', 'Education'),
    values('customers', 'loyalty_tier', 'Bronze', 'Silver', 'Gold'),
    values('customers', 'city', 'Leeds', 'LEEDS', 'London', 'York'),
    values('customers', 'territory', 'Coastal', 'Inland', 'Border'),
    values('returns', 'reason', 'Damaged', 'Wrong size', 'Changed my mind'),
    values('calendar', 'season', 'Winter', 'Spring', 'Summer', 'Autumn'),
  ],
  globex: [
    CHANNELS,
    values('stores', 'name', 'Globex Paris', "Globex L'Île"),
    values('stores', 'city', 'Paris', 'دبي', 'São Paulo', 'New York'),
    values('stores', 'region', 'EMEA', 'Americas', 'APAC'),
    values('customers', 'city', 'Paris', 'paris', 'Lyon'),
  ],
  initech: [
    CHANNELS,
    values('stores', 'name', 'Initech Austin', 'Initech 100% Outlet'),
    values('stores', 'city', 'Austin', 'Reno'),
    values('stores', 'region', 'Texas', 'Mountain', 'West'),
    values('customers', 'city', 'Austin', 'Reno'),
  ],
};

const languages = new Map<string, Language>();

export function language(tenant = 'acme'): Language {
  let found = languages.get(tenant);
  if (!found) languages.set(tenant, (found = createLanguage(sandboxModel(), createValueIndex(VALUES[tenant] ?? []))));
  return found;
}

export function ask(question: string, follow: readonly (string | SemanticQuery)[] = [], now = NOW): ParseResult {
  return language().parse(question, { now, follow });
}

export function query(question: string, follow: readonly (string | SemanticQuery)[] = [], now = NOW): SemanticQuery {
  const result = ask(question, follow, now);
  return result.status === 'ok' ? result.query : assert.fail(`${question}: ${result.message}`);
}

/** What a question means, in the grammar's own words. */
export function reading(question: string, follow: readonly string[] = []): string {
  return language().describe(query(question, follow));
}

/** The reason, and the characters that it is about. */
export function refusal(question: string, follow: readonly string[] = []): string {
  const result = ask(question, follow);
  return result.status === 'ok' ? 'ok' : `${result.reason}: ${question.slice(result.start, result.end)}`;
}
