import type { SpotResult } from '../../../../../src/protocol';

/** A result with every part that a result can have. */
export const RESULT: SpotResult = {
  version: 1,
  id: 'r1',
  language: 'spot',
  status: 'answered',
  text: 'revenue by region',
  reason: 'unknown-term',
  message: 'None.',
  start: 0,
  end: 7,
  suggestions: [{ text: 'returns', start: 0, end: 7 }],
  parts: [{ text: 'revenue', start: 0, end: 7, as: 'sum of sale_items.amount', kind: 'measure', alternatives: [] }],
  tenant: 'acme',
  user: 'ana',
  now: '2025-12-31',
  description: 'revenue by region',
  columns: [
    { name: 'region', type: 'text', role: 'attribute' },
    { name: 'revenue', type: 'decimal', role: 'measure', format: '$#,##0.00' },
  ],
  page: [
    ['East', null],
    ['1.50', '2.50'],
  ],
  rowCount: 2,
  sql: 'SELECT 1',
  params: [],
  checks: [{ name: 'totals', passed: true, detail: 'The groups add up.' }],
  trace: [{ step: 'plan', ms: 1, detail: '' }],
  notes: [],
  cache: 'miss',
  cost: { queries: 1, milliseconds: 2, statements: 1, rows: 2 },
  vote: 'up',
};
