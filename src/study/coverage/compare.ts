import type { AnswerComparison, KeyPoint, PointMatch, Rating } from '../types';
import { contentWords } from './words';
import type { ContentWord } from './words';

/** Share of a point's weight that has to be said: about half of a sentence, nearly all of a two-word point. */
const ENOUGH = 0.5;
const ENOUGH_OF_FEW = 0.6;
const FEW = 3;
/** A point counts as made within a stretch of this many words, or this many times its own length. */
const STRETCH = 40;
const STRETCH_FACTOR = 5;

interface CompareOptions {
  /** How long the answer took and should take, seconds: enters the suggested rating. */
  readonly elapsedSeconds?: number;
  readonly targetSeconds?: number;
}

/**
 * Which key points a spoken (dictated, typed) answer touches. Words are compared without case, accents, inflection,
 * hyphens or camel case, and numbers by value; a word that occurs in many of the points weighs less. The words of a
 * point have to come in one stretch of the answer, so that a long talk does not cover everything by accident. A word
 * that is denied ("not idempotent", "does not absorb", "without retries": the negation at most two words before it, in
 * the same clause) touches only a word that the point denies too, and the other way round. This is a rule of thumb for
 * English: it knows no "hardly", and no negation further off.
 */
export function compareAnswer(
  spoken: string,
  points: readonly KeyPoint[],
  options: CompareOptions = {},
): AnswerComparison {
  const said = positionsOf(contentWords(spoken));
  const wanted = points.map(({ text }) => contentWords(text));
  const frequency = new Map<string, number>();
  for (const words of wanted) {
    for (const key of new Set(words.map((word) => word.key))) frequency.set(key, (frequency.get(key) ?? 0) + 1);
  }
  const matches = wanted.map((words) => matchPoint(words, said, (key) => 1 / Math.sqrt(frequency.get(key) ?? 1)));
  const coverage = points.length === 0 ? 0 : matches.filter(({ covered }) => covered).length / points.length;
  return {
    points: matches,
    coverage,
    suggestedRating: suggestRating(coverage, options.elapsedSeconds ?? 0, options.targetSeconds ?? 0),
  };
}

type Positions = ReadonlyMap<string, readonly number[]>;

/** Where each word was said. Two words in a row also count as one: "data base" is "database". */
function positionsOf(words: readonly ContentWord[]): Positions {
  const positions = new Map<string, number[]>();
  const put = (key: string, position: number): void => {
    const known = positions.get(key);
    if (known === undefined) positions.set(key, [position]);
    else known.push(position);
  };
  words.forEach(({ key, joint, negated }, position) => {
    put(asMeant(key, negated), position);
    if (joint !== undefined) put(asMeant(joint, negated), position);
  });
  return positions;
}

/** A word and its denial are different words. */
function asMeant(key: string, negated: boolean): string {
  return negated ? `not ${key}` : key;
}

function matchPoint(words: readonly ContentWord[], said: Positions, weightOf: (key: string) => number): PointMatch {
  const hits: { position: number; key: string }[] = [];
  const weights = new Map<string, number>();
  const looked = new Set<string>();
  words.forEach(({ key, joint, negated }, index) => {
    const meant = asMeant(key, negated);
    if (looked.has(meant)) return;
    looked.add(meant);
    weights.set(key, weightOf(key));
    const before = words[index - 1];
    const forms = [meant];
    // "timeout" in the answer touches both words of "time out" in the point.
    if (joint !== undefined) forms.push(asMeant(joint, negated));
    if (before?.joint !== undefined) forms.push(asMeant(before.joint, before.negated));
    for (const form of forms) for (const position of said.get(form) ?? []) hits.push({ position, key });
  });
  const total = sum(weights.values());
  if (total === 0) return { covered: false, score: 0, words: [] };
  const best = bestStretch(
    hits.sort((a, b) => a.position - b.position),
    weights,
    Math.max(STRETCH, STRETCH_FACTOR * words.length),
  );
  const score = sum([...best].map((key) => weights.get(key) ?? 0)) / total;
  const enough = weights.size <= FEW ? ENOUGH_OF_FEW : ENOUGH;
  const surfaces = words.filter(({ key }) => best.has(key)).map(({ surface }) => surface);
  return { covered: score >= enough - 1e-9, score: Math.min(1, score), words: [...new Set(surfaces)] };
}

/** The heaviest set of words within any stretch of the answer, in one pass. */
function bestStretch(
  hits: readonly { position: number; key: string }[],
  weights: ReadonlyMap<string, number>,
  length: number,
): ReadonlySet<string> {
  const inside = new Map<string, number>();
  let weight = 0;
  let bestWeight = 0;
  let bestRange: readonly [number, number] = [0, 0];
  let start = 0;
  hits.forEach(({ position, key }, end) => {
    const count = inside.get(key) ?? 0;
    if (count === 0) weight += weights.get(key) ?? 0;
    inside.set(key, count + 1);
    for (let first = hits[start]; first !== undefined && position - first.position >= length; first = hits[start]) {
      const left = (inside.get(first.key) ?? 1) - 1;
      inside.set(first.key, left);
      if (left === 0) weight -= weights.get(first.key) ?? 0;
      start += 1;
    }
    if (weight > bestWeight + 1e-9) {
      bestWeight = weight;
      bestRange = [start, end + 1];
    }
  });
  return new Set(hits.slice(...bestRange).map(({ key }) => key));
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/**
 * The rating that an answer earns: one key point of three (less than 34 %) is Again, less than 60 % Hard, two of three
 * Good, and all of them within the speaking target Easy. All of them beyond the target is Good, and whoever took more
 * than one and a half times the target gets Hard at best, though never Again for it. Without a target (0) time does not
 * count.
 */
export function suggestRating(coverage: number, elapsedSeconds: number, targetSeconds: number): Rating {
  if (!(coverage >= 0.34)) return 1;
  if (coverage < 0.6) return 2;
  const timed = targetSeconds > 0;
  if (timed && elapsedSeconds > targetSeconds * 1.5) return 2;
  return coverage >= 1 && (!timed || elapsedSeconds <= targetSeconds) ? 4 : 3;
}
