import { stripComments } from './comments';
import { splitConcepts } from './concepts';
import { joinLines, plainText, type Span } from './inline';
import { labelAt } from './labels';
import type { Prose } from './prose';
import { isQuoted, QuoteWalk } from './quotes';
import { splitSentences } from './sentences';
import type { Block, Point, Position, Range, Section, SectionKind } from '../types';

export interface TextEntry {
  readonly type: 'text';
  readonly prose: Prose;
  /** Where the whole entry starts, its label included. */
  readonly from: number;
  /** What is left to show. */
  readonly start: number;
  readonly end: number;
  readonly origin: Point['origin'];
  readonly depth: number;
  readonly label: string | undefined;
}

interface MarkdownEntry {
  readonly type: 'markdown';
  readonly markdown: string;
  readonly range: Range;
}

/** A section while its blocks are still being collected. */
export class DraftSection {
  readonly #entries: (TextEntry | MarkdownEntry)[] = [];

  constructor(
    readonly kind: SectionKind,
    readonly label: string,
    readonly start: Position,
    private labelEnd: Position,
  ) {}

  addText(entry: TextEntry): void {
    this.#entries.push(entry);
  }

  addMarkdown(markdown: string, range: Range): void {
    this.#entries.push({ type: 'markdown', markdown, range });
  }

  finish(): Section {
    const blocks: Block[] = [];
    const points: Point[] = [];
    let end = this.labelEnd;
    for (const entry of unquoted(this.#entries)) {
      if (entry.type === 'markdown') {
        blocks.push(entry);
        end = later(end, entry.range.end);
        continue;
      }
      for (const point of pointsOf(entry, this.kind)) {
        blocks.push({ type: 'point', point: points.length });
        points.push(point);
        end = later(end, point.range.end);
      }
      // The closing quote that was taken off still belongs to the section.
      end = later(end, entry.prose.place(entry.end));
    }
    const closing = this.#entries.at(-1);
    if (closing?.type === 'text') end = later(end, closing.prose.place(closing.end));
    return { kind: this.kind, label: this.label, range: { start: this.start, end }, blocks, points };
  }
}

function later(a: Position, b: Position): Position {
  return b.line > a.line || (b.line === a.line && b.column > a.column) ? b : a;
}

/** Takes off the quotes that hold the whole section, or else those that hold a whole entry. */
function unquoted(entries: readonly (TextEntry | MarkdownEntry)[]): readonly (TextEntry | MarkdownEntry)[] {
  if (entries.length > 1 && isQuotedAcross(entries)) {
    const last = entries.length - 1;
    return entries.map((entry, index) =>
      entry.type === 'markdown' || (index > 0 && index < last)
        ? entry
        : narrowed(entry, index === 0 ? 1 : 0, index === last ? 1 : 0),
    );
  }
  return entries.map((entry) =>
    entry.type === 'markdown' || !isQuoted(entry.prose.text, entry.start, entry.end) ? entry : narrowed(entry, 1, 1),
  );
}

/** The entry without so many characters at its ends. */
function narrowed(entry: TextEntry, left: number, right: number): TextEntry {
  const { type, prose, from, origin, depth, label } = entry;
  return { type, prose, from, start: entry.start + left, end: entry.end - right, origin, depth, label };
}

function isQuotedAcross(entries: readonly (TextEntry | MarkdownEntry)[]): boolean {
  const [first] = entries;
  const last = entries.at(-1);
  if (first?.type !== 'text' || last?.type !== 'text') return false;
  if (!/["\u201c\u201e]/.test(first.prose.text[first.start] ?? '')) return false;
  if (!/["\u201d]/.test(last.prose.text[last.end - 1] ?? '')) return false;
  const walk = new QuoteWalk();
  for (const entry of entries) if (entry.type === 'text') walk.feed(entry.prose.text, entry.start, entry.end);
  return walk.wrapped;
}

function pointsOf(entry: TextEntry, kind: SectionKind): Point[] {
  const { prose } = entry;
  if (entry.label !== undefined || entry.origin === 'item') {
    const point = pointAt(entry, entry, prose.range(entry.from, Math.max(entry.from, entry.end)));
    return point.text === '' && entry.label === undefined ? [] : [point];
  }
  const text = prose.text.slice(entry.start, entry.end);
  const kept: Span[] = [];
  const { codes, links, emphases } = prose.scan;
  for (const spans of [codes, links, emphases]) {
    for (const { start, end } of spans) {
      if (start >= entry.start && end <= entry.end) kept.push({ start: start - entry.start, end: end - entry.start });
    }
  }
  const sentences = splitSentences(text, kept);
  const concepts = kind === 'concepts' && sentences.length === 1 ? splitConcepts(text, kept) : undefined;
  const points: Point[] = [];
  for (const part of concepts ?? sentences) {
    const point = pointAt(entry, { start: entry.start + part.start, end: entry.start + part.end });
    if (point.text !== '') points.push(point);
  }
  return points;
}

/** `place`: where the point stands if not just where its text does. */
function pointAt({ prose, depth, origin, label }: TextEntry, span: Span, place?: Range): Point {
  const [start, end] = trimmed(prose.text, span);
  const markdown = joinLines(stripComments(prose.text.slice(start, end))).trim();
  const text = plainText(markdown);
  const range = place ?? prose.range(start, end);
  return label === undefined
    ? { markdown, text, depth, origin, range }
    : { markdown, text, depth, origin, range, label };
}

function trimmed(text: string, span: Span): [number, number] {
  let { start, end } = span;
  while (start < end && (text[start] ?? '').trim() === '') start += 1;
  while (end > start && (text[end - 1] ?? '').trim() === '') end -= 1;
  return [start, Math.max(start, end)];
}

/** The lead-ins of a paragraph's lines: `undefined` for text before the first. */
export function labelledParts(prose: Prose): { from: number; end: number; label: ReturnType<typeof labelAt> }[] {
  const parts: { from: number; end: number; label: ReturnType<typeof labelAt> }[] = [];
  const starts = prose.lineStarts;
  if (starts.length === 1) {
    const end = prose.text.length;
    return [{ from: 0, end, label: labelAt(prose.text, 0, end) }];
  }
  for (const [index, from] of starts.entries()) {
    const lineEnd = (starts[index + 1] ?? prose.text.length + 1) - 1;
    const label = labelAt(prose.text, from, lineEnd);
    const previous = parts.at(-1);
    if (label || !previous) parts.push({ from, end: lineEnd, label });
    else previous.end = lineEnd;
  }
  return parts;
}
