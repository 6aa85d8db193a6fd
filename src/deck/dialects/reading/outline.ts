import { buildBody } from '../../body';
import type { Body } from '../../body';
import { position } from '../../document';
import { mapCard } from '../../ranges';
import { indentOf, isBlank, isFence, isThematicBreak, scanCode } from './lines';
import { cleanQuestion } from './question-text';
import { isGenericSummary } from './summaries';
import type { SourceDocument, SourceSlice } from '../../document';
import type { CardKind, Position, Range } from '../../types';
import type { DialectResult, DraftCard, DraftRound } from '../dialect';
import type { CutQuestion } from './question-text';

interface OpenRound {
  readonly title: string;
  readonly emoji?: string;
  readonly heading: Range | undefined;
  readonly cards: DraftCard[];
}

export interface NewCard extends CutQuestion {
  readonly kind?: CardKind;
  /** Where the answer starts; its end is exclusive. Absent where there is no answer. */
  readonly answer?: { readonly from: Position; readonly to: Position };
  readonly setting?: string;
  /** Where the card starts when that is not its question. */
  readonly start?: Position;
}

const EMOJI_LEAD =
  /^((?:\p{Extended_Pictographic}|\p{Regional_Indicator})(?:\p{Emoji_Modifier}|\u200d|\ufe0f|\u20e3|\p{Extended_Pictographic}|\p{Regional_Indicator}){0,12})\s+(?=\S)/u;
const MAX_INTRODUCTION = 2000;

/** Collects what a dialect finds, in the order of the file. */
export class Outline {
  title: string | undefined;
  introduction: string | undefined;
  dropped = 0;
  hasCards = false;
  readonly #rounds: OpenRound[] = [];
  #current: OpenRound | undefined;

  constructor(readonly document: SourceDocument) {}

  /** The file's title, unless it has one already or cards have come before: then `false`. */
  takeTitle(text: string): boolean {
    if (this.title !== undefined || this.hasCards) return false;
    this.title = cleanTitle(text);
    return true;
  }

  /** Starts a round with the heading in part of a line. */
  openRound(line: number, from: number, to: number): void {
    const text = (this.document.lines[line] ?? '').slice(from, to);
    this.openNamedRound(text, this.document.span(line, from, to));
  }

  openNamedRound(text: string, heading: Range): void {
    const emoji = EMOJI_LEAD.exec(text)?.[1];
    const title = cleanTitle(emoji === undefined ? text : text.slice(emoji.length));
    if (CONTENTS.test(title)) {
      // What comes below the list itself is not in it.
      this.#current = undefined;
      this.dropped++;
      return;
    }
    this.#current = { title, ...(emoji === undefined ? {} : { emoji }), heading, cards: [] };
    this.#rounds.push(this.#current);
  }

