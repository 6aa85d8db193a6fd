import type { Keyword } from '../grammar/index';
import type { PartDraft, Spot } from './draft';
import type { Term, TermReader } from './terms';

export interface UnknownWord extends Spot {
  /** Set for words that are known but have nothing to do where they stand. */
  readonly why?: string;
}

/** Walks over the terms of a question. Filler is passed over and noted; so are unknown words, which refuse it later. */
export class Cursor {
  readonly unknown: UnknownWord[] = [];
  readonly parts: PartDraft[] = [];
  private index = 0;
  private readonly strays = new Set<number>();
  /** Ends of the noted parts by their starts. */
  private readonly noted = new Map<number, number>();

  constructor(
    readonly question: string,
    readonly terms: TermReader,
  ) {}

  get position(): number {
    return this.index;
  }

  /** The next term that means something; undefined at the end. */
  peek(): Term | undefined {
    for (;;) {
      const term = this.terms.at(this.index);
      if (!term) return undefined;
      if (term.kind === 'unknown') this.stray(term);
      else if (term.kind === 'keyword' && term.keyword.id === 'filler') this.part(term, 'filler', 'filler');
      else return term;
      this.index = term.to;
    }
  }

  /** The term after the next one, without moving on. */
  peekSecond(): Term | undefined {
    const first = this.peek();
    return first ? this.after(first.to) : undefined;
  }

  /** The first term with a meaning from a token on; notes nothing. */
  after(token: number): Term | undefined {
    for (let at = token; ;) {
      const term = this.terms.at(at);
      if (!term) return undefined;
      if (term.kind !== 'unknown' && !(term.kind === 'keyword' && term.keyword.id === 'filler')) return term;
      at = term.to;
    }
  }

  /** Moves past the next term. */
  take(term: Term): Term {
    this.index = term.to;
    return term;
  }

  /** Moves to a token. */
  goto(token: number): void {
    this.index = token;
  }

  peekKeyword<Id extends Keyword['id']>(
    ...ids: Id[]
  ): (Term & { kind: 'keyword'; keyword: Keyword & { id: Id } }) | undefined {
    const term = this.peek();
    return isKeyword(term, ...ids) ? term : undefined;
  }

  /** Takes the next term if it is one of these keywords. */
  accept<Id extends Keyword['id']>(
    ...ids: Id[]
  ): (Term & { kind: 'keyword'; keyword: Keyword & { id: Id } }) | undefined {
    const term = this.peekKeyword(...ids);
    if (!term) return undefined;
    this.take(term);
    this.part(term, 'keyword', term.detail);
    return term;
  }

  text(spot: Spot): string {
    return this.question.slice(spot.start, spot.end);
  }

  /** Notes what a stretch of the question was taken for. */
  part(spot: Spot, kind: PartDraft['kind'], as: string): void {
    this.note({ start: spot.start, end: spot.end, kind, as });
  }

  /** Notes a part; one that spans several noted before takes their place. */
  note(part: PartDraft): void {
    const known = this.noted.get(part.start);
    if (known !== undefined && known >= part.end) return;
    this.noted.set(part.start, part.end);
    for (let i = this.parts.length - 1; i >= 0; i -= 1) {
      const other = this.parts[i];
      if (!other || other.end <= part.start) break;
      if (other.start >= part.start && other.end <= part.end) this.parts.splice(i, 1);
    }
    this.parts.push(part);
  }

  /** Notes the unknown words from here to the end, when reading stops early. */
  scan(): void {
    for (let term = this.terms.at(this.index); term; term = this.terms.at(this.index)) {
      if (term.kind === 'unknown') this.stray(term);
      this.index = term.to;
    }
  }

  /** A word and what hyphens and underscores join it to: `customer_id` is one word to a reader. */
  private whole(spot: Spot): Spot {
    const { tokens } = this.terms;
    let from = tokens.findIndex(({ start }) => start === spot.start);
    let to = from;
    if (from < 0) return spot;
    while (tokens[from]?.glued === true && from > 0) from -= 1;
    while (tokens[to + 1]?.glued === true) to += 1;
    return { start: tokens[from]?.start ?? spot.start, end: Math.max(spot.end, tokens[to]?.end ?? spot.end) };
  }

  /** A word with nothing to do here: the question will be refused, and reading goes on to find the others. */
  stray(term: Spot, why?: string): void {
    if (this.strays.has(term.start)) return;
    this.strays.add(term.start);
    this.unknown.push({ ...(why === undefined ? this.whole(term) : { start: term.start, end: term.end, why }) });
  }
}

export function isKeyword<Id extends Keyword['id']>(
  term: Term | undefined,
  ...ids: Id[]
): term is Term & { kind: 'keyword'; keyword: Keyword & { id: Id } } {
  return term?.kind === 'keyword' && (ids as string[]).includes(term.keyword.id);
}
