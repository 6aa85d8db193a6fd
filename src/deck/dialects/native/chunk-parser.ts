import { buildBody, findIdComment, isCardId, Prose, stripComments, type Body } from '../../body';
import { placeIn, type SourceSlice } from '../../document';
import { blockTokens, type Token } from '../../markdown';
import { problem } from '../../problem';
import type { CardKind, Position, Problem, Range } from '../../types';
import type { DraftCard } from '../dialect';
import { readHeading, type RoundHeading } from './heading';
import { readQuestion, unquotedSpan } from './question';

/** What a chunk holds, in order. Ranges are in the document that the chunk was cut from. */
export type ChunkEvent<C = DraftCard> =
  | { readonly type: 'title'; readonly text: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'round'; readonly heading: RoundHeading; readonly range: Range }
  | { readonly type: 'card'; readonly card: C };

export interface Chunk {
  readonly events: readonly ChunkEvent[];
  readonly problems: readonly Problem[];
  readonly dropped: number;
  /** Whether the chunk ends in a round of questions to ask. */
  readonly ask: boolean;
}

interface OpenCard {
  readonly question: string;
  readonly questionRange: Range;
  readonly start: Position;
  readonly kind: CardKind;
  explicitId?: string;
  idRange?: Range;
  bodyFrom: number;
  /** Set when the answer starts in the question's own paragraph: its first line, counted from the chunk's. */
  readonly bodyLine: number | undefined;
  /** The last line of the question's paragraph, counted likewise. */
  readonly paragraphEnd: number;
}

/** Parses one chunk. `firstLine`: its place in the document; `ask`: it begins in a round of questions to ask. */
export function parseChunk(text: string, firstLine: number, ask: boolean): Chunk {
  return new ChunkParser(text, firstLine, ask).parse();
}

class ChunkParser {
  readonly #slice: SourceSlice;
  readonly #tokens: readonly Token[];
  readonly #events: ChunkEvent[] = [];
  readonly #problems: Problem[] = [];
  #dropped = 0;
  #ask: boolean;
  #card: OpenCard | undefined;

  constructor(text: string, firstLine: number, ask: boolean) {
    this.#slice = { lines: text.split('\n'), firstLine };
    this.#tokens = blockTokens(text);
    this.#ask = ask;
  }

