/**
 * The resolved model: what `loadModel` makes of model.yaml. Plain, frozen data; everything that asks questions of it
 * (paths, reach, names) is a function beside it.
 */

/** What a value is, as far as formulas, filters and formats need to know. `unknown` until the data has been looked at. */
export type ValueType = 'text' | 'number' | 'boolean' | 'date' | 'timestamp' | 'unknown';

export type Aggregation =
  'sum' | 'average' | 'count' | 'count_distinct' | 'min' | 'max' | 'median' | 'stddev' | 'variance' | 'none';

export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';

/** Lines and columns from 1; the end is exclusive. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface ModelDiagnostic {
  readonly severity: 'error' | 'warning';
  /** What happened and what to do next, in a sentence or two. */
  readonly message: string;
  /** The path given to `loadModel`. */
  readonly file: string;
  readonly span: Span;
}

export interface Model {
  readonly name: string;
  readonly description?: string;
  /** Hash of everything that can change an answer or the understanding of a question. */
  readonly version: string;
  readonly weekStart: Weekday;
  /** Bare time words mean this date when the measure's own table names none. Always a date of a table, not of a role. */
  readonly defaultDate?: ColumnRef;
  /** Passed on to the tables' SQL; not used by questions. */
  readonly parameters: ReadonlyMap<string, string | number | boolean>;
  /** By key (the name that SQL sees), in the file's order. */
  readonly tables: ReadonlyMap<string, ModelTable>;
  /**
   * What a question can stand on, by name: every table under its own name, and every role (`as:` of a join), which is
   * the same table in another part. Attributes of a role are `FieldRef`s whose `table` is the role.
   */
  readonly nodes: ReadonlyMap<string, ModelNode>;
  readonly joins: readonly ModelJoin[];
  /** By their declared name, in the file's order. */
  readonly formulas: ReadonlyMap<string, ModelFormula>;
  /** Everything that a question may name: columns of tables and of roles, formulas, and the count of every table. */
  readonly fields: readonly ModelField[];
}

export interface ModelNode {
  /** A table's key, or the role's name. */
  readonly name: string;
  /** Key of the table that is read. */
  readonly table: string;
  readonly role: boolean;
}

export interface ModelTable {
  readonly key: string;
  readonly source: ModelSource;
  readonly description?: string;
  readonly synonyms: readonly string[];
  /** Column keys; empty when none is declared. */
  readonly primaryKey: readonly string[];
  /** Column key of the table's own default date. */
  readonly date?: string;
  /** Column key that holds the tenant, where the model says so. */
  readonly tenant?: string;
  readonly columns: ReadonlyMap<string, ModelColumn>;
  readonly span: Span;
}

export type ModelSource =
  | { readonly type: 'file'; readonly path: string; readonly format: 'csv' | 'parquet' | 'json' }
  | { readonly type: 'sql'; readonly sql: string }
  /** A table that is there already: one that another table's script makes beside its own. */
  | { readonly type: 'table'; readonly name: string };

export interface ModelColumn {
  readonly table: string;
  readonly key: string;
  /** What people call it: `name`, or the key with underscores as spaces. */
  readonly name: string;
  readonly kind: 'attribute' | 'measure';
  readonly valueType: ValueType;
  /** Default aggregation; `none` for attributes. */
  readonly aggregation: Aggregation;
  readonly synonyms: readonly string[];
  readonly description?: string;
  /** Spreadsheet-style number format, e.g. `$#,##0.00`. */
  readonly format?: string;
  /** The period that a date is grouped by when the question gives none. */
  readonly bucket?: DateBucket;
  /** Not offered to questions. Joins, keys and formulas may use it. */
  readonly hidden: boolean;
  /** Value → words that mean it. One word may stand for several values (`west coast` = West or Pacific). */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly semiAdditive?: SemiAdditive;
  readonly span: Span;
}

/** Adds up over everything but `date`; over time it is the count taken on the last (first) date of the period. */
export interface SemiAdditive {
  readonly date: string;
  readonly take: 'last' | 'first';
}

export interface ModelJoin {
  /** `from>to` by node names: unique. */
  readonly id: string;
  /** Node at the "many" end. */
  readonly from: string;
  /** Node at the "one" end: the target's own name, or the role. */
  readonly to: string;
  /** Pairs of column keys: [of from's table, of to's table]. */
  readonly on: readonly (readonly [string, string])[];
  readonly cardinality: 'many_to_one' | 'one_to_one';
  readonly type: 'left' | 'inner';
  /** What the data has been seen to keep (`checkModelAgainstData`); absent while nobody has looked. */
  readonly kept?: JoinKept;
  readonly span: Span;
}

export interface JoinKept {
  /** Every row of `from`, whoever's it is, meets a row of `to`. */
  readonly total: boolean;
  /** Both tables say whose their rows are, and rows that meet are the same tenant's. */
  readonly sameTenant: boolean;
}

