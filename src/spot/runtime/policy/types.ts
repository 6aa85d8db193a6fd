import type { Expression } from '../../model';
import type { GuardrailRule } from '../guardrail';

/** What policy.yaml says. Tables and columns in it exist in the model; patterns are safe to match. */
export interface Policy {
  /** Hash of the file: changes with anything in it. */
  readonly version: string;
  readonly users: ReadonlyMap<string, PolicyUser>;
  /** By table key. A table that is not in here cannot be read. */
  readonly rows: ReadonlyMap<string, RowRule>;
  /** By table key, then column key. */
  readonly masks: ReadonlyMap<string, ReadonlyMap<string, ColumnMask>>;
  readonly guardrail: readonly GuardrailRule[];
  readonly budgets: Budgets;
  readonly killSwitch: { readonly global: boolean; readonly tenants: readonly string[] };
}

export interface PolicyUser {
  readonly tenant?: string;
  readonly roles: readonly string[];
  /** Everything else that the policy says of a user, for `{name}` in rules. */
  readonly attributes: ReadonlyMap<string, PlainValue>;
}

export type PlainValue = string | number | boolean;

export type RowRule =
  | { readonly rows: 'all' }
  | { readonly rows: 'rule'; readonly expression: Expression; readonly placeholders: readonly string[] };

/** Who has one of the roles sees the column; everybody else sees the replacement. */
export interface ColumnMask {
  readonly roles: readonly string[];
  readonly replacement: PlainValue | null;
}

/** What may be used up; what is not named is not limited. */
export interface Budget {
  readonly queries?: number;
  /** Of the engine's time. */
  readonly seconds?: number;
  readonly rows?: number;
}

export interface Budgets {
  readonly session: Budget;
  readonly tenants: ReadonlyMap<string, Budget>;
}
