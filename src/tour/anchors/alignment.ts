import type { FileView } from './file-view';

/**
 * Which line of a new file each line of an old one is, in the order of both: lines that both have once are matched
 * first, then those that are unique between these (patience), what is left by a shortest edit script (Myers 1986, "An
 * O(ND) difference algorithm and its variations"). Blank lines are left out. Without a partner stays what has changed
 * too much to be told, and a line of which more or fewer stand between the same unique lines now: which of them is new
 * cannot be known.
 *
 * @returns for each line of `old` the line of `now`, or -1
 */
export function align(old: FileView, now: FileView): Int32Array {
  const partners = new Int32Array(old.lines.length).fill(-1);
  const left = Uint32Array.from(old.solid, (line) => old.hashes[line] ?? 0);
  const right = Uint32Array.from(now.solid, (line) => now.hashes[line] ?? 0);
  const match = (i: number, j: number): void => {
    partners[old.solid[i] ?? 0] = now.solid[j] ?? -1;
  };
  const gaps: Gap[] = [{ left: 0, leftEnd: left.length, right: 0, rightEnd: right.length }];
  for (let gap = gaps.pop(); gap !== undefined; gap = gaps.pop()) {
    if (gap.left === gap.leftEnd || gap.right === gap.rightEnd) continue;
    const pins = pinned(gap, left, right);
    if (pins.length === 0) {
      matchWithin(gap, left, right, match);
      continue;
    }
    let from = { left: gap.left, right: gap.right };
    for (const pin of pins) {
      match(pin.left, pin.right);
      gaps.push({ left: from.left, leftEnd: pin.left, right: from.right, rightEnd: pin.right });
      from = { left: pin.left + 1, right: pin.right + 1 };
    }
    gaps.push({ left: from.left, leftEnd: gap.leftEnd, right: from.right, rightEnd: gap.rightEnd });
  }
  return partners;
}

interface Gap {
  readonly left: number;
  readonly leftEnd: number;
  readonly right: number;
  readonly rightEnd: number;
}

interface Pair {
  readonly left: number;
  readonly right: number;
}

type Match = (i: number, j: number) => void;

/** Matches lines of which there are as many as before. */
function matchWithin(gap: Gap, a: Uint32Array, b: Uint32Array, match: Match): void {
  const more = new Map<number, number>();
  for (const hash of a.subarray(gap.left, gap.leftEnd)) more.set(hash, (more.get(hash) ?? 0) - 1);
  for (const hash of b.subarray(gap.right, gap.rightEnd)) more.set(hash, (more.get(hash) ?? 0) + 1);
  const sure: Match = (i, j) => {
    if (more.get(a[i] ?? 0) === 0) match(i, j);
  };
  shortest(trimmed(gap, a, b, sure), a, b, sure);
}

/** Matches what both sides begin and end with. */
function trimmed({ left, leftEnd, right, rightEnd }: Gap, a: Uint32Array, b: Uint32Array, match: Match): Gap {
  while (left < leftEnd && right < rightEnd && a[left] === b[right]) match(left++, right++);
  while (left < leftEnd && right < rightEnd && a[leftEnd - 1] === b[rightEnd - 1]) match(--leftEnd, --rightEnd);
  return { left, leftEnd, right, rightEnd };
}

/** Lines that both sides have once, as many as keep their order. */
function pinned(gap: Gap, a: Uint32Array, b: Uint32Array): Pair[] {
  const inLeft = once(a, gap.left, gap.leftEnd);
  const inRight = once(b, gap.right, gap.rightEnd);
  const pairs: Pair[] = [];
  for (const [hash, left] of inLeft) {
    const right = inRight.get(hash) ?? TWICE;
    if (left !== TWICE && right !== TWICE) pairs.push({ left, right });
  }
  return longestRising(pairs);
}

const TWICE = -1;

function once(hashes: Uint32Array, from: number, to: number): Map<number, number> {
  const places = new Map<number, number>();
  for (let at = from; at < to; at++) {
    const hash = hashes[at] ?? 0;
    places.set(hash, places.has(hash) ? TWICE : at);
  }
  return places;
}

/** Of pairs in the order of the left side, the most whose right sides rise too (patience sorting). */
function longestRising(pairs: readonly Pair[]): Pair[] {
  const tops: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  pairs.forEach(({ right }, at) => {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] ?? 0]?.right ?? 0) < right) low = middle + 1;
      else high = middle;
    }
    before[at] = tops[low - 1] ?? -1;
    tops[low] = at;
  });
  const found: Pair[] = [];
  for (let at = tops.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) found.push(pair);
  }
  return found.reverse();
}

/** Changes in one gap beyond which its lines have nothing to do with each other. */
const MAX_CHANGES = 400;

/** Matches along a shortest edit script, when it is short enough. */
function shortest({ left, leftEnd, right, rightEnd }: Gap, a: Uint32Array, b: Uint32Array, match: Match): void {
  const [width, height] = [leftEnd - left, rightEnd - right];
  const most = Math.min(MAX_CHANGES, width + height);
  const middle = most + 1;
  const furthest = new Int32Array(2 * most + 3);
  const steps: Int32Array[] = [];
  for (let changes = 0; changes <= most; changes++) {
    steps.push(furthest.slice(middle - changes - 1, middle + changes + 2));
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let x = start(furthest, middle, diagonal, changes);
      while (x < width && x - diagonal < height && a[left + x] === b[right + x - diagonal]) x++;
      furthest[middle + diagonal] = x;
      if (x >= width && x - diagonal >= height) {
        traceBack(steps, width, height, (x1, y1) => {
          match(left + x1, right + y1);
        });
        return;
      }
    }
  }
}

/** Whether a diagonal goes on with an added line, below the diagonal above it; else with a deleted one. */
function goesDown(furthest: Int32Array, middle: number, diagonal: number, changes: number): boolean {
  const [below, above] = [furthest[middle + diagonal - 1] ?? 0, furthest[middle + diagonal + 1] ?? 0];
  return diagonal === -changes || (diagonal !== changes && below < above);
}

function start(furthest: Int32Array, middle: number, diagonal: number, changes: number): number {
  return goesDown(furthest, middle, diagonal, changes)
    ? (furthest[middle + diagonal + 1] ?? 0)
    : (furthest[middle + diagonal - 1] ?? 0) + 1;
}

/** @param steps for each number of changes how far the one before had come, on two diagonals more than that number */
function traceBack(steps: readonly Int32Array[], width: number, height: number, match: Match): void {
  let [x, y] = [width, height];
  for (let changes = steps.length - 1; changes > 0; changes--) {
    const before = steps[changes] ?? new Int32Array(0);
    const diagonal = x - y;
    const from = start(before, changes + 1, diagonal, changes);
    while (x > from) match(--x, --y);
    if (goesDown(before, changes + 1, diagonal, changes)) y--;
    else x--;
  }
  while (x > 0 && y > 0) match(--x, --y);
}
