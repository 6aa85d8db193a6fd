import { checkExpression, isRealDate, type Names } from '../model/expression/check';
import { FUNCTIONS } from '../model/expression/functions';
import { parseExpression } from '../model/expression/parser';
import { ExpressionError } from '../model/expression/tokens';
import { hint } from '../model/nearest';
import type { Expression, ModelTable, Offsets, ValueType } from '../model/types';

/** What one person may read. A table without an entry is not readable. */
export interface Security {
  readonly tables: ReadonlyMap<string, TableSecurity>;
}

export interface TableSecurity {
  /** `all`, or a condition over the table's own columns (see `parseRule`). Text is compared exactly, case included. */
  readonly rows: 'all' | Expression;
  /** Column key → what stands in its place. Filters and formulas see that too. */
  readonly masks?: ReadonlyMap<string, Mask>;
}

/** A day is told apart from its text: a date that is masked by one stays a date. */
export type Mask = string | number | boolean | null | { readonly day: string };

export type ParsedRule =
  | { readonly expression: Expression; readonly placeholders: readonly string[] }
  | { readonly error: string; readonly at: Offsets };

/** Reads a row rule of a policy, such as `[tenant_id] = {tenant}`. `{name}`s stay open until `fillRule`. */
export function parseRule(text: string, table: ModelTable): ParsedRule {
  const placeholders = new Set<string>();
  const never = (at: Offsets): never => {
    throw new ExpressionError('A row rule looks at one row of its own table: no aggregates.', at);
  };
  const names: Names = {
    reference(other, name, _level, at) {
      const lower = name.toLowerCase();
      const columns = [...table.columns.values()];
      const found =
        columns.find((column) => column.key.toLowerCase() === lower) ??
        columns.find((column) => column.name.toLowerCase() === lower);
      if (found && (other === undefined || other === table.key)) {
        return { node: 'column', table: table.key, column: found.key, type: found.valueType, at };
      }
      throw new ExpressionError(
        `Table "${table.key}" has no column "${name}". ${hint(name, table.columns.keys())}`,
        at,
      );
    },
    placeholder(name, at) {
      placeholders.add(name);
      return { node: 'placeholder', name, type: name.startsWith('role:') ? 'boolean' : 'unknown', at };
    },
    field: (_table, _name, at) => never(at),
    grain: (_operand, at) => never(at),
    measure: (_table, _name, at) => never(at),
  };
  try {
    const expression = checkExpression(parseExpression(text), names, 'row');
    if (expression.type !== 'boolean' && expression.type !== 'unknown') {
      throw new ExpressionError(`A row rule is a condition, and this is a ${expression.type}.`, expression.at);
    }
    return { expression, placeholders: [...placeholders] };
  } catch (error) {
    if (error instanceof ExpressionError) return { error: error.message, at: error.at };
    throw error;
  }
}

type Filled = string | number | boolean | undefined;

/**
 * Puts values in a rule's placeholders, each as the type of what it stands beside: were the engine left to convert one
 * of the two, its complaint could quote a row that the rule hides. What has no value, or none of that type, is NULL, so
 * that a comparison with it is never true.
 */
export function fillRule(rule: Expression, valueOf: (name: string) => Filled): Expression {
  const fill = (part: Expression, beside: ValueType = 'unknown'): Expression => {
    switch (part.node) {
      case 'placeholder':
        return { node: 'literal', ...fitted(valueOf(part.name), beside), at: part.at };
      case 'unary':
        return { ...part, operand: fill(part.operand, part.op === 'not' ? 'boolean' : 'number') };
      case 'is_null':
        return { ...part, operand: fill(part.operand) };
      case 'binary': {
        const { op, left, right } = part;
        const both = op === 'and' || op === 'or' ? 'boolean' : '+-*/'.includes(op) ? 'number' : undefined;
        return { ...part, left: fill(left, both ?? right.type), right: fill(right, both ?? left.type) };
      }
      case 'in': {
        const listed = part.list.find(({ type }) => type !== 'unknown')?.type;
        return {
          ...part,
          operand: fill(part.operand, listed),
          list: part.list.map((item) => fill(item, part.operand.type)),
        };
      }
      case 'if':
        return {
          ...part,
          branches: part.branches.map(({ when, then }) => ({
            when: fill(when, 'boolean'),
            then: fill(then, part.type),
          })),
          otherwise: part.otherwise && fill(part.otherwise, part.type),
        };
      case 'call': {
        const wanted = FUNCTIONS.get(part.name)?.args ?? [];
        const typeAt = (index: number): ValueType => {
          const type = wanted[Math.min(index, wanted.length - 1)] ?? 'any';
          return type === 'any' ? part.type : type === 'moment' ? 'date' : type;
        };
        return { ...part, args: part.args.map((arg, index) => fill(arg, typeAt(index))) };
      }
      default:
        return part;
    }
  };
  return fill(rule, 'boolean');
}

/** A value as a type, or NULL where it is none of that type. */
function fitted(
  value: Filled,
  type: ValueType,
): { readonly value: string | number | boolean | null; readonly type: ValueType } {
  const nothing = { value: null, type: 'unknown' } as const;
  if (value === undefined) return nothing;
  const text = String(value);
  switch (type) {
    case 'text':
      return { value: text, type };
    case 'number':
      return /^-?\d{1,30}(?:\.\d{1,30})?$/.test(text) ? { value: text, type } : nothing;
    case 'boolean':
      return text === 'true' || text === 'false' ? { value: text === 'true', type } : nothing;
    case 'date':
    case 'timestamp':
      return isRealDate(text) ? { value: text, type: 'date' } : nothing;
    default:
      return { value, type: typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text' };
  }
}