  parse(): Chunk {
    let index = 0;
    while (index < this.#tokens.length) {
      const end = this.#blockEnd(index);
      this.#block(index, end);
      index = end;
    }
    this.#close(this.#tokens.length);
    return { events: this.#events, problems: this.#problems, dropped: this.#dropped, ask: this.#ask };
  }

  /** The index after the block that starts at `index`. */
  #blockEnd(index: number): number {
    const token = this.#tokens[index];
    if (token?.nesting !== 1) return index + 1;
    let end = index + 1;
    while (end < this.#tokens.length && (this.#tokens[end]?.level ?? 0) > token.level) end += 1;
    return end + 1;
  }

  #block(index: number, end: number): void {
    const token = this.#tokens[index];
    const inline = this.#tokens[index + 1];
    if (!token) return;
    if (token.type === 'hr') {
      this.#close(index);
    } else if (token.type === 'paragraph_open' && inline) {
      if (!this.#question(inline, index, end) && !this.#card) this.#events.push({ type: 'text', text: inline.content });
    } else if (token.type === 'heading_open' && inline) {
      this.#heading(token, inline, index, end);
    } else if (token.type === 'html_block') {
      this.#comment(token, index, end);
    } else if (!this.#card) {
      if (this.#ask && token.type.endsWith('_list_open')) this.#items(index, end);
      else this.#dropped += 1;
    }
    if (this.#card) this.#strayIds(token, index, end);
  }

  #heading(token: Token, inline: Token, index: number, end: number): void {
    if (this.#question(inline, index, end)) return;
    const underlined = token.markup === '-';
    if (this.#card && (token.tag > 'h2' || underlined)) {
      // See BodyBuilder: an underlined heading inside an answer is its last line and a thematic break.
      if (underlined) this.#close(end);
      return;
    }
    this.#close(index);
    if (token.tag > 'h2') {
      this.#dropped += 1;
      return;
    }
    const prose = new Prose(inline, this.#slice);
    const text = stripComments(inline.content).trim();
    if (token.tag === 'h1' && this.#events.length === 0) this.#events.push({ type: 'title', text });
    const heading = readHeading(text);
    this.#ask = heading.ask;
    const line = token.map?.[0] ?? 0;
    const range = { start: placeIn(this.#slice, line, 0), end: prose.place(inline.content.length) };
    this.#events.push({ type: 'round', heading, range });
  }

  #question(inline: Token, index: number, end: number): boolean {
    const found = readQuestion(inline.content);
    if (!found) return false;
    this.#close(index);
    const prose = new Prose(inline, this.#slice);
    const [line = 0, lineEnd = line] = inline.map ?? [];
    this.#card = {
      question: stripComments(found.text).trim(),
      questionRange: prose.range(found.start, found.end),
      start: placeIn(this.#slice, line, 0),
      kind: this.#ask ? 'ask' : 'answer',
      bodyFrom: end,
      paragraphEnd: lineEnd - 1,
      bodyLine:
        line + found.lines < lineEnd && this.#tokens[index]?.type === 'paragraph_open' ? line + found.lines : undefined,
    };
    if (found.id) this.#takeId(found.id.id, prose.range(found.id.start, found.id.end));
    // Underlined by a thematic break: the card ends here.
    if (this.#tokens[index]?.markup === '-') this.#close(end);
    return true;
  }

  #takeId(id: string, range: Range): void {
    if (this.#card && this.#card.explicitId === undefined && isCardId(id)) {
      this.#card.explicitId = id;
      this.#card.idRange = range;
    } else {
      this.#problems.push(unknownId(id, range));
    }
  }

  #comment(token: Token, index: number, end: number): void {
    const id = findIdComment(token.content);
    if (!id) {
      if (!this.#card && !token.content.trimStart().startsWith('<!--')) this.#dropped += 1;
      return;
    }
    const range = new Prose(token, this.#slice).range(id.start, id.end);
    if (this.#card && this.#card.bodyFrom === index && this.#card.bodyLine === undefined) {
      this.#card.bodyFrom = end;
      this.#takeId(id.id, range);
    } else if (!this.#card) {
      this.#problems.push(unknownId(id.id, range));
    }
  }

  /** Reports id comments inside an answer, where they name nothing. */
  #strayIds(block: Token, index: number, end: number): void {
    if (!this.#card || index < this.#card.bodyFrom) return;
    for (let at = index; at < end; at += 1) {
      const token = at === index ? block : this.#tokens[at];
      if (!token?.content.includes('<!--') || (token.type !== 'inline' && token.type !== 'html_block')) continue;
      const prose = new Prose(token, this.#slice);
      for (let id = findIdComment(token.content); id; id = findIdComment(token.content, id.end)) {
        this.#problems.push(unknownId(id.id, prose.range(id.start, id.end)));
      }
    }
  }

  /** Every item of a list in a round of questions to ask is a card; what is nested in it is its answer. */
  #items(index: number, end: number): void {
    const level = (this.#tokens[index]?.level ?? 0) + 1;
    for (let at = index + 1; at < end; at += 1) {
      const token = this.#tokens[at];
      if (token?.type !== 'list_item_open' || token.level !== level) continue;
      const close = this.#blockEnd(at);
      this.#item(at, close);
      at = close - 1;
    }
  }

  #item(open: number, close: number): void {
    const paragraph = this.#tokens[open + 1];
    const inline = this.#tokens[open + 2];
    if (paragraph?.type !== 'paragraph_open' || !inline) {
      this.#dropped += 1;
      return;
    }
    const id = findIdComment(inline.content);
    const found =
      readQuestion(inline.content) ?? unquotedSpan(inline.content, 0, id ? id.start : inline.content.length);
    const question = stripComments(found.text).trim();
    if (question === '') {
      this.#dropped += 1;
      return;
    }
    const prose = new Prose(inline, this.#slice);
    const [line = 0] = this.#tokens[open]?.map ?? [];
    this.#card = {
      question,
      questionRange: prose.range(found.start, found.end),
      start: placeIn(this.#slice, line, 0),
      kind: 'ask',
      bodyFrom: open + 4,
      bodyLine: undefined,
      paragraphEnd: line,
    };
    if (id) this.#takeId(id.id, prose.range(id.start, id.end));
    this.#close(close - 1);
  }

  /** Ends the open card before the token at `end`. */
  #close(end: number): void {
    const card = this.#card;
    if (!card) return;
    this.#card = undefined;
    let bodyEnd = Math.max(end, card.bodyFrom);
    // A heading with nothing below it belongs to what comes next.
    while (bodyEnd - 3 >= card.bodyFrom && this.#trailingHeading(bodyEnd - 3)) {
      bodyEnd -= 3;
      this.#dropped += 1;
    }
    const tokens = this.#tokens.slice(card.bodyFrom, bodyEnd);
    const lastLine = this.#lastLine(card, tokens);
    const { sections, codeLinks, queries } = this.#body(card, tokens, lastLine);
    const { question, questionRange, start, kind, explicitId, idRange } = card;
    const column = (this.#slice.lines[lastLine] ?? '').trimEnd().length;
    const range = { start, end: placeIn(this.#slice, lastLine, column) };
    const parsed = { kind, question, range, questionRange, sections, codeLinks, queries };
    const named = explicitId !== undefined && idRange ? { explicitId, idRange, ...parsed } : parsed;
    this.#events.push({ type: 'card', card: named });
  }

  #trailingHeading(index: number): boolean {
    const token = this.#tokens[index];
    return token?.type === 'heading_open' && token.level === 0 && token.markup !== '-';
  }

  #lastLine(card: OpenCard, tokens: readonly Token[]): number {
    const { firstLine } = this.#slice;
    const own = Math.max(card.questionRange.end.line, card.idRange?.end.line ?? 0) - firstLine;
    let last = own;
    for (const token of tokens) if (token.map) last = Math.max(last, token.map[1] - 1);
    if (card.bodyLine !== undefined) last = Math.max(last, card.paragraphEnd);
    while (last > own && (this.#slice.lines[last] ?? '').trim() === '') last -= 1;
    return last;
  }

  #body(card: OpenCard, tokens: readonly Token[], lastLine: number): Body {
    if (card.bodyLine === undefined) return buildBody(this.#slice, tokens);
    const lines = this.#slice.lines.slice(card.bodyLine, lastLine + 1);
    return buildBody({ lines, firstLine: this.#slice.firstLine + card.bodyLine });
  }
}

function unknownId(id: string, range: Range): Problem {
  const wellFormed = isCardId(id);
  return problem('unknown-id', range, {
    message: wellFormed
      ? `The id "${id}" stands at no question. Put its comment right below the question that it names.`
      : `"${id}" cannot be an id. Use letters, digits, "-", "_" and "."; at most 64 of them.`,
    fixes: [{ title: 'Remove this id', edits: [{ range, newText: '' }] }],
  });
}
