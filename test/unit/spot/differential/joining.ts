import type { JoinSpec, Row, TableSpec, Value, World } from './world';

export class Impossible extends Error {
  constructor(readonly reason: 'cannot-slice' | 'ambiguous') {
    super(reason);
  }
}

export interface Hop {
  readonly join: JoinSpec;
  readonly kind: 'U' | 'D' | 'O';
  readonly to: string;
  /** Column pairs: [where the hop starts, where it ends]. */
  readonly on: readonly (readonly [string, string])[];
}

/** A fact's row with a row (or none) for every prefix of a way that was asked for. */
export type Joined = ReadonlyMap<string, Row | null>;

const NONE: Row = {};
/** A world's rows as their reader sees them, and how they join. */
export class Joining {
  private readonly tables: ReadonlyMap<string, TableSpec>;
  private readonly visible = new Map<string, Row[]>();

  constructor(private readonly world: World) {
    this.tables = new Map(world.tables.map((table) => [table.name, table]));
    for (const table of world.tables) {
      this.visible.set(table.name, table.secured ? table.rows.filter((row) => row['tenant'] === 'a') : table.rows);
    }
  }

  table(name: string): TableSpec {
    const found = this.tables.get(name);
    if (!found) throw new Error(`No table ${name}`);
    return found;
  }

  rowsOf(name: string): readonly Row[] {
    return this.visible.get(name) ?? [];
  }

  tableOfNode(node: string): string {
    return this.world.joins.find((join) => join.to === node)?.target ?? node;
  }

  /** The way from a table to a node, or why there is none. */
  way(from: string, node: string): readonly Hop[] {
    if (from === node) return [];
    const ways: Hop[][] = [];
    const visit = (here: string, trail: Hop[], seen: readonly string[]): void => {
      if (here === node) ways.push(trail);
      for (const hop of this.hops(here)) {
        if (!seen.includes(hop.to)) visit(hop.to, [...trail, hop], [...seen, hop.to]);
      }
    };
    visit(from, [], [from]);
    const shape = (trail: readonly Hop[]): string => trail.map((hop) => hop.kind).join('');
    const up = ways.filter((trail) => /^[UO]+$/.test(shape(trail)));
    if (up.length === 1 && up[0]) return up[0];
    if (up.length > 1) throw new Impossible('ambiguous');
    const down = ways.filter((trail) => /^[DO]*D[DO]*[UO]*$/.test(shape(trail)));
    const position = (trail: readonly Hop[]): string =>
      [trail.length, ...trail.map((hop) => this.world.joins.indexOf(hop.join))]
        .map((n) => String(n).padStart(3, '0'))
        .join();
    const [best] = down.sort((a, b) => (position(a) < position(b) ? -1 : 1));
    if (!best) throw new Impossible('cannot-slice');
    return best;
  }

  private hops(here: string): Hop[] {
    return this.world.joins.flatMap((join): Hop[] => {
      const single = join.cardinality === 'one_to_one';
      if (join.from === here) return [{ join, kind: single ? 'O' : 'U', to: join.to, on: join.on }];
      if (join.to !== here) return [];
      return [{ join, kind: single ? 'O' : 'D', to: join.from, on: join.on.map(([a, b]) => [b, a] as const) }];
    });
  }

  /** Every combination of a row with what it joins to along these ways. */
  expand(row: Row, ways: readonly (readonly Hop[])[]): Joined[] {
    let all: Map<string, Row | null>[] = [new Map([['', row]])];
    const done = new Set<string>();
    for (const way of ways) {
      let before = '';
      for (const hop of way) {
        const after = `${before}/${hop.kind}${hop.join.from}>${hop.join.to}`;
        if (!done.has(after)) all = all.flatMap((joined) => this.follow(joined, before, after, hop));
        done.add(after);
        before = after;
      }
    }
    return all;
  }

  private follow(
    joined: ReadonlyMap<string, Row | null>,
    before: string,
    after: string,
    hop: Hop,
  ): Map<string, Row | null>[] {
    const start = joined.get(before) ?? NONE;
    const matches = this.rowsOf(this.tableOfNode(hop.to)).filter((row) =>
      hop.on.every(([mine, other]) => (start[mine] ?? null) !== null && start[mine] === row[other]),
    );
    if (matches.length === 0 && hop.join.type === 'inner') return [];
    const next: (Row | null)[] = matches.length === 0 ? [null] : matches;
    return next.map((row) => new Map(joined).set(after, row));
  }

  exists(joined: Joined, way: readonly Hop[]): boolean {
    return (joined.get(way.map((hop) => `/${hop.kind}${hop.join.from}>${hop.join.to}`).join('')) ?? null) !== null;
  }

  /** A column at the end of a way, masked. */
  read(joined: Joined, way: readonly Hop[], node: string, column: string): Value {
    const at = way.map((hop) => `/${hop.kind}${hop.join.from}>${hop.join.to}`).join('');
    const row = joined.get(at) ?? null;
    if (row === null) return null;
    return this.table(this.tableOfNode(node)).masks[column] ?? row[column] ?? null;
  }
}