export interface ModelFormula {
  readonly name: string;
  /**
   * `attribute`: row level, groups and filters. `measure`: row level on `table`, then aggregated by `aggregation`.
   * `aggregate`: an expression over aggregates; has no table.
   */
  readonly kind: 'attribute' | 'measure' | 'aggregate';
  /** Where a row-level formula is evaluated (a table's key). */
  readonly table?: string;
  readonly expression: Expression;
  readonly source: string;
  readonly valueType: ValueType;
  readonly aggregation: Aggregation;
  readonly synonyms: readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly hidden: boolean;
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly span: Span;
}

/** One thing that a question may name. `names` are what people type: own name first, then synonyms. */
export interface ModelField {
  /** What it can be in a question. A measure column may also be filtered row by row. */
  readonly kind: 'attribute' | 'measure' | 'count';
  /** Unset for counts. */
  readonly ref?: FieldRef;
  /** The node it belongs to; unset for aggregate formulas. */
  readonly node?: string;
  readonly name: string;
  /** Own name and synonyms, as written. For a role's fields empty: they are reached by `qualified` only. */
  readonly names: readonly string[];
  /** `<node> <name>` and so on: what settles an ambiguity ("stores city", "ship calendar holiday"). */
  readonly qualified: readonly string[];
  readonly valueType: ValueType;
  readonly aggregation: Aggregation;
  readonly description?: string;
  readonly format?: string;
  readonly bucket?: DateBucket;
  readonly hidden: boolean;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** A column of a table or of a role. */
export interface ColumnRef {
  readonly field: 'column';
  /** Node: a table's key or a role's name. */
  readonly table: string;
  readonly column: string;
}

export interface FormulaRef {
  readonly field: 'formula';
  readonly formula: string;
}

export type FieldRef = ColumnRef | FormulaRef;

/** Periods on the calendar ("monthly"): shown as their first day (`hour`: as the timestamp of its start). */
export type CalendarBucket = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

/**
 * Parts that come round again. `day_of_week` and `month_of_year` are shown as names (Monday, January), `quarter_of_year`
 * as Q1 to Q4, the others as numbers. Weeks of the year are ISO weeks.
 */
export type CyclicBucket =
  'hour_of_day' | 'day_of_week' | 'day_of_month' | 'week_of_year' | 'month_of_year' | 'quarter_of_year';

export type DateBucket = CalendarBucket | CyclicBucket;

/** A typed formula. Positions are offsets into the formula's own text. */
export type Expression =
  | {
      readonly node: 'literal';
      readonly value: string | number | boolean | null;
      readonly type: ValueType;
      readonly at: Offsets;
    }
  /** A column as seen from the formula's own table: `table` is a node. */
  | {
      readonly node: 'column';
      readonly table: string;
      readonly column: string;
      readonly type: ValueType;
      readonly at: Offsets;
    }
  | { readonly node: 'formula'; readonly name: string; readonly type: ValueType; readonly at: Offsets }
  /** A value from outside (policy rules: `{tenant}`, `{role:manager}`); never in a model's formula. */
  | { readonly node: 'placeholder'; readonly name: string; readonly type: ValueType; readonly at: Offsets }
  | {
      readonly node: 'unary';
      readonly op: '-' | 'not';
      readonly operand: Expression;
      readonly type: ValueType;
      readonly at: Offsets;
    }
  | {
      readonly node: 'binary';
      readonly op: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly type: ValueType;
      readonly at: Offsets;
    }
  | {
      readonly node: 'in';
      readonly operand: Expression;
      readonly list: readonly Expression[];
      readonly negated: boolean;
      readonly type: 'boolean';
      readonly at: Offsets;
    }
  | {
      readonly node: 'is_null';
      readonly operand: Expression;
      readonly negated: boolean;
      readonly type: 'boolean';
      readonly at: Offsets;
    }
  | {
      readonly node: 'if';
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      /** NULL when absent. */
      readonly otherwise: Expression | undefined;
      readonly type: ValueType;
      readonly at: Offsets;
    }
  /** Row-level functions and `safe_divide`, see `FUNCTIONS`. */
  | {
      readonly node: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly type: ValueType;
      readonly at: Offsets;
    }
  /** `sum([revenue])`. */
  | {
      readonly node: 'aggregate';
      readonly aggregation: Exclude<Aggregation, 'none'>;
      /** Row level, evaluated at the grain of `table`. */
      readonly operand: Expression;
      readonly table: string;
      readonly type: ValueType;
      readonly at: Offsets;
    }
  /** `sales count` in brackets. */
  | { readonly node: 'count'; readonly table: string; readonly type: 'number'; readonly at: Offsets }
  /** `cumulative_sum`, `moving_average`, `group_sum` and their like: over the rows of a result. */
  | {
      readonly node: 'window';
      readonly window: 'cumulative' | 'moving' | 'group';
      readonly operand: Expression;
      /** `cumulative` and `moving`: the order. `group`: the grain. */
      readonly by: readonly FieldRef[];
      /** `moving`: rows before and after. */
      readonly before: number;
      readonly after: number;
      readonly type: 'number';
      readonly at: Offsets;
    };

export type BinaryOperator = '+' | '-' | '*' | '/' | '=' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or';

export interface Offsets {
  readonly start: number;
  readonly end: number;
}
