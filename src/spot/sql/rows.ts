import { reach, type Path, type Step } from '../model/graph';
import type { Expression, Model, ModelFormula } from '../model/types';
import { toSql, literal, type Scope } from './expressions';
import { keepsEveryRow } from './keeps';
import type { Mask, Security } from './security';
import { binary, column, type From, type Join, type Source, type Sql } from './tree';

/** A scan or a way in the compiler that the query's check should have refused. */
export class NotPermitted extends Error {
  constructor(readonly table: string) {
    super(`You may not read the table "${table}".`);
    this.name = 'NotPermitted';
  }
}

interface Instance {
  readonly table: string;
  readonly alias: string;
  readonly columns: Set<string>;
  /** Columns needed unmasked, for joins and row identity only. */
  readonly keys: Set<string>;
  readonly children: Map<string, { readonly step: Step; readonly instance: Instance }>;
}

/** A key column's name where a mask has taken the column's own. */
const rawName = (key: string): string => `key of ${key}`;

/**
 * The one function that makes a table scan. It applies the row rule and the masks, so no query can be built that reads
 * a table without them.
 */
export function scan(
  security: Security,
  table: string,
  alias: string,
  columns: Iterable<string>,
  keys: Iterable<string> = [],
): Source {
  const rule = security.tables.get(table);
  if (!rule) throw new NotPermitted(table);
  const { rows, masks = new Map<string, Mask>() } = rule;
  const wanted = [...new Set(columns)];
  const maskedKeys = [...new Set(keys)].filter((key) => masks.has(key));
  const plainKeys = [...new Set(keys)].filter((key) => !masks.has(key) && !wanted.includes(key));
  if (rows === 'all' && !wanted.some((key) => masks.has(key)) && maskedKeys.length === 0) {
    return { source: 'table', name: table, alias };
  }
  const raw = (key: string): Sql => column(table, key);
  const scope: Scope = {
    column: (_table, key) => raw(key),
    formula: () => raw(''),
    aggregate: () => raw(''),
    window: () => raw(''),
    exact: true,
  };
  return {
    source: 'query',
    alias,
    query: {
      query: 'select',
      columns: [
        ...wanted.map((key) => ({ value: maskOr(masks, key, raw(key)), as: key })),
        ...plainKeys.map((key) => ({ value: raw(key), as: key })),
        ...maskedKeys.map((key) => ({ value: raw(key), as: rawName(key) })),
      ],
      from: { first: { source: 'table', name: table, alias: table }, joins: [] },
      ...(rows === 'all' ? {} : { where: [toSql(rows, scope)] }),
    },
  };
}

function maskOr(masks: ReadonlyMap<string, Mask>, key: string, value: Sql): Sql {
  const mask = masks.get(key);
  if (mask === undefined) return value;
  if (mask !== null && typeof mask === 'object') return literal(mask.day, 'date');
  return literal(mask, typeof mask === 'number' ? 'number' : typeof mask === 'boolean' ? 'boolean' : 'text');
}

/** Rows of one table with what they join to, grown as columns are asked for: no join that is not needed. */
export class Rows {
  private readonly root: Instance;
  private readonly aliases = new Set<string>();
  /** Joined besides the model's own joins. */
  readonly extra: Join[] = [];

  constructor(
    private readonly model: Model,
    private readonly security: Security,
    readonly table: string,
    alias = table,
  ) {
    this.root = this.instance(table, alias);
  }

  /** An alias that is free here. */
  alias(wanted: string): string {
    let alias = wanted;
    for (let n = 2; this.aliases.has(alias.toLowerCase()); n += 1) alias = `${wanted} ${n}`;
    this.aliases.add(alias.toLowerCase());
    return alias;
  }

  private instance(table: string, alias: string): Instance {
    if (!this.security.tables.has(table)) throw new NotPermitted(table);
    return { table, alias: this.alias(alias), columns: new Set(), keys: new Set(), children: new Map() };
  }

  private at(steps: readonly Step[]): Instance {
    let here = this.root;
    for (const step of steps) {
      const key = `${step.direction} ${step.from} ${step.join.id}`;
      let child = here.children.get(key);
      if (!child) {
        const table = this.model.nodes.get(step.to)?.table ?? step.to;
        child = { step, instance: this.instance(table, step.to) };
        here.children.set(key, child);
      }
      here = child.instance;
    }
    return here;
  }

  /** A column at the end of a way. */
  column(steps: readonly Step[], key: string): Sql {
    const instance = this.at(steps);
    instance.columns.add(key);
    return column(instance.alias, key);
  }

