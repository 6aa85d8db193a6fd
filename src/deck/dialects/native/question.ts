import { findIdComment, joinLines, stripComments, withoutQuotes, type IdComment } from '../../body';

/** `**Q: text**` at the start of a paragraph; offsets are in the paragraph. */
export interface Question {
  /** On one line, without the quotes around it. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The comment on the question's own line. */
  readonly id?: IdComment;
  /** Lines of the paragraph that the question takes; what follows belongs to the answer. */
  readonly lines: number;
}

const START = /^(\*\*|__)\s*(?:q|question)\s*\d{0,4}(?:\.\d{1,4}){0,3}\s*([:：.)])\s*/i;

/** Whether a line, taken by itself, starts a question. */
export function startsQuestion(line: string): boolean {
  const first = line.charCodeAt(0);
  return (first === 42 || first === 95) && START.test(line.slice(0, 40));
}

export function readQuestion(paragraph: string): Question | undefined {
  if (!startsQuestion(paragraph)) return undefined;
  const head = START.exec(paragraph);
  const marker = head?.[1];
  if (!head || marker === undefined) return undefined;
  const closed = paragraph.startsWith(marker, head[0].trimEnd().length);
  const from = skip(paragraph, head[0].trimEnd().length + (closed ? marker.length : 0));
  let lineStart = 0;
  for (let lines = 1; lineStart <= paragraph.length; lines += 1) {
    const newline = paragraph.indexOf('\n', lineStart);
    const lineEnd = newline < 0 ? paragraph.length : newline;
    const line = paragraph.slice(lineStart, lineEnd);
    const bare = stripTrailingComments(line);
    // `**Q:** text` ends with its line; `**Q: text**` where its marker closes.
    if (closed || bare.endsWith(marker)) {
      const end = lineStart + bare.length - (closed ? 0 : marker.length);
      if (end <= from) return undefined;
      const id = findIdComment(line);
      const own = { ...unquotedSpan(paragraph, from, end), lines };
      return id ? { ...own, id: { id: id.id, start: id.start + lineStart, end: id.end + lineStart } } : own;
    }
    lineStart = lineEnd + 1;
  }
  return undefined;
}

/** A question's text between two offsets, without the quotes around it, and where that stands. */
export function unquotedSpan(text: string, from: number, to: number): { text: string; start: number; end: number } {
  const piece = text.slice(from, to);
  const trimmed = piece.trim();
  const bare = withoutQuotes(trimmed);
  const start = from + piece.indexOf(bare, trimmed === bare ? 0 : 1);
  return { text: joinLines(bare), start, end: start + bare.length };
}

function stripTrailingComments(line: string): string {
  let bare = line.trimEnd();
  while (bare.endsWith('-->')) {
    const open = bare.lastIndexOf('<!--');
    if (open < 0) return stripComments(bare).trimEnd();
    bare = bare.slice(0, open).trimEnd();
  }
  return bare;
}

function skip(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}
