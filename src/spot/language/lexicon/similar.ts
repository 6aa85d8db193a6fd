/** Optimal string alignment distance, or `limit + 1` as soon as it must be larger. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let twoBack: number[] = [];
  let back = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min((back[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (back[j - 1] ?? 0) + (same ? 0 : 1));
      const crossed =
        i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (crossed) cost = Math.min(cost, (twoBack[j - 2] ?? 0) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    twoBack = back;
    back = row;
  }
  return back[b.length] ?? limit + 1;
}

/** Distinct character trigrams of texts, hashed; a text's ends count as characters. */
class Trigrams {
  /** Which text had each trigram last. */
  private readonly seen = new Int32Array(BUCKETS);
  private turn = 0;

  /** Calls back once per distinct trigram; returns how many there are. */
  each(text: string, found: (gram: number) => void): number {
    this.turn += 1;
    let count = 0;
    let first = 32;
    let second = 32;
    const length = Math.min(text.length, MAX_WORD);
    for (let i = 0; i <= length; i += 1) {
      const third = i < length ? text.charCodeAt(i) : 32;
      const gram = (Math.imul(Math.imul(first, 31) + second, 31) + third) & (BUCKETS - 1);
      if (this.seen[gram] !== this.turn) {
        this.seen[gram] = this.turn;
        count += 1;
        found(gram);
      }
      first = second;
      second = third;
    }
    return count;
  }
}

const BUCKETS = 1 << 15;
/** Longer words are not looked for, and longer candidates not compared letter by letter. */
const MAX_WORD = 64;

/** How alike two folded texts are, from 0 to 1: the whole, or the best word of the candidate (a little less). */
function likeness(wanted: string, candidate: string): number {
  const whole = ratio(wanted, candidate);
  if (!candidate.includes(' ')) return whole;
  let best = whole;
  for (const word of candidate.split(' ', 8)) best = Math.max(best, 0.9 * ratio(wanted, word));
  return best;
}

function ratio(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  if (longest === 0 || longest > MAX_WORD) return 0;
  const limit = Math.ceil(longest * 0.6);
  return Math.max(0, 1 - distance(a, b, limit) / longest);
}

/** Finds texts that look like a misspelt one: candidates by shared trigrams, ranked by these and by edit distance. */
export class SimilarTexts {
  private readonly offsets: Uint32Array;
  private readonly postings: Uint32Array;
  private readonly sizes: Uint16Array;
  private readonly trigrams = new Trigrams();

  /** `texts`: folded. */
  constructor(private readonly texts: readonly string[]) {
    const counts = new Uint32Array(BUCKETS + 1);
    this.sizes = new Uint16Array(texts.length);
    texts.forEach((text, id) => {
      this.sizes[id] = this.trigrams.each(text, (gram) => {
        counts[gram + 1] = (counts[gram + 1] ?? 0) + 1;
      });
    });
    for (let i = 1; i <= BUCKETS; i += 1) counts[i] = (counts[i] ?? 0) + (counts[i - 1] ?? 0);
    this.offsets = counts;
    this.postings = new Uint32Array(counts[BUCKETS] ?? 0);
    const next = counts.slice();
    texts.forEach((text, id) => {
      this.trigrams.each(text, (gram) => {
        const at = next[gram] ?? 0;
        this.postings[at] = id;
        next[gram] = at + 1;
      });
    });
  }

  /** Ids of the most similar texts with their score (0 to 1), best first; equal ones in the given order. */
  find(wanted: string, limit: number, least = 0.34): { readonly id: number; readonly score: number }[] {
    if (wanted.length === 0 || wanted.length > MAX_WORD) return [];
    const grams: number[] = [];
    this.trigrams.each(wanted, (gram) => grams.push(gram));
    const shared = new Uint16Array(this.texts.length);
    const seen: number[] = [];
    for (const gram of grams) {
      const end = this.offsets[gram + 1] ?? 0;
      for (let i = this.offsets[gram] ?? 0; i < end; i += 1) {
        const id = this.postings[i] ?? 0;
        if (shared[id] === 0) seen.push(id);
        shared[id] = (shared[id] ?? 0) + 1;
      }
    }
    const dice = (id: number): number => (2 * (shared[id] ?? 0)) / (grams.length + (this.sizes[id] ?? 0));
    const close = best(seen, dice);
    return close
      .map((id) => ({ id, score: (dice(id) + 2 * likeness(wanted, this.texts[id] ?? '')) / 3 }))
      .filter(({ score }) => score >= least)
      .sort((a, b) => b.score - a.score || a.id - b.id)
      .slice(0, limit);
  }
}

/** Candidates that are compared letter by letter. */
const CLOSEST = 60;

/** The ids with the highest dice coefficient (0 to 1), found by counting: most candidates share little. */
function best(ids: readonly number[], dice: (id: number) => number): number[] {
  const counts = new Uint32Array(101);
  for (const id of ids) {
    const level = Math.floor(100 * dice(id));
    counts[level] = (counts[level] ?? 0) + 1;
  }
  let level = 100;
  for (let kept = 0; level > 0; level -= 1) {
    kept += counts[level] ?? 0;
    if (kept >= CLOSEST) break;
  }
  return ids
    .filter((id) => Math.floor(100 * dice(id)) >= level)
    .sort((a, b) => dice(b) - dice(a) || a - b)
    .slice(0, CLOSEST);
}
