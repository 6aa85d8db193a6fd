import { hint } from './nearest';
import type { Reader, YamlNode } from './reader';
import type { ModelJoin, ModelNode, ModelTable, Span } from './types';
import { optionalText } from './tables';

export const JOIN_KEYS = ['from', 'to', 'on', 'as', 'cardinality', 'type'] as const;

interface Draft {
  readonly from: string;
  readonly to: string;
  readonly role: string | undefined;
  readonly on: readonly (readonly [string, string, Span])[];
  readonly cardinality: ModelJoin['cardinality'];
  readonly type: ModelJoin['type'];
  readonly fromSpan: Span;
  readonly span: Span;
}

/** Roles come first: a join may start from a role that is declared below it. */
export function readJoins(
  reader: Reader,
  node: YamlNode,
  at: Span,
  tables: ReadonlyMap<string, ModelTable>,
): { nodes: Map<string, ModelNode>; joins: ModelJoin[] } {
  const nodes = new Map<string, ModelNode>();
  for (const key of tables.keys()) nodes.set(key, { name: key, table: key, role: false });
  const drafts =
    node === undefined ? [] : reader.items(node, '"joins"', at).map((item) => readDraft(reader, item, at, tables));
  for (const draft of drafts) {
    if (draft?.role === undefined) continue;
    const taken = [...nodes.keys()].find((name) => name.toLowerCase() === draft.role?.toLowerCase());
    if (taken !== undefined) {
      reader.report(
        draft.span,
        `"as: ${draft.role}" is already the name of a table or of another role. Choose another name.`,
      );
    } else {
      nodes.set(draft.role, { name: draft.role, table: draft.to, role: true });
    }
  }
  const joins: ModelJoin[] = [];
  const ids = new Set<string>();
  for (const draft of drafts) {
    const join = draft && finish(reader, draft, nodes, tables);
    if (!join) continue;
    if (ids.has(join.id)) {
      reader.report(
        join.span,
        `There are two joins from "${join.from}" to "${join.to}". Give one of them a role: "as: another name".`,
      );
      continue;
    }
    ids.add(join.id);
    joins.push(join);
  }
  reportCycles(reader, joins);
  return { nodes, joins };
}

function readDraft(
  reader: Reader,
  node: YamlNode,
  at: Span,
  tables: ReadonlyMap<string, ModelTable>,
): Draft | undefined {
  const span = reader.spanOf(node, at);
  const parts = new Map(reader.entries(node, 'A join', span, JOIN_KEYS).map((entry) => [entry.key, entry]));
  const missing = (['from', 'to', 'on'] as const).filter((key) => !parts.has(key));
  if (missing.length > 0) {
    if (parts.size > 0) reader.report(span, `A join needs ${missing.map((key) => `"${key}"`).join(' and ')}.`);
    return undefined;
  }
  const from = optionalText(reader, parts.get('from'), '"from" of a join');
  const to = optionalText(reader, parts.get('to'), '"to" of a join');
  if (from === undefined || to === undefined) return undefined;
  const toEntry = parts.get('to');
  if (!tables.has(to)) {
    reader.report(reader.spanOf(toEntry?.value, span), `There is no table "${to}". ${hint(to, tables.keys())}`);
    return undefined;
  }
  const onEntry = parts.get('on');
  const on: [string, string, Span][] = [];
  if (onEntry) {
    for (const { key, keySpan, value } of reader.entries(onEntry.value, '"on" of a join', onEntry.keySpan)) {
      const other = reader.textOf(value, 'A column in "on"', keySpan);
      if (other !== undefined) on.push([key, other, keySpan]);
    }
  }
  const choice = <T extends string>(part: string, options: readonly [T, ...T[]]): T => {
    const entry = parts.get(part);
    return (entry && reader.choice(entry.value, `"${part}" of a join`, entry.keySpan, options)) ?? options[0];
  };
  return {
    from,
    to,
    role: optionalText(reader, parts.get('as'), '"as" of a join'),
    on,
    cardinality: choice('cardinality', ['many_to_one', 'one_to_one']),
    type: choice('type', ['left', 'inner']),
    fromSpan: reader.spanOf(parts.get('from')?.value, span),
    span,
  };
}

function finish(
  reader: Reader,
  draft: Draft,
  nodes: ReadonlyMap<string, ModelNode>,
  tables: ReadonlyMap<string, ModelTable>,
): ModelJoin | undefined {
  const start = nodes.get(draft.from);
  if (!start) {
    reader.report(draft.fromSpan, `There is no table or role "${draft.from}". ${hint(draft.from, nodes.keys())}`);
    return undefined;
  }
  const end = draft.role ?? draft.to;
  if (draft.role === undefined && start.table === draft.to) {
    reader.report(
      draft.span,
      `"${draft.to}" is joined to itself. Name the part that the target plays: "as: parent ${draft.to}".`,
    );
    return undefined;
  }
  const left = tables.get(start.table);
  const right = tables.get(draft.to);
  const on: [string, string][] = [];
  let sound = true;
  for (const [mine, other, span] of draft.on) {
    for (const [table, column] of [
      [left, mine],
      [right, other],
    ] as const) {
      if (!table || table.columns.has(column)) continue;
      reader.report(span, `Table "${table.key}" has no column "${column}". ${hint(column, table.columns.keys())}`);
      sound = false;
    }
    on.push([mine, other]);
  }
  if (on.length === 0 && sound) {
    reader.report(draft.span, 'A join needs at least one pair of columns: "on: {its column: the other\'s column}".');
    sound = false;
  }
  if (!sound) return undefined;
  const { cardinality, type, span } = draft;
  return { id: `${draft.from}>${end}`, from: draft.from, to: end, on, cardinality, type, span };
}

/** Many-to-one joins that lead back to where they started: a way up would have no end. */
function reportCycles(reader: Reader, joins: readonly ModelJoin[]): void {
  const next = new Map<string, ModelJoin[]>();
  const incoming = new Map<string, number>();
  const climbing = joins.filter((join) => join.cardinality === 'many_to_one');
  for (const join of climbing) {
    next.set(join.from, [...(next.get(join.from) ?? []), join]);
    incoming.set(join.to, (incoming.get(join.to) ?? 0) + 1);
    if (!incoming.has(join.from)) incoming.set(join.from, 0);
  }
  const free = [...incoming].filter(([, count]) => count === 0).map(([name]) => name);
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    for (const join of next.get(node) ?? []) {
      const left = (incoming.get(join.to) ?? 0) - 1;
      incoming.set(join.to, left);
      if (left === 0) free.push(join.to);
    }
  }
  // What is left over lies on a cycle or behind one. Walk once around to name it.
  const remaining = new Set([...incoming].filter(([, count]) => count > 0).map(([name]) => name));
  const onCycle = climbing.find((join) => remaining.has(join.from) && remaining.has(join.to));
  if (!onCycle) return;
  const trail: string[] = [];
  let node: string | undefined = onCycle.from;
  while (node !== undefined && !trail.includes(node)) {
    trail.push(node);
    // Backwards, so that the walk cannot leave the cycle through a table behind it.
    node = climbing.find((join) => join.to === node && remaining.has(join.from))?.from;
  }
  const start = node === undefined ? 0 : trail.indexOf(node);
  const circle = trail.slice(start).reverse();
  const last = climbing.find((join) => join.from === circle.at(-1) && join.to === circle[0]) ?? onCycle;
  reader.report(
    last.span,
    `Joins go round in a circle: ${[...circle, circle[0]].join(' > ')}. Give one of these joins a role ("as: another name").`,
  );
}