  addCard(card: NewCard): void {
    const { answer } = card;
    const body =
      answer === undefined ? EMPTY : buildBody(this.#slice(answer.from, answer.to, card.start ?? card.range.start));
    const end = (answer && this.#lastText(answer.from, answer.to)) ?? card.range.end;
    this.addDraft(draftOf(card, body, end));
  }

  /** A card whose answer was rewritten: its lines are not the file's, so all of it is said to stand at `range`. */
  addRewritten(card: NewCard, answer: string, answerRange: Range): void {
    const body = buildBody({ lines: answer.split('\n'), firstLine: 0 });
    const draft = mapCard(draftOf(card, body, card.range.end), () => answerRange);
    this.addDraft(draftOf(card, draft, answerRange.end));
  }

  addDraft(card: DraftCard): void {
    if (this.#current === undefined) {
      this.#current = { title: '', heading: undefined, cards: [] };
      this.#rounds.push(this.#current);
    }
    this.#current.cards.push(card);
    this.hasCards = true;
  }

  /** Counts the blocks (runs of lines that are not blank) in these lines as dropped. */
  drop(first: number, end: number): void {
    let inBlock = false;
    for (let line = first; line < end; line++) {
      const blank = isBlank(this.document.lines[line]) || isThematicBreak(this.document.lines[line] ?? '');
      if (!blank && !inBlock) this.dropped++;
      inBlock = !blank;
    }
  }

  /** Takes these lines as the introduction when there is none yet; blocks of links and badges are dropped. */
  introduce(first: number, end: number): void {
    const paragraphs: string[] = [];
    let block: string[] = [];
    const flush = (): void => {
      if (block.length === 0) return;
      if (this.introduction !== undefined || isLinkList(block)) this.dropped++;
      else paragraphs.push(block.join('\n'));
      block = [];
    };
    for (let line = first; line < end; line++) {
      const text = this.document.lines[line] ?? '';
      if (isBlank(text) || isThematicBreak(text)) flush();
      else block.push(text);
    }
    flush();
    if (paragraphs.length > 0) this.introduction = paragraphs.join('\n\n').slice(0, MAX_INTRODUCTION).trim();
  }

  result(): DialectResult {
    // A heading without questions is not a round: a licence, a list of contents.
    const rounds = this.#rounds.filter((round) => round.cards.length > 0);
    this.dropped += this.#rounds.length - rounds.length;
    return {
      ...(this.title === undefined ? {} : { title: this.title }),
      ...(this.introduction === undefined ? {} : { introduction: this.introduction }),
      rounds: rounds.map((round) => this.#finish(round)),
      problems: [],
      dropped: this.dropped,
    };
  }

  #finish({ title, emoji, heading, cards }: OpenRound): DraftRound {
    const first = cards[0]?.range.start ?? position(0, 0);
    const headingRange = heading ?? { start: first, end: first };
    const end = cards.reduce((last, card) => later(last, card.range.end), headingRange.end);
    return {
      title,
      ...(emoji === undefined ? {} : { emoji }),
      range: { start: earlier(position(headingRange.start.line, 0), first), end },
      headingRange,
      cards,
    };
  }

  /** The answer's lines, their indentation and what is only there for navigation taken out. */
  #slice(from: Position, to: Position, card: Position): SourceSlice {
    const lines = this.document.lines.slice(from.line, to.column > 0 ? to.line + 1 : to.line);
    const last = lines.length - 1;
    if (to.column > 0 && last >= 0) lines[last] = (lines[last] ?? '').slice(0, to.column);
    let lastText = last;
    while (lastText > 0 && (isBlank(lines[lastText]) || isThematicBreak(lines[lastText] ?? ''))) lastText--;
    const inItem = IN_ITEM.test(this.document.lines[card.line] ?? '');
    const indent = this.#indent(lines.slice(from.column > 0 ? 1 : 0, lastText + 1), inItem);
    const cut: number[] = [];
    const kept = lines.slice(0, lastText + 1).map((line, index) => {
      let start = index === 0 && from.column > 0 ? from.column : Math.min(indent, indentOf(line));
      const text = line.slice(start);
      const isNavigation = isBackLink(text);
      if (isNavigation) this.dropped++;
      if (isNavigation || isWrapper(text, this.document)) start = line.length;
      cut.push(Math.min(start, line.length));
      return line.slice(start);
    });
    return { lines: kept, firstLine: from.line, cut };
  }

  /**
   * How far all of the answer is indented. In a list item, lines further left than the others (where an author forgot
   * to indent) do not count, or all the others would be code to Markdown.
   */
  #indent(lines: readonly string[], inItem: boolean): number {
    const code = scanCode(lines);
    const indents: number[] = [];
    for (const [number, line] of lines.entries()) {
      if (isBlank(line) || isThematicBreak(line) || (code[number] === 1 && !isFence(line))) continue;
      if (!isBackLink(line) && !isWrapper(line, this.document)) indents.push(indentOf(line));
    }
    const [first = 0] = indents;
    const counted = inItem && first > 0 ? indents.filter((indent) => indent > 0) : indents;
    return counted.reduce((least, indent) => Math.min(least, indent), first);
  }

  /** The end of the last line with text; undefined when there is none. */
  #lastText(from: Position, to: Position): Position | undefined {
    for (let line = to.column > 0 ? to.line : to.line - 1; line >= from.line; line--) {
      const whole = this.document.lines[line] ?? '';
      const text = line === to.line ? whole.slice(0, to.column) : whole;
      const own = line === from.line ? text.slice(from.column) : text;
      const isEmpty = isBlank(own) || isThematicBreak(text) || ANCHORS.test(own);
      if (!isEmpty) return position(line, text.length);
    }
    return undefined;
  }
}

