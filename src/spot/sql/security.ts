import { checkExpression, type Names } from '../model/expression/check';
import { parseExpression } from '../model/expression/parser';
import { ExpressionError } from '../model/expression/tokens';
import { hint } from '../model/nearest';
import type { Expression, ModelTable, Offsets } from '../model/types';

/** What one person may read. A table without an entry is not readable. */
export interface Security {
  readonly tables: ReadonlyMap<string, TableSecurity>;
}

export interface TableSecurity {
  /** `all`, or a condition over the table's own columns (see `parseRule`). Text is compared exactly, case included. */
  readonly rows: 'all' | Expression;
  /** Column key → what stands in its place. Filters and formulas see that too. */
  readonly masks?: ReadonlyMap<string, string | number | boolean | null>;
}

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

/** Puts values in a rule's placeholders. What has no value is NULL, so that a comparison with it is never true. */
export function fillRule(
  rule: Expression,
  valueOf: (name: string) => string | number | boolean | undefined,
): Expression {
  const fill = (part: Expression): Expression => {
    switch (part.node) {
      case 'placeholder': {
        const value = valueOf(part.name) ?? null;
        const type = typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text';
        return { node: 'literal', value, type: value === null ? 'unknown' : type, at: part.at };
      }
      case 'unary':
      case 'is_null':
        return { ...part, operand: fill(part.operand) };
      case 'binary':
        return { ...part, left: fill(part.left), right: fill(part.right) };
      case 'in':
        return { ...part, operand: fill(part.operand), list: part.list.map(fill) };
      case 'if':
        return {
          ...part,
          branches: part.branches.map(({ when, then }) => ({ when: fill(when), then: fill(then) })),
          otherwise: part.otherwise && fill(part.otherwise),
        };
      case 'call':
        return { ...part, args: part.args.map(fill) };
      default:
        return part;
    }
  };
  return fill(rule);
}
