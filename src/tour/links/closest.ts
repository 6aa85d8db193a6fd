import type { CodeIndex } from '../symbols/types';
import { nameSegments, parsePlace } from './place';
import type { CodeName, LinkScope } from './types';

/** Names beyond this many are not compared; a link that is broken is rare, and its name long. */
const MOST_NAMES = 50_000;
const MOST_SHOWN = 3;
const LONGEST = 80;

/** Names that are there and look like the one that is not, best first. */
export function closestNames(link: CodeName, { indexes }: LinkScope): readonly string[] {
  const place = link.target ?? parsePlace(link.text);
  const isFile = link.form !== 'symbol';
  const wanted = isFile ? place.path : nameSegments(link.text).slice(-2).join('.');
  const depth = wanted.split(isFile ? '/' : '.').length;
  const nearest = new Nearest(wanted);
  let compared = 0;
  for (const index of indexes) {
    for (const name of isFile ? fileNames(index, depth) : symbolNames(index, depth)) {
      nearest.offer(name);
      compared += 1;
      if (compared >= MOST_NAMES) return nearest.names;
    }
  }
  return nearest.names;
}

function* fileNames(index: CodeIndex, depth: number): Iterable<string> {
  for (const { path } of index.files()) yield path.split('/').slice(-depth).join('/');
}

function* symbolNames(index: CodeIndex, depth: number): Iterable<string> {
  for (const { path } of index.files()) {
    for (const { name, container } of index.symbolsIn(path)) {
      yield depth > 1 ? [...container.slice(1 - depth), name].join('.') : name;
    }
  }
}

/** The few names at the smallest edit distance, within a third of the wanted name's length. */
class Nearest {
  private readonly found = new Map<string, number>();
  private readonly reach: number;
  private readonly wanted: string;

  constructor(wanted: string) {
    this.wanted = wanted.toLowerCase();
    this.reach = wanted.length > LONGEST ? -1 : Math.max(1, Math.floor(wanted.length / 3));
  }

  offer(name: string): void {
    if (this.found.has(name) || Math.abs(name.length - this.wanted.length) > this.reach) return;
    const distance = editDistance(this.wanted, name.toLowerCase());
    if (distance <= this.reach) this.found.set(name, distance);
  }

  get names(): readonly string[] {
    const sorted = [...this.found].sort(([a, first], [b, second]) => first - second || a.localeCompare(b, 'en'));
    const best = sorted[0]?.[1] ?? 0;
    return sorted.slice(0, MOST_SHOWN).flatMap(([name, distance]) => (distance <= best + 1 ? [name] : []));
  }
}

/** Insertions, deletions, replacements, and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
