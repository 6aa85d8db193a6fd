import { labelAt, type Body } from '../../body';
import { answerFacts, type AnswerFacts } from '../../fingerprint';
import { normaliseQuestion } from '../../normalise';
import type { Answer, CardMemo, OutlineCard, OutlinePart } from '../../outline';
import { mapProblem, shiftBy, type RangeMap } from '../../ranges';
import type { Source } from '../../source';
import type { CardKind, Problem, Range } from '../../types';
import { parseChunk, type Chunk, type ChunkEvent } from './chunk-parser';
import { scanCard, type ScannedCard } from './scan-card';

export type OutlineEvent = ChunkEvent<OutlineCard>;

/** Where a chunk stands. */
interface Place {
  readonly source: Source;
  readonly first: number;
  readonly count: number;
  /** How many of its lines are front matter, blank to a reader. */
  readonly blank: number;
}

/** What is kept of a chunk that was parsed; ranges count from the line that was its first then. */
interface Facts {
  readonly first: number;
  readonly answers: readonly AnswerFacts[];
  readonly problems: readonly Problem[];
  readonly dropped: number;
}

const LEAD_IN = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*/;

/**
 * A chunk from one reading of a file to the next: its rounds and questions, and the text that its answers are parsed
 * from when they are asked for. It follows its text: only `moveTo` says where that is now.
 */
export class HeldChunk {
  readonly #recent: RecentChunks;
  /** The chunk begins and ends in a round of questions to ask. */
  readonly ask: boolean;
  readonly endsInAsk: boolean;
  readonly count: number;
  readonly blank: number;
  #source: Source;
  #first: number;
  #events: readonly OutlineEvent[];
  #facts: Facts | undefined;
  #mayRepeat: boolean | undefined;