const CONTENTS = /^(?:table of contents?|contents?|toc)$/i;
const IN_ITEM = /^(?:\s|(?:[-*+]|\d{1,9}[.)])\s)/;
const EMPTY: Body = { sections: [], codeLinks: [], queries: [] };

function draftOf(card: NewCard, { sections, codeLinks, queries }: Body, end: Position): DraftCard {
  const draft: { -readonly [Key in keyof DraftCard]: DraftCard[Key] } = {
    kind: card.kind ?? 'answer',
    question: card.question,
    range: { start: card.start ?? position(card.range.start.line, 0), end: later(card.range.end, end) },
    questionRange: card.range,
    sections,
    codeLinks,
    // SQL in somebody else's answer is an example, and proves nothing.
    queries: queries.filter(({ language }) => language === 'spot'),
  };
  if (card.setting !== undefined) draft.setting = card.setting;
  if (card.difficulty !== undefined) draft.difficulty = card.difficulty;
  if (card.explicitId !== undefined) draft.explicitId = card.explicitId;
  if (card.idRange !== undefined) draft.idRange = card.idRange;
  return draft;
}

/** A heading's text as a title: numbering, anchors and links taken off. */
export function cleanTitle(text: string): string {
  return cleanQuestion(text)
    .question.replace(/!\[[^[\]]{0,200}\]\([^()\s]{0,500}\)/g, '')
    .replace(/\[([^[\]]{0,200})\]\([^()\s]{0,500}\)/g, '$1')
    .replace(/<[^<>]{0,300}>/g, '')
    .replace(/[*_]{2}/g, '')
    .replace(/:$/, '')
    .trim();
}

const BACK_LINK = /^[\s>*_|-]*(?:<[^<>]{0,200}>\s*)*\[[^[\]]{0,80}\]\(#[^()\s]{0,200}\)[\s*_|]*(?:<[^<>]{0,200}>\s*)*$/;
const BACK_WORDS = /top|back|contents|toc|index|\u2b06|\u2191|\u21a5|\ud83d\udd1d|\u261d|\ud83d\udd3c|\u25b2/i;

/** A line that only leads back to the top or to the table of contents. */
export function isBackLink(line: string): boolean {
  if (line.length > 600) return false;
  return (
    (BACK_LINK.test(line) && BACK_WORDS.test(line)) ||
    /^\s*(?:<\w+[^<>]{0,100}>\s*)*<a\s+href\s?=\s?["']#[^<>]{0,200}>[^<>]{0,80}<\/a>(?:\s*<[^<>]{0,100}>)*\s*$/i.test(
      line,
    )
  );
}

const WRAPPER = /^\s*(?:<\/?(?:p|div|br|ul|ol|b|strong|center|details|blockquote)(?:\s[^<>]{0,200})?\/?>\s*){1,6}$/i;
/** Places to be linked to, which authors put above a heading: they belong to nobody's answer. */
const ANCHORS = /^\s*(?:<a\s+(?:id|name)\s?=[^<>]{0,200}>\s?(?:<\/a>)?\s*){1,4}$/i;
const GENERIC_SUMMARY_LINE =
  /^\s*(?:<details(?:\s[^<>]{0,200})?>\s*)?<summary(?:\s[^<>]{0,200})?>(.{0,120})<\/summary>\s*$/i;

/** A line of HTML that only holds the answer together: Markdown inside would not be read around it. */
function isWrapper(line: string, document: SourceDocument): boolean {
  if (!line.includes('<') || line.length > 600) return false;
  if (WRAPPER.test(line) || ANCHORS.test(line)) return true;
  const summary = GENERIC_SUMMARY_LINE.exec(line)?.[1];
  return summary !== undefined && isGenericSummary(summary, document);
}

function isLinkList(block: readonly string[]): boolean {
  return block.every((line) =>
    /^[\s>]*(?:[-*+|]|\d{1,9}[.)])?[\s|*_\d.]*(?:!?\[.{0,200}\]\(|<\/?(?:!--|img|a|p|div|h\d|center|br)|\[!|:?-{3})/i.test(
      line.slice(0, 400),
    ),
  );
}

function later(a: Position, b: Position): Position {
  return a.line > b.line || (a.line === b.line && a.column > b.column) ? a : b;
}

function earlier(a: Position, b: Position): Position {
  return later(a, b) === a ? b : a;
}
