import type { FORMULA_KEYS } from './formulas';
import type { JOIN_KEYS } from './joins';
import type { MODEL_KEYS } from './load';
import { WEEK_STARTS } from './load';
import type { COLUMN_KEYS, TABLE_KEYS } from './tables';
import { AGGREGATIONS, CALENDAR_BUCKETS, CYCLIC_BUCKETS, VALUE_TYPES } from './tables';

type Schema = Readonly<Record<string, unknown>>;

const text = (description: string): Schema => ({ type: 'string', minLength: 1, description });
const flag = (description: string): Schema => ({ type: 'boolean', description });
const choice = (options: readonly string[], description: string): Schema => ({ enum: options, description });
const texts = (description: string): Schema => ({
  description,
  oneOf: [{ type: 'string' }, { type: 'array', items: { type: ['string', 'number'] } }],
});

const VALUES: Schema = {
  type: 'object',
  description: 'Words that mean a value: {web: [online, internet]}. One word may stand for several values.',
  additionalProperties: texts('The words.'),
};

/** Every key that the reader knows needs an entry here: the types make sure of it. */
const COLUMN: Readonly<Record<(typeof COLUMN_KEYS)[number], Schema>> = {
  type: choice(['attribute', 'measure'], 'Attributes group and filter; measures are aggregated.'),
  name: text('What people call it. By default the key with underscores as spaces.'),
  data_type: choice(VALUE_TYPES, 'Known from the data once it is loaded; says it to formulas before that.'),
  aggregation: choice(AGGREGATIONS, 'How a measure is aggregated when the question does not say. By default sum.'),
  synonyms: texts('Other names.'),
  description: text('Shown beside the field, and searched for suggestions.'),
  format: text('Spreadsheet-style number format, such as "$#,##0.00".'),
  bucket: choice(
    [...CALENDAR_BUCKETS, ...CYCLIC_BUCKETS],
    'Period that a date is grouped by when the question gives none.',
  ),
  hidden: flag('Not offered to questions: keys and helpers.'),
  values: VALUES,
  semi_additive: {
    type: 'object',
    description: 'Adds up over everything but this date, such as stock on hand.',
    properties: {
      date: text('Column of the same table.'),
      take: choice(['last', 'first'], 'Which date of a period counts. By default last.'),
    },
    required: ['date'],
    additionalProperties: false,
  },
};

const TABLE: Readonly<Record<(typeof TABLE_KEYS)[number], Schema>> = {
  source: {
    type: 'string',
    pattern: '\\.([cC][sS][vV]|[pP][aA][rR][qQ][uU][eE][tT]|[jJ][sS][oO][nN])$',
    description: 'A .csv, .parquet or .json file, relative to this file.',
  },
  sql: text('A SELECT that is run once, when the data is loaded.'),
  table: text("The rows of a table that is there already: one that another table's sql makes beside its own."),
  description: text('What one row is.'),
  synonyms: texts('Other names of the table, used in counts and to tell columns apart.'),
  primary_key: texts('Columns that together are unique. Needed to split measures by the attributes of child tables.'),
  date: text("Column that bare time words mean for this table's measures."),
  tenant: text('Column that says whose row it is.'),
  columns: {
    type: 'object',
    description: 'By name in the data.',
    additionalProperties: { type: 'object', properties: COLUMN, required: ['type'], additionalProperties: false },
  },
};

const JOIN: Readonly<Record<(typeof JOIN_KEYS)[number], Schema>> = {
  from: text('Table or role at the "many" end.'),
  to: text('Table at the "one" end.'),
  on: {
    type: 'object',
    minProperties: 1,
    additionalProperties: { type: 'string' },
    description: '{column of `from`: column of `to`}',
  },
  as: text('Role: the target under another name, such as "ship calendar".'),
  cardinality: choice(['many_to_one', 'one_to_one'], 'Checked against the data. By default many_to_one.'),
  type: choice(['left', 'inner'], 'inner leaves rows without a match out wherever the join is used. By default left.'),
};

const FORMULA: Readonly<Record<(typeof FORMULA_KEYS)[number], Schema>> = {
  name: text('What people call it.'),
  expr: text('Names in brackets, text in quotes: "sum([revenue]) - sum([cost])".'),
  type: choice(['attribute', 'measure'], 'For formulas that are worked out row by row.'),
  table: text('The table whose rows a row-level formula is worked out on.'),
  aggregation: choice(AGGREGATIONS, 'How a row-level measure is aggregated. By default sum.'),
  synonyms: texts('Other names.'),
  description: text('Shown beside the formula.'),
  format: text('Spreadsheet-style number format.'),
  hidden: flag('Only for use in other formulas.'),
  values: VALUES,
};

const MODEL: Readonly<Record<(typeof MODEL_KEYS)[number], Schema>> = {
  name: text('Name of the model.'),
  description: text('What it is about.'),
  default_date: { type: 'string', pattern: '^[^.]+\\..+$', description: 'table.column that bare time words mean.' },
  week_start: choice(WEEK_STARTS, 'By default monday.'),
  parameters: {
    type: 'object',
    additionalProperties: { type: ['string', 'number', 'boolean'] },
    description: "Read in the tables' sql as getvariable('name').",
  },
  tables: {
    type: 'object',
    minProperties: 1,
    additionalProperties: {
      type: 'object',
      properties: TABLE,
      required: ['columns'],
      oneOf: [{ required: ['source'] }, { required: ['sql'] }, { required: ['table'] }],
      additionalProperties: false,
    },
  },
  joins: {
    type: 'array',
    items: { type: 'object', properties: JOIN, required: ['from', 'to', 'on'], additionalProperties: false },
  },
  formulas: {
    type: 'array',
    items: { type: 'object', properties: FORMULA, required: ['name', 'expr'], additionalProperties: false },
  },
};

/** JSON Schema of model.yaml, for editors. `loadModel` checks more: names, formulas, joins. */
export const MODEL_SCHEMA: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Spot model',
  type: 'object',
  properties: MODEL,
  required: ['tables'],
  additionalProperties: false,
};
