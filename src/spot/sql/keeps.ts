import type { Step } from '../model/graph';
import type { Expression, Model } from '../model/types';
import type { Security } from './security';

/**
 * Whether every row that this reader sees of the table where a step starts meets a row that they see of the table where
 * it ends: then INNER JOIN means what LEFT JOIN does, and engines are faster with it. The data has been seen to keep the
 * join whole, and the target's row rule takes nothing away: there is none, or the start's own rule says the same of the
 * very columns that are equal in both. When in doubt, no.
 */
export function keepsEveryRow(model: Model, security: Security, step: Step, start: string, end: string): boolean {
  const { join, direction, from } = step;
  if (direction !== 'up' || from !== 'from' || join.kept?.total !== true) return false;
  const [mine, theirs] = [security.tables.get(start)?.rows, security.tables.get(end)?.rows];
  if (mine === undefined || theirs === undefined) return false;
  if (theirs === 'all') return true;
  if (mine === 'all') return false;
  const equal = equalColumns(model, step, start, end);
  const said = new Set(conjuncts(mine).map((part) => shape(part, (column) => column)));
  return conjuncts(theirs).every((part) => {
    const wanted = shape(part, (column) => equal.get(column));
    return wanted !== undefined && said.has(wanted);
  });
}

/** Columns of the end → columns of the start that hold the same value in rows that meet. */
function equalColumns(model: Model, { join }: Step, start: string, end: string): ReadonlyMap<string, string> {
  const [mine, theirs] = [model.tables.get(start), model.tables.get(end)];
  const pairs = [...join.on];
  if (join.kept?.sameTenant === true && mine?.tenant !== undefined && theirs?.tenant !== undefined)
    pairs.push([mine.tenant, theirs.tenant]);
  return new Map(
    pairs.flatMap(([from, to]) => {
      const [left, right] = [mine?.columns.get(from)?.valueType, theirs?.columns.get(to)?.valueType];
      // Equal numbers can be written differently, and so can a date and a moment.
      return left === right && (left === 'text' || left === 'boolean' || left === 'number') ? [[to, from]] : [];
    }),
  );
}

function conjuncts(rule: Expression): Expression[] {
  const parts: Expression[] = [];
  const waiting = [rule];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    if (part.node === 'binary' && part.op === 'and') waiting.push(part.left, part.right);
    else parts.push(part);
  }
  return parts;
}

/** A rule's part as text in which only what it means counts; undefined when a column has no counterpart, or a function is called. */
function shape(part: Expression, rename: (column: string) => string | undefined): string | undefined {
  const unsure = new Set<string>();
  const text = JSON.stringify(part, (key, value: unknown) => {
    if (key === 'at' || key === 'type' || key === 'table') return undefined;
    if (typeof value !== 'object' || value === null) return value;
    const { node, column } = value as { readonly node?: string; readonly column?: string };
    if (node === 'call' || node === 'formula' || node === 'placeholder') unsure.add(node);
    if (node !== 'column' || column === undefined) return value;
    const name = rename(column);
    if (name === undefined) unsure.add(column);
    return { node: 'reference', name };
  });
  return unsure.size === 0 ? text : undefined;
}
