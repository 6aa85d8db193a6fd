import type { ColumnRef, Model, ModelJoin } from './types';

/** `up`: towards the "one" end (or along a one-to-one join): never multiplies rows. `down`: towards the "many" end. */
export interface Step {
  readonly join: ModelJoin;
  readonly direction: 'up' | 'down';
  /** The node that the step leads to. */
  readonly to: string;
  /** Which end of the join the step starts from: a one-to-one join can be walked up from either. */
  readonly from: 'from' | 'to';
}

export interface Path {
  readonly steps: readonly Step[];
  /** Whether a step leads down: each row of the start may meet several rows. */
  readonly down: boolean;
}

export type Reach =
  /** `others`: ways not taken (down only: the shortest is taken, then the one whose joins are declared first). */
  | { readonly kind: 'path'; readonly path: Path; readonly others: readonly Path[] }
  /** Several ways up: the question must name a role, or a join in `via`. */
  | { readonly kind: 'ambiguous'; readonly paths: readonly Path[] }
  | { readonly kind: 'none' };

/** Ways kept per target, and steps tried per start: models with more are ambiguous anyway. */
const MAX_WAYS = 6;
const MAX_STEPS = 20_000;

interface Ways {
  readonly up: ReadonlyMap<string, readonly Path[]>;
  readonly down: ReadonlyMap<string, readonly Path[]>;
}

const memory = new WeakMap<Model, Map<string, Ways>>();
const neighbours = new WeakMap<Model, ReadonlyMap<string, readonly Step[]>>();

function stepsFrom(model: Model, node: string): readonly Step[] {
  let all = neighbours.get(model);
  if (!all) {
    const built = new Map<string, Step[]>();
    const add = (start: string, step: Step): void => {
      const list = built.get(start);
      if (list) list.push(step);
      else built.set(start, [step]);
    };
    for (const join of model.joins) {
      const single = join.cardinality === 'one_to_one';
      add(join.from, { join, direction: 'up', to: join.to, from: 'from' });
      add(join.to, { join, direction: single ? 'up' : 'down', to: join.from, from: 'to' });
    }
    all = built;
    neighbours.set(model, all);
  }
  return all.get(node) ?? [];
}

/** Every way without a repeated node: up only; and down (at least once), then up. Up and then down is a chasm. */
function explore(model: Model, start: string): Ways {
  const up = new Map<string, Path[]>();
  const down = new Map<string, Path[]>();
  let budget = MAX_STEPS;
  const visited = new Set([start]);
  const steps: Step[] = [];

  const keep = (node: string, wentDown: boolean): void => {
    const target = wentDown ? down : up;
    const ways = target.get(node) ?? [];
    ways.push({ steps: [...steps], down: wentDown });
    target.set(node, ways);
  };
  const walk = (node: string, wentDown: boolean, wentUp: boolean): void => {
    for (const step of stepsFrom(model, node)) {
      if (budget <= 0) return;
      const leadsDown = step.direction === 'down';
      if (visited.has(step.to) || (leadsDown && wentUp)) continue;
      budget -= 1;
      visited.add(step.to);
      steps.push(step);
      const climbs = !leadsDown && step.join.cardinality === 'many_to_one';
      keep(step.to, wentDown || leadsDown);
      walk(step.to, wentDown || leadsDown, wentUp || climbs);
      steps.pop();
      visited.delete(step.to);
    }
  };
  walk(start, false, false);

  const order = new Map(model.joins.map((join, index) => [join.id, index]));
  const rank = (path: Path): number[] => path.steps.map((step) => order.get(step.join.id) ?? 0);
  for (const ways of [...up.values(), ...down.values()]) {
    ways.sort((a, b) => {
      if (a.steps.length !== b.steps.length) return a.steps.length - b.steps.length;
      const [first, second] = [rank(a), rank(b)];
      const at = first.findIndex((value, index) => value !== second[index]);
      return at < 0 ? 0 : (first[at] ?? 0) - (second[at] ?? 0);
    });
    ways.splice(MAX_WAYS);
  }
  return { up, down };
}

function waysFrom(model: Model, start: string): Ways {
  let starts = memory.get(model);
  if (!starts) memory.set(model, (starts = new Map<string, Ways>()));
  let ways = starts.get(start);
  if (!ways) starts.set(start, (ways = explore(model, start)));
  return ways;
}

/**
 * The way from a table's rows to a node's attributes. A way up is preferred to a way down; `via` keeps only ways through
 * these joins (by id).
 */
export function reach(model: Model, table: string, node: string, via: readonly string[] = []): Reach {
  const passes = (path: Path): boolean => via.every((id) => path.steps.some((step) => step.join.id === id));
  if (table === node) return { kind: 'path', path: { steps: [], down: false }, others: [] };
  const ways = waysFrom(model, table);
  const up = (ways.up.get(node) ?? []).filter(passes);
  const [onlyUp] = up;
  if (onlyUp) return up.length === 1 ? { kind: 'path', path: onlyUp, others: [] } : { kind: 'ambiguous', paths: up };
  const [best, ...others] = (ways.down.get(node) ?? []).filter(passes);
  return best ? { kind: 'path', path: best, others } : { kind: 'none' };
}

/** Nodes that a table reaches without multiplying its rows, itself first. */
export function nodesAbove(model: Model, table: string): string[] {
  return [table, ...waysFrom(model, table).up.keys()];
}

/** The date that bare time words mean for a table's measures. */
export function defaultDateOf(model: Model, table: string): ColumnRef | undefined {
  const own = model.tables.get(table)?.date;
  return own === undefined ? model.defaultDate : { field: 'column', table, column: own };
}

/** `sales > customers`: a way in words, for messages. */
export function describePath(path: Path): string {
  return path.steps.map((step) => step.to).join(' > ');
}
