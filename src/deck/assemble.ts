import { plainText } from './body';
import type { DialectResult, DraftCard, DraftRound } from './dialects/dialect';
import { cardProblems } from './duplicates';
import { fingerprint, TextHash, type Fingerprint } from './fingerprint';
import { problem } from './problem';
import { mapCard, mapProblem, type RangeMap } from './ranges';
import type { StoredText } from './stored';
import type { Card, Deck, DeckMeta, Dialect, Problem, Round } from './types';

export interface AssembleInput {
  readonly dialect: Dialect;
  readonly result: DialectResult;
  readonly meta: DeckMeta;
  readonly stored: StoredText;
  /** Problems of the file itself, ranges in the stored text. */
  readonly problems: readonly Problem[];
  readonly path?: string | undefined;
}

/** A draft with its final card. */
export interface AssembledCard {
  readonly draft: DraftCard;
  readonly fingerprint: Fingerprint;
  readonly card: Card;
}

/** Turns drafts into cards, and remembers which card it made of which draft. */
export class Assembler {
  readonly #cards = new WeakMap<DraftCard, Card>();

  assemble(input: AssembleInput): Deck {
    const { result, meta, stored } = input;
    const title = meta.title ?? (result.title && plainText(result.title)) ?? titleFromPath(input.path);
    const map = stored.mapRange;
    const problems = [...input.problems, ...result.problems.map((found) => (map ? mapProblem(found, map) : found))];
    const drafts = map ? result.rounds.map((round) => mapRound(round, map)) : result.rounds;
    const ids = new Ids(drafts, problems);
    const rounds = drafts.map((round): { round: DraftRound; cards: AssembledCard[] } => {
      const roundTitle = round.title || title;
      return { round, cards: round.cards.map((draft) => this.#card(draft, roundTitle, ids)) };
    });
    const found = cardProblems(
      rounds.flatMap((round) => round.cards),
      stored,
      input.dialect,
    );
    problems.push(...found.problems, ...roundProblems(drafts, stored));
    const finished = rounds.map(({ round, cards }): Round => {
      const own = cards.map(({ card }) => found.replaced.get(card) ?? card);
      return { ...round, title: round.title || title, cards: own };
    });
    const cards = finished.flatMap((round) => round.cards);
    if (cards.length === 0) problems.push(noQuestions(stored));
    problems.sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column);
    return {
      title,
      ...(result.introduction !== undefined && { introduction: result.introduction }),
      dialect: input.dialect,
      meta,
      rounds: finished,
      problems,
      counts: {
        rounds: finished.length,
        cards: cards.length,
        asks: cards.filter((card) => card.kind === 'ask').length,
        emptyAnswers: problems.filter((one) => one.code === 'empty-answer').length,
        duplicates: problems.filter((one) => one.code === 'duplicate-question' || one.code === 'duplicate-answer')
          .length,
        dropped: result.dropped + found.replaced.size,
      },
      ...(stored.repaired && { repairedText: stored.repairedText() }),
    };
  }

  #card(draft: DraftCard, round: string, ids: Ids): AssembledCard {
    const print = draft.fingerprint ?? fingerprint(draft.question, draft.sections);
    const id = ids.take(draft, round, print);
    const known = this.#cards.get(draft);
    if (known?.id === id.id) return { draft, fingerprint: print, card: known };
    const { kind, question, range, questionRange, difficulty, sections, codeLinks, queries } = draft;
    const content = { kind, question, range, questionRange, sections, codeLinks, queries };
    const card: Card = { ...id, ...content, ...(difficulty !== undefined && { difficulty }) };
    this.#cards.set(draft, card);
    return { draft, fingerprint: print, card };
  }
}

/** Gives every card an id that no other card of the deck has. */
class Ids {
  readonly #explicit = new Map<string, DraftCard>();
  readonly #derived = new Map<string, number>();

  constructor(rounds: readonly DraftRound[], problems: Problem[]) {
    for (const draft of rounds.flatMap((round) => round.cards)) {
      if (draft.explicitId === undefined) continue;
      const first = this.#explicit.get(draft.explicitId);
      if (!first) {
        this.#explicit.set(draft.explicitId, draft);
        continue;
      }
      const range = draft.idRange ?? draft.questionRange;
      problems.push(
        problem('duplicate-id', range, {
          message: `Another question has the id "${draft.explicitId}" already; the history goes to that one. Remove this id or choose another.`,
          related: { message: 'The first question with this id', range: first.idRange ?? first.questionRange },
          fixes: draft.idRange ? [{ title: 'Remove this id', edits: [{ range, newText: '' }] }] : [],
        }),
      );
    }
  }

  take(draft: DraftCard, round: string, print: Fingerprint): Pick<Card, 'id' | 'explicitId'> {
    const { explicitId } = draft;
    if (explicitId !== undefined && this.#explicit.get(explicitId) === draft) return { id: explicitId, explicitId };
    const hash = new TextHash();
    hash.add(round);
    hash.add('\u2028');
    hash.add(print.question);
    const base = `q${hash.value.toString(36)}`;
    for (;;) {
      const count = (this.#derived.get(base) ?? 0) + 1;
      this.#derived.set(base, count);
      const id = count === 1 ? base : `${base}-${count}`;
      if (!this.#explicit.has(id)) return { id };
    }
  }
}

function mapRound(round: DraftRound, map: RangeMap): DraftRound {
  return {
    ...round,
    range: map(round.range),
    headingRange: map(round.headingRange),
    cards: round.cards.map((card) => mapCard(card, map)),
  };
}

function roundProblems(rounds: readonly DraftRound[], stored: StoredText): Problem[] {
  const problems: Problem[] = [];
  const first = new Map<number, DraftRound>();
  let next = Math.max(0, ...rounds.map((round) => round.number ?? 0)) + 1;
  for (const round of rounds) {
    if (round.number === undefined) continue;
    const other = first.get(round.number);
    if (!other) {
      first.set(round.number, round);
      continue;
    }
    const { line } = round.headingRange.start;
    const written = /round\s*#?(\d+)/di.exec(stored.lines[line] ?? '')?.indices?.[1];
    const fixes = written
      ? [
          {
            title: `Call this round ${next}`,
            edits: [
              {
                range: { start: { line, column: written[0] }, end: { line, column: written[1] } },
                newText: String(next),
              },
            ],
          },
        ]
      : [];
    next += 1;
    problems.push(
      problem('duplicate-round-number', round.headingRange, {
        message: `There is a round ${round.number} already. Give this one a number of its own.`,
        related: { message: `The first round ${round.number}`, range: other.headingRange },
        fixes,
      }),
    );
  }
  return problems;
}

function noQuestions(stored: StoredText): Problem {
  const start = { line: 0, column: 0 };
  return problem(
    'no-questions',
    { start, end: { line: 0, column: (stored.lines[0] ?? '').length } },
    {
      message: 'No questions were found. A question is a line of its own: **Q: …**, and its answer stands below it.',
    },
  );
}

/** The folder's name for a `deck.md`, else the file's. */
function titleFromPath(path: string | undefined): string {
  const parts = (path ?? '').split(/[\\/]/).filter((part) => part !== '');
  const file = parts.pop() ?? '';
  const stem = file.replace(/\.[^.]*$/, '') || file;
  return (stem.toLowerCase() === 'deck' ? parts.pop() : undefined) ?? (stem || 'Untitled deck');
}
