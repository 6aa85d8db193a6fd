import { CardProblems, type PlacedCard } from './duplicates';
import type { Ids } from './ids';
import type { Answer, Outline, OutlineRound } from './outline';
import { mapProblem, type RangeMap } from './ranges';
import { noQuestions, roundProblems } from './round-problems';
import type { StoredText } from './stored';
import type { Deck, Dialect, Problem, Round } from './types';

interface SettlementInput {
  readonly dialect: Dialect;
  readonly outline: Outline;
  /** The outline's rounds, ranges in the stored text. */
  readonly rounds: readonly OutlineRound[];
  /** The deck's rounds, card by card those of `rounds`. */
  readonly finished: () => readonly Round[];
  readonly ids: Ids;
  readonly stored: StoredText;
  readonly map: RangeMap | undefined;
  readonly problems: () => readonly Problem[];
}

/** What is known of a deck once all of its answers were parsed. */
export interface Settled {
  readonly problems: readonly Problem[];
  readonly emptyAnswers: number;
  readonly duplicates: number;
  readonly dropped: number;
  readonly strays: ReadonlyMap<Answer, readonly number[]>;
}

const NONE: readonly number[] = [];

/** The work that a deck leaves for later, in small steps: at once when its result is needed, or bit by bit. */
export class Settlement {
  #settled: Settled | undefined;
  #work: Generator<undefined, Settled> | undefined;

  constructor(input: SettlementInput) {
    this.#work = work(input);
  }

  get done(): boolean {
    return this.#settled !== undefined;
  }

  /** Does a little more; a step is about one card. */
  step(): void {
    const next = this.#work?.next();
    if (!next?.done) return;
    this.#settled = next.value;
    this.#work = undefined;
  }

  finish(): Settled {
    while (!this.#settled) this.step();
    return this.#settled;
  }

  readonly strays = (answer: Answer): readonly number[] => this.finish().strays.get(answer) ?? NONE;
}

function* work(input: SettlementInput): Generator<undefined, Settled> {
  const { outline, stored, map, rounds } = input;
  const place = (found: Problem): Problem => (map ? mapProblem(found, map) : found);
  const problems = [...input.problems()];
  let dropped = outline.dropped;
  for (const part of outline.parts) {
    const found = part.found();
    for (const one of found.problems) problems.push(place(one));
    dropped += found.dropped;
    yield;
  }
  for (const one of outline.problems) problems.push(place(one));
  for (const one of input.ids.problems(map)) problems.push(one);
  const finished = input.finished();
  const cards: PlacedCard[] = [];
  for (const [index, round] of rounds.entries()) {
    const made = finished[index]?.cards ?? [];
    for (const [number, { words, answer }] of round.cards.entries()) {
      const card = made[number];
      if (card) cards.push({ card, words, answer });
      yield;
    }
  }
  const found = new CardProblems({ ...input, cards });
  yield* found.find();
  for (const one of [...found.problems, ...roundProblems(rounds, stored)]) problems.push(one);
  if (cards.length === 0) problems.push(noQuestions(stored));
  problems.sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column);
  const count = (...codes: Problem['code'][]): number => problems.filter(({ code }) => codes.includes(code)).length;
  return {
    problems,
    emptyAnswers: count('empty-answer'),
    duplicates: count('duplicate-question', 'duplicate-answer'),
    dropped: dropped + found.strays.size,
    strays: found.strays,
  };
}

const settlements = new WeakMap<Deck, Settlement>();

export function register(deck: Deck, settlement: Settlement): void {
  settlements.set(deck, settlement);
}

/** Whether the deck's problems and counts are known, so that reading them takes no work. */
export function isSettled(deck: Deck): boolean {
  return settlements.get(deck)?.done ?? true;
}

export interface SettleOptions {
  /** Aborted, for instance, when a newer deck makes this one useless: settling then stops early, without an error. */
  readonly signal?: AbortSignal;
  /** How long to work at a time, in milliseconds, before the event loop has its turn. */
  readonly sliceMs?: number;
}

/**
 * Works out what a deck left for later, so that its problems and counts are there at once when they are asked for. It
 * works in slices and lets the event loop run between them. What was done before it was stopped is not done again.
 */
export async function settle(deck: Deck, { signal, sliceMs = 12 }: SettleOptions = {}): Promise<void> {
  const settlement = settlements.get(deck);
  while (settlement && !settlement.done) {
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted) return;
    const end = performance.now() + sliceMs;
    do settlement.step();
    while (performance.now() < end && !isSettled(deck));
  }
}
