import type { CharacterSet } from './characters';
import { TYPICAL, type Pattern } from './pattern';

/** What a backtracking matcher would do with a pattern in the worst case. */
export type Danger = 'exponential' | 'polynomial' | 'unknown';

const MAX_POSITIONS = 1500;
const MAX_WORK = 4_000_000;

/**
 * Whether a pattern has several ways to take the same text, so that a backtracking matcher can take more than linear
 * time. Works on the position automaton (V. Glushkov, 1961); exponential and polynomial ambiguity after A. Weber and
 * H. Seidl, "On the degree of ambiguity of finite automata", 1991.
 */
export function dangerOf(pattern: Pattern): Danger | undefined {
  const automaton = new Positions();
  try {
    automaton.read(pattern);
    return new Ambiguity(automaton).danger();
  } catch (error) {
    if (error instanceof TooMuch) return 'unknown';
    throw error;
  }
}

class TooMuch extends Error {}

interface Ends {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const NOTHING: Ends = { nullable: true, first: [], last: [] };

/** One state for every place where a character is taken; an edge for every way to go on from there. */
class Positions {
  readonly sets: CharacterSet[] = [];
  /** How many ways lead from a position to another. */
  readonly follow: Map<number, number>[] = [];

  read(pattern: Pattern): Ends {
    switch (pattern.is) {
      case 'assert':
        return NOTHING;
      case 'set': {
        if (this.sets.length >= MAX_POSITIONS) throw new TooMuch();
        const id = this.sets.push(pattern.set) - 1;
        this.follow.push(new Map());
        return { nullable: false, first: [id], last: [id] };
      }
      case 'sequence':
        return pattern.parts.reduce<Ends>((before, part) => this.join(before, this.read(part)), NOTHING);
      case 'choice': {
        const parts = pattern.parts.map((part) => this.read(part));
        return {
          nullable: parts.some(({ nullable }) => nullable),
          first: parts.flatMap(({ first }) => first),
          last: parts.flatMap(({ last }) => last),
        };
      }
      case 'repeat':
        return this.repeat(pattern);
    }
  }

  private repeat({ part, least, most }: Extract<Pattern, { is: 'repeat' }>): Ends {
    let ends = NOTHING;
    for (let count = 1; count < least; count += 1) ends = this.join(ends, this.read(part));
    if (most === Infinity) {
      const loop = this.read(part);
      this.connect(loop.last, loop.first);
      return this.join(ends, least === 0 ? { ...loop, nullable: true } : loop);
    }
    if (least > 0) ends = this.join(ends, this.read(part));
    // Optional copies stand inside one another: x(x(x)?)?
    let optional = NOTHING;
    for (let count = least; count < most; count += 1)
      optional = { ...this.join(this.read(part), optional), nullable: true };
    return this.join(ends, optional);
  }

  private join(left: Ends, right: Ends): Ends {
    this.connect(left.last, right.first);
    return {
      nullable: left.nullable && right.nullable,
      first: left.nullable ? [...left.first, ...right.first] : left.first,
      last: right.nullable ? [...left.last, ...right.last] : right.last,
    };
  }

  private connect(from: readonly number[], to: readonly number[]): void {
    for (const start of from) {
      const edges = this.follow[start];
      for (const end of to) edges?.set(end, (edges.get(end) ?? 0) + 1);
    }
  }
}

class Ambiguity {
  private readonly size: number;
  private readonly samples: readonly number[];
  private readonly taken = new Map<CharacterSet, ReadonlySet<number>>();
  private readonly component: readonly number[];
  private readonly loops: ReadonlySet<number>;
  private work = 0;

  constructor(private readonly automaton: Positions) {
    const { sets, follow } = automaton;
    this.size = sets.length;
    this.samples = [...new Set([...TYPICAL, ...sets.flatMap((set) => set.samples)])];
    this.component = components(follow.map((edges) => [...edges.keys()]));
    const counts = new Map<number, number>();
    for (const id of this.component) counts.set(id, (counts.get(id) ?? 0) + 1);
    this.loops = new Set(
      sets.flatMap((_, at) =>
        (counts.get(this.component[at] ?? -1) ?? 0) > 1 || this.next(at).includes(at) ? [at] : [],
      ),
    );
  }

  danger(): Danger | undefined {
    for (const at of this.loops) {
      for (const [to, ways] of this.automaton.follow[at] ?? [])
        if (ways > 1 && this.together(at, to)) return 'exponential';
    }
    if (this.forksInLoop()) return 'exponential';
    for (const first of this.loops) {
      for (const second of this.loops) {
        if (!this.together(first, second) && this.canShift(first, second)) return 'polynomial';
      }
    }
    return undefined;
  }

