import { similarity, WordWeights } from './similarity';
import type { Prepared } from './similarity';

/**
 * From here on a match is proposed, for the user to confirm. Of a question with n telling words, replacing one leaves
 * (n - 1) / n: a replaced word in a question of three (0.67) is proposed, one in a question of two (0.5) is not.
 */
const PROPOSE = 0.62;
/** From here on it is taken without asking: one word of seven replaced, or a question of six words grown by four. */
const SURE = 0.86;
/** By how much the best must lead the runner-up to be taken without asking; below `SURE`, to be proposed at all. */
const MARGIN = 0.08;

/** Bounds on the work per question, so that two decks without a word in common cost no more than two alike. */
const MAX_POSTINGS = 800;
const MAX_CANDIDATES = 12;
/** Words that differ in spelling are found by their first letters. */
const PREFIX = 3;

/** A text to compare: a normalised question. */
interface Text {
  readonly question: string;
}

export interface FuzzyPair<L, R> {
  readonly left: L;
  readonly right: R;
  readonly score: number;
  readonly confirm: boolean;
}

interface Candidate {
  readonly left: number;
  readonly right: number;
  readonly score: number;
}

/**
 * Pairs two lists (in an order that does not depend on the caller's) one to one by the similarity of their questions,
 * the most alike first, leaving alone what is not clearly the best for both sides. `corpus` is every question of the
 * deck: it decides which words are rare.
 */
export function fuzzyPairs<L extends Text, R extends Text>(
  lefts: readonly L[],
  rights: readonly R[],
  corpus: readonly Text[],
  mayMatch: (left: L, right: R) => boolean,
): readonly FuzzyPair<L, R>[] {
  if (lefts.length === 0 || rights.length === 0) return [];
  const weights = new WordWeights();
  for (const { question } of corpus) weights.add(question);
  const preparedRights = rights.map(({ question }) => weights.prepare(question));
  const index = indexOf(preparedRights);

  const candidates: Candidate[] = [];
  lefts.forEach((left, leftIndex) => {
    const prepared = weights.prepare(left.question);
    for (const rightIndex of mostShared(prepared, index)) {
      const right = rights[rightIndex];
      const preparedRight = preparedRights[rightIndex];
      if (right === undefined || preparedRight === undefined || !mayMatch(left, right)) continue;
      const score = similarity(prepared, preparedRight);
      if (score >= PROPOSE) candidates.push({ left: leftIndex, right: rightIndex, score });
    }
  });

  const pairs: FuzzyPair<L, R>[] = [];
  for (const { candidate, confirm } of choose(candidates)) {
    const left = lefts[candidate.left];
    const right = rights[candidate.right];
    if (left !== undefined && right !== undefined) pairs.push({ left, right, score: candidate.score, confirm });
  }
  return pairs;
}

type Index = ReadonlyMap<string, readonly number[]>;

function indexOf(texts: readonly Prepared[]): Index {
  const index = new Map<string, number[]>();
  texts.forEach((text, place) => {
    for (const key of keysOf(text)) {
      const postings = index.get(key);
      if (postings === undefined) index.set(key, [place]);
      else postings.push(place);
    }
  });
  return index;
}

function keysOf(text: Prepared): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const word of text.words) {
    if (!word.telling) continue;
    keys.add(`=${word.text}`);
    if (word.text.length > PREFIX) keys.add(`^${word.text.slice(0, PREFIX)}`);
  }
  return keys;
}

/** The places that share most words with the text, rare words counting more, within the bounds. */
function mostShared(text: Prepared, index: Index): readonly number[] {
  const lists = [...keysOf(text)].map((key) => index.get(key) ?? []).filter((list) => list.length > 0);
  const scores = new Map<number, number>();
  let budget = MAX_POSTINGS;
  for (const list of lists.sort((a, b) => a.length - b.length)) {
    const gain = 1 / Math.sqrt(list.length);
    for (const place of list.slice(0, budget)) scores.set(place, (scores.get(place) ?? 0) + gain);
    budget -= list.length;
    if (budget <= 0) break;
  }
  // The few best of many, without sorting them all.
  const best: { place: number; score: number }[] = [];
  for (const [place, score] of scores) {
    const last = best.length < MAX_CANDIDATES ? undefined : best[best.length - 1];
    if (last !== undefined && (last.score > score || (last.score === score && last.place < place))) continue;
    if (last !== undefined) best.pop();
    const at = best.findIndex((other) => other.score < score || (other.score === score && other.place > place));
    best.splice(at === -1 ? best.length : at, 0, { place, score });
  }
  return best.map(({ place }) => place);
}

/** Takes the best pairs first; a pair that has a rival about as good is not taken, unless nearly identical. */
function choose(candidates: readonly Candidate[]): { candidate: Candidate; confirm: boolean }[] {
  const best = [...candidates].sort((a, b) => b.score - a.score || a.left - b.left || a.right - b.right);
  const byLeft = new Map<number, Candidate[]>();
  const byRight = new Map<number, Candidate[]>();
  for (const candidate of best) {
    append(byLeft, candidate.left, candidate);
    append(byRight, candidate.right, candidate);
  }
  const takenLeft = new Set<number>();
  const takenRight = new Set<number>();
  const chosen: { candidate: Candidate; confirm: boolean }[] = [];
  for (const candidate of best) {
    if (takenLeft.has(candidate.left) || takenRight.has(candidate.right)) continue;
    const isRival = (other: Candidate): boolean =>
      other !== candidate &&
      other.score > candidate.score - MARGIN &&
      !takenLeft.has(other.left) &&
      !takenRight.has(other.right);
    const contested =
      (byLeft.get(candidate.left)?.some(isRival) ?? false) || (byRight.get(candidate.right)?.some(isRival) ?? false);
    const sure = candidate.score >= SURE;
    if (contested && !sure) continue;
    takenLeft.add(candidate.left);
    takenRight.add(candidate.right);
    chosen.push({ candidate, confirm: contested || !sure });
  }
  return chosen;
}

function append(groups: Map<number, Candidate[]>, key: number, candidate: Candidate): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [candidate]);
  else group.push(candidate);
}
