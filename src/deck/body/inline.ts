import { markLength } from './code-text';
import { stripComments } from './comments';

/** Half-open offsets in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface InlineCode extends Span {
  /** Without the backticks and the one space of padding. */
  readonly content: Span;
}

export interface InlineLink extends Span {
  readonly text: Span;
  readonly href: Span;
  readonly image: boolean;
}

/** What of CommonMark's inline structure a deck needs, found in one linear pass. */
export interface InlineScan {
  readonly codes: readonly InlineCode[];
  readonly links: readonly InlineLink[];
  /** From the first opening marker to the last closing one. */
  readonly emphases: readonly Span[];
  /** Emphasis and strikethrough markers that belong to a pair, in order. */
  readonly markers: readonly Span[];
}

const EMPTY: InlineScan = { codes: [], links: [], emphases: [], markers: [] };
const MARKUP = /[`*_~[]/;
const MAX_TARGET = 300;
const ESCAPE = /\\([!-/:-@[-`{-~])/g;
const UNEVEN_SPACE = /\s\s|[^\S ]/;
const SPACE = /\s/;
const WORD = /[\p{L}\p{N}]/u;

export function scanInline(text: string): InlineScan {
  if (!MARKUP.test(text)) return EMPTY;
  const codes = scanCodes(text);
  const links: InlineLink[] = [];
  const emphases: Span[] = [];
  const markers: Span[] = [];
  const openBrackets: number[] = [];
  const openers: Record<string, Span[]> = { '*': [], _: [], '~': [] };
  let nextCode = 0;
  for (let at = 0; at < text.length;) {
    const code = codes[nextCode];
    if (code && at >= code.start) {
      at = code.end;
      nextCode += 1;
      continue;
    }
    if (isPlain(text.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const character = text[at] ?? '';
    if (character === '\\') {
      at += 2;
    } else if (character === '[') {
      openBrackets.push(at);
      at += 1;
    } else if (character === ']') {
      const open = openBrackets.pop();
      const link = open === undefined ? undefined : linkAt(text, open, at);
      if (link) links.push(link);
      at = link ? link.end : at + 1;
    } else if (character === '*' || character === '_' || character === '~') {
      const end = runEnd(text, at);
      pair(text, { start: at, end }, openers[character] ?? [], emphases, markers);
      at = end;
    } else {
      at += 1;
    }
  }
  markers.sort((a, b) => a.start - b.start);
  links.sort((a, b) => a.start - b.start);
  return { codes, links, emphases, markers };
}

/** Letters, digits and spaces: most of any text, and never markup. */
function isPlain(code: number): boolean {
  return (code >= 97 && code <= 122) || code === 32 || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
}

/** What a reader sees of inline Markdown: no markup, white space as single spaces. */
export function plainText(markdown: string, scan: InlineScan = scanInline(markdown)): string {
  if (scan === EMPTY && !/[\\<]/.test(markdown)) return oneLine(markdown);
  const cuts: Span[] = [...scan.markers];
  for (const code of scan.codes) {
    const start = code.content.start + markLength(markdown.slice(code.content.start, code.content.end));
    cuts.push({ start: code.start, end: start }, { start: code.content.end, end: code.end });
  }
  for (const link of scan.links) {
    cuts.push({ start: link.start, end: link.text.start }, { start: link.text.end, end: link.end });
  }
  if (cuts.length > scan.markers.length) cuts.sort((a, b) => a.start - b.start);
  let text = '';
  let at = 0;
  for (const cut of cuts) {
    if (cut.start > at) text += markdown.slice(at, cut.start);
    at = Math.max(at, cut.end);
  }
  text = stripComments(text + markdown.slice(at));
  if (text.includes('\\')) text = text.replace(ESCAPE, '$1');
  return oneLine(text);
}

/** A paragraph's lines on one line. */
export function joinLines(text: string): string {
  if (!text.includes('\n')) return text;
  return text
    .split('\n')
    .map((line) => line.trim())
    .join(' ');
}

/** White space as single spaces, none at the ends. */
export function oneLine(text: string): string {
  return (UNEVEN_SPACE.test(text) ? text.replace(/\s+/g, ' ') : text).trim();
}

function runEnd(text: string, start: number): number {
  let end = start + 1;
  while (text[end] === text[start]) end += 1;
  return end;
}

/** Backtick runs, each closed by the next run of the same length; an unmatched run is plain text. */
function scanCodes(text: string): InlineCode[] {
  if (!text.includes('`')) return [];
  const runs: Span[] = [];
  for (let at = text.indexOf('`'); at >= 0;) {
    const end = runEnd(text, at);
    runs.push({ start: at, end });
    at = text.indexOf('`', end);
  }
  // The next run of the same length, for each run: found from the back, so that no run is looked at twice.
  const following = new Int32Array(runs.length).fill(-1);
  const latest = new Map<number, number>();
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const run = runs[index];
    if (!run) continue;
    following[index] = latest.get(run.end - run.start) ?? -1;
    latest.set(run.end - run.start, index);
  }
  const codes: InlineCode[] = [];
  for (let index = 0; index < runs.length; index += 1) {
    const open = runs[index];
    const close = runs[following[index] ?? -1];
    if (!open || !close || text[open.start - 1] === '\\') continue;
    const padded = close.start - open.end > 2 && text[open.end] === ' ' && text[close.start - 1] === ' ';
    const padding = padded ? 1 : 0;
    codes.push({
      start: open.start,
      end: close.end,
      content: { start: open.end + padding, end: close.start - padding },
    });
    index = following[index] ?? index;
  }
  return codes;
}

/** The link or image whose text is in the brackets at `open` and `close`, if a target follows in parentheses. */
function linkAt(text: string, open: number, close: number): InlineLink | undefined {
  if (text[close + 1] !== '(') return undefined;
  const start = close + 2;
  const limit = Math.min(text.length, start + MAX_TARGET);
  let depth = 0;
  let hrefEnd = -1;
  for (let at = start; at < limit; at += 1) {
    const character = text[at] ?? '';
    if (character === '(') depth += 1;
    else if (character === ')' && depth === 0) {
      const image = text[open - 1] === '!';
      const href = { start, end: hrefEnd < 0 ? at : hrefEnd };
      return { start: image ? open - 1 : open, end: at + 1, text: { start: open + 1, end: close }, href, image };
    } else if (character === ')') depth -= 1;
    else if (SPACE.test(character) && hrefEnd < 0) hrefEnd = at;
  }
  return undefined;
}

/** Closes the latest opener with this run, or opens one; a run that can do neither is text. */
function pair(text: string, run: Span, openers: Span[], emphases: Span[], markers: Span[]): void {
  const before = text[run.start - 1] ?? ' ';
  const after = text[run.end] ?? ' ';
  const inWord = text[run.start] === '_' && WORD.test(before) && WORD.test(after);
  if (inWord || (text[run.start] === '~' && run.end - run.start < 2)) return;
  let { start } = run;
  while (!SPACE.test(before) && openers.length > 0 && start < run.end) {
    const opener = openers.pop();
    if (!opener) break;
    const length = Math.min(opener.end - opener.start, run.end - start);
    markers.push({ start: opener.end - length, end: opener.end }, { start, end: start + length });
    emphases.push({ start: opener.end - length, end: start + length });
    start += length;
    if (opener.end - opener.start > length) openers.push({ start: opener.start, end: opener.end - length });
  }
  if (!SPACE.test(after) && start < run.end) openers.push({ start, end: run.end });
}