  private next(at: number): readonly number[] {
    return [...(this.automaton.follow[at]?.keys() ?? [])];
  }

  private together(a: number, b: number): boolean {
    return this.component[a] === this.component[b];
  }

  private spend(): void {
    this.work += 1;
    if (this.work > MAX_WORK) throw new TooMuch();
  }

  /** The sample characters that a position takes. Most patterns have no loop, and then nobody asks. */
  private takes(at: number): ReadonlySet<number> {
    const set = this.automaton.sets[at];
    if (!set) return new Set();
    const known = this.taken.get(set);
    if (known) return known;
    const found = new Set(this.samples.filter((code) => set.has(code)));
    this.taken.set(set, found);
    return found;
  }

  private overlap(...positions: readonly number[]): boolean {
    const [first, ...others] = positions.map((at) => this.takes(at));
    for (const code of first ?? []) {
      this.spend();
      if (others.every((set) => set.has(code))) return true;
    }
    return false;
  }

  /** Two different ways around one loop on the same text: pairs of positions that part and meet again. */
  private forksInLoop(): boolean {
    const id = (a: number, b: number): number => a * this.size + b;
    const back = new Map<number, number[]>();
    const reached = new Set<number>();
    const waiting: (readonly [number, number])[] = [...this.loops].map((at) => [at, at]);
    for (const [a, b] of waiting) reached.add(id(a, b));
    for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
      const [a, b] = pair;
      for (const toA of this.next(a)) {
        if (!this.together(a, toA)) continue;
        for (const toB of this.next(b)) {
          this.spend();
          if (!this.together(b, toB) || !this.together(toA, toB) || !this.overlap(toA, toB)) continue;
          const to = id(toA, toB);
          const from = back.get(to);
          if (from) from.push(id(a, b));
          else back.set(to, [id(a, b)]);
          if (!reached.has(to)) {
            reached.add(to);
            waiting.push([toA, toB]);
          }
        }
      }
    }
    const returning = [...this.loops].map((at) => id(at, at));
    const meets = new Set(returning);
    for (let to = returning.pop(); to !== undefined; to = returning.pop()) {
      for (const from of back.get(to) ?? []) {
        if (meets.has(from)) continue;
        meets.add(from);
        if (Math.floor(from / this.size) !== from % this.size) return true;
        returning.push(from);
      }
    }
    return false;
  }

  /** A text that can be taken in the first loop, in the second, or on the way from the first to the second. */
  private canShift(first: number, second: number): boolean {
    const seen = new Set<string>([`${first} ${first} ${second}`]);
    const waiting: (readonly [number, number, number])[] = [[first, first, second]];
    for (let triple = waiting.pop(); triple; triple = waiting.pop()) {
      const [a, b, c] = triple;
      for (const toA of this.next(a)) {
        if (!this.together(a, toA)) continue;
        for (const toC of this.next(c)) {
          this.spend();
          if (!this.together(c, toC)) continue;
          for (const toB of this.next(b)) {
            if (!this.overlap(toA, toB, toC)) continue;
            if (toA === first && toB === second && toC === second) return true;
            const key = `${toA} ${toB} ${toC}`;
            if (seen.has(key)) continue;
            seen.add(key);
            waiting.push([toA, toB, toC]);
          }
        }
      }
    }
    return false;
  }
}

/** Strongly connected components (R. Tarjan, 1972), without recursion: component number of each node. */
function components(next: readonly (readonly number[])[]): number[] {
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const result: number[] = next.map(() => -1);
  const stack: number[] = [];
  let count = 0;
  for (let root = 0; root < next.length; root += 1) {
    if (index.has(root)) continue;
    const trail: { readonly at: number; edge: number }[] = [{ at: root, edge: 0 }];
    while (trail.length > 0) {
      const here = trail.at(-1);
      if (!here) break;
      const { at } = here;
      if (here.edge === 0) {
        low.set(at, index.size);
        index.set(at, index.size);
        stack.push(at);
      }
      const to = next[at]?.[here.edge];
      here.edge += 1;
      if (to === undefined) {
        trail.pop();
        if (low.get(at) === index.get(at)) {
          for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
            result[node] = count;
            if (node === at) break;
          }
          count += 1;
        }
        const parent = trail.at(-1)?.at;
        if (parent !== undefined) low.set(parent, Math.min(low.get(parent) ?? 0, low.get(at) ?? 0));
      } else if (!index.has(to)) {
        trail.push({ at: to, edge: 0 });
      } else if (result[to] === -1) {
        low.set(at, Math.min(low.get(at) ?? 0, index.get(to) ?? 0));
      }
    }
  }
  return result;
}