  /** `lines`: the whole document's. */
  constructor(place: Place, lines: readonly string[], ask: boolean, recent: RecentChunks) {
    const { first, count } = place;
    this.#source = place.source;
    this.#first = first;
    this.count = count;
    this.blank = place.blank;
    this.#recent = recent;
    this.ask = ask;
    const scanned = scanCard(lines, first, first + count);
    if (scanned) {
      const card = outlined(scanned, ask ? 'ask' : 'answer', new ChunkAnswer(this, 0, first));
      this.#events = [{ type: 'card', card }];
      this.endsInAsk = ask;
    } else {
      const chunk = this.parsed(first);
      let cards = 0;
      this.#events = chunk.events.map((event) =>
        event.type === 'card'
          ? { type: 'card', card: outlined(event.card, event.card.kind, new ChunkAnswer(this, cards++, first)) }
          : event,
      );
      this.endsInAsk = chunk.ask;
    }
  }

  get first(): number {
    return this.#first;
  }

  get events(): readonly OutlineEvent[] {
    return this.#events;
  }

  /** The same lines in a newer text. */
  moveTo(source: Source, first: number): void {
    const by = first - this.first;
    this.#source = source;
    this.#first = first;
    if (by === 0) return;
    const map = shiftBy(by);
    this.#events = this.#events.map((event) => {
      if (event.type === 'card') return { type: 'card', card: shifted(event.card, map, first) };
      return event.type === 'round' ? { ...event, range: map(event.range) } : event;
    });
  }

  lines(): string[] {
    const lines = this.#source.lines(this.#first, this.#first + this.count);
    return this.blank === 0 ? lines : lines.fill('', 0, this.blank);
  }

  /** The lines joined with `\n`. */
  text(): string {
    return this.blank === 0 ? this.#source.textOf(this.#first, this.#first + this.count) : this.lines().join('\n');
  }

  /** The chunk with its answers, as if its first line were this line of the document. */
  parsed(first: number): Chunk {
    const known = this.#recent.get(this, first);
    if (known) return known;
    // What is kept of it are pieces of this small text, and not of the whole file's.
    const chunk = parseChunk(detached(this.text()), first, this.ask);
    this.#facts ??= factsOf(chunk, first);
    this.#recent.add(this, first, chunk);
    return chunk;
  }

  facts(): Facts {
    return (this.#facts ??= factsOf(this.parsed(this.first), this.first));
  }

  mayRepeat(card: number): boolean {
    const known = this.#facts?.answers[card];
    if (known) return known.answers.length > 1;
    return (this.#mayRepeat ??= countAnswers(this.lines()) > 1);
  }
}

/** What only a parsed chunk tells, for the outline in which it stood at this line. */
export class ChunkPart implements OutlinePart {
  constructor(
    readonly chunk: HeldChunk,
    readonly at: number,
  ) {}

  found(): ReturnType<OutlinePart['found']> {
    const { first, problems, dropped } = this.chunk.facts();
    const map = shiftBy(this.at - first);
    return { problems: first === this.at ? problems : problems.map((one) => mapProblem(one, map)), dropped };
  }
}

class ChunkAnswer implements Answer {
  memo: CardMemo | undefined;

  constructor(
    readonly chunk: HeldChunk,
    /** Which of the chunk's cards it belongs to. */
    readonly index: number,
    readonly first: number,
  ) {}

  body(): Body {
    let at = 0;
    for (const event of this.chunk.parsed(this.first).events) {
      if (event.type !== 'card') continue;
      if (at === this.index) return event.card;
      at += 1;
    }
    return NO_BODY;
  }

  facts(): AnswerFacts {
    return this.chunk.facts().answers[this.index] ?? NO_FACTS;
  }

  place(range: Range): Range {
    const by = this.first - this.chunk.facts().first;
    return by === 0 ? range : shiftBy(by)(range);
  }

  mayRepeat(): boolean {
    return this.chunk.mayRepeat(this.index);
  }
}

const NO_BODY: Body = { sections: [], codeLinks: [], queries: [] };
const NO_FACTS: AnswerFacts = { sections: 0, empty: true, answers: [] };

const KEPT = 4;

/** The chunks parsed last: an answer's sections, links and queries are asked for one after the other. */
export class RecentChunks {
  readonly #chunks: { readonly held: HeldChunk; readonly first: number; readonly chunk: Chunk }[] = [];
  #next = 0;

  get(held: HeldChunk, first: number): Chunk | undefined {
    for (const one of this.#chunks) if (one.held === held && one.first === first) return one.chunk;
    return undefined;
  }

  add(held: HeldChunk, first: number, chunk: Chunk): void {
    this.#chunks[this.#next] = { held, first, chunk };
    this.#next = (this.#next + 1) % KEPT;
  }
}

function factsOf({ events, problems, dropped }: Chunk, first: number): Facts {
  const answers: AnswerFacts[] = [];
  for (const event of events) if (event.type === 'card') answers.push(answerFacts(event.card.sections));
  return { first, answers, problems, dropped };
}

function outlined(found: ScannedCard, kind: CardKind, answer: Answer): OutlineCard {
  const { explicitId, idRange, range, questionRange } = found;
  const question = detached(found.question);
  const words = normaliseQuestion(question);
  // No spreading: there may be thousands of these at once.
  return explicitId === undefined || !idRange
    ? { kind, question, range, questionRange, words, answer }
    : { explicitId: detached(explicitId), idRange, kind, question, range, questionRange, words, answer };
}

function shifted(card: OutlineCard, map: RangeMap, first: number): OutlineCard {
  const { explicitId, idRange, kind, question, words, answer: held } = card;
  const answer = held instanceof ChunkAnswer ? new ChunkAnswer(held.chunk, held.index, first) : held;
  const range = map(card.range);
  const questionRange = map(card.questionRange);
  return explicitId === undefined || !idRange
    ? { kind, question, range, questionRange, words, answer }
    : { explicitId, idRange: map(idRange), kind, question, range, questionRange, words, answer };
}

/** At most so many sections of the chunk's answer are answers: labels that say so, and text above the first label. */
function countAnswers(lines: readonly string[]): number {
  let count = 0;
  let first = true;
  for (const line of lines.slice(1)) {
    const from = LEAD_IN.exec(line)?.[0].length ?? 0;
    if (from === line.length) continue;
    const label = labelAt(line, from, line.length);
    if (label?.kind === 'answer' || (first && label?.kind === undefined)) count += 1;
    first = false;
  }
  return count;
}

/** The same characters as a text of their own: a piece of a text holds on to all of it. */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}