  /** A column as it is stored, for joins and row identity. */
  key(steps: readonly Step[], key: string): Sql {
    return this.keyOf(this.at(steps), key);
  }

  private keyOf(instance: Instance, key: string): Sql {
    instance.keys.add(key);
    const masked = this.security.tables.get(instance.table)?.masks?.has(key);
    return column(instance.alias, masked ? rawName(key) : key);
  }

  /** A row-level expression of the table at the end of `steps`. */
  expression(steps: readonly Step[], table: string, expression: Expression): Sql {
    return toSql(expression, this.scope(steps, table));
  }

  /** A row-level formula: NULL where its table has no row, whatever it makes of missing values. */
  formula(steps: readonly Step[], formula: ModelFormula): Sql {
    const { table = '', expression } = formula;
    const value = this.expression(steps, table, expression);
    const last = steps.at(-1);
    if (!last || missingWithoutRow(this.model, expression)) return value;
    const [many = '', one = ''] = last.join.on[0] ?? [];
    const present: Sql = { sql: 'is_null', operand: this.key(steps, last.from === 'from' ? one : many), negated: true };
    return { sql: 'case', branches: [{ when: present, then: value }] };
  }

  private scope(steps: readonly Step[], table: string): Scope {
    const wayTo = (node: string): readonly Step[] => [...steps, ...upTo(this.model, table, node).steps];
    const unexpected = (): never => {
      throw new Error('An aggregate stands in a row-level formula.');
    };
    return {
      column: (node, key) => this.column(wayTo(node), key),
      formula: (name) => {
        const formula = this.model.formulas.get(name);
        const own = formula?.table;
        if (!formula || own === undefined) throw new Error(`There is no row-level formula "${name}".`);
        return this.formula(wayTo(own), formula);
      },
      aggregate: unexpected,
      window: unexpected,
      exact: false,
    };
  }

  /** Whether a join leaves rows out. One that is inner only because it keeps every row does not. */
  get drops(): boolean {
    const below = ({ children }: Instance): boolean =>
      [...children.values()].some(({ step, instance }) => step.join.type === 'inner' || below(instance));
    return below(this.root);
  }

  from(): From {
    const joined: { readonly type: Join['type']; readonly instance: Instance; readonly on: readonly Sql[] }[] = [];
    // A row that may itself be missing meets nothing: behind a left join all joins are left ones.
    const attach = (parent: Instance, present: boolean): void => {
      for (const { step, instance } of parent.children.values()) {
        const on = this.pairs(step, parent, instance);
        const kept = present && keepsEveryRow(this.model, this.security, step, parent.table, instance.table);
        const inner = kept || step.join.type === 'inner';
        joined.push({ type: inner ? 'INNER' : 'LEFT', instance, on });
        attach(instance, present && inner);
      }
    };
    attach(this.root, true);
    // Scans come last: by now it is known which columns all joins need.
    const joins = joined.map(({ type, instance, on }): Join => ({ type, source: this.scanOf(instance), on }));
    return { first: this.scanOf(this.root), joins: [...joins, ...this.extra] };
  }

  private pairs(step: Step, parent: Instance, child: Instance): Sql[] {
    return step.join.on.map(([many, one]) => {
      const [mine, other] = step.from === 'from' ? [many, one] : [one, many];
      return binary('=', this.keyOf(parent, mine), this.keyOf(child, other));
    });
  }

  private scanOf(instance: Instance): Source {
    return scan(this.security, instance.table, instance.alias, instance.columns, instance.keys);
  }
}

/** Whether an expression is NULL of itself when all columns are. */
function missingWithoutRow(model: Model, expression: Expression): boolean {
  const inner = (part: Expression): boolean => missingWithoutRow(model, part);
  switch (expression.node) {
    case 'column':
      return true;
    case 'unary':
    case 'in':
      return inner(expression.operand);
    case 'binary': {
      const [left, right] = [inner(expression.left), inner(expression.right)];
      return expression.op === 'and' || expression.op === 'or' ? left && right : left || right;
    }
    case 'call':
      return expression.name === 'coalesce' ? expression.args.every(inner) : expression.args.some(inner);
    case 'formula': {
      const formula = model.formulas.get(expression.name);
      return formula !== undefined && inner(formula.expression);
    }
    default:
      return false;
  }
}

/** The one way up from a table to a node that its formulas name; the model's loading has made sure of it. */
function upTo(model: Model, table: string, node: string): Path {
  const way = reach(model, table, node);
  if (way.kind !== 'path') throw new Error(`Table "${table}" does not reach "${node}".`);
  return way.path;
}
