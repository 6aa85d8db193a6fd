import type { SourceDocument } from '../../document';

/** A heading: `## Text`, also inside a list item (`1. ### Text`), or a line underlined with `===`. */
export interface Heading {
  readonly line: number;
  readonly level: number;
  /** Columns of the text, without the marks. */
  readonly from: number;
  readonly to: number;
  /** The line after the heading. */
  readonly end: number;
}

const FENCE = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}|~{3,})/;
const ATX = /^ {0,3}(?:\s*(?:[-*+]|\d{1,9}[.)])\s+)?(#{1,6})[ \t]+(?=\S)/;
const INDENTED_ATX = /^[ \t]{0,12}(#{1,6})[ \t]+(?=\S)/;

/**
 * 1 for each line that is part of a fenced code block or of a comment over several lines: nothing there is structure.
 * A fence that nothing after it could close is taken for a slip and swallows nothing.
 */
export function scanCode(lines: readonly string[]): Uint8Array {
  const code = new Uint8Array(lines.length);
  const closers = lastCloser(lines);
  let fence: string | undefined;
  let inComment = false;
  lines.forEach((line, number) => {
    if (inComment) {
      code[number] = 1;
      inComment = !line.includes('-->');
      return;
    }
    const mark = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      code[number] = 1;
      if (mark !== undefined && mark.startsWith(fence) && /^[\s>]*[`~]+\s*$/.test(line)) fence = undefined;
      return;
    }
    if (mark !== undefined && !(mark.startsWith('`') && line.includes('`', line.indexOf(mark) + mark.length))) {
      const isClosed = number < (closers.get(mark.charAt(0)) ?? -1);
      if (isClosed) fence = mark;
      code[number] = 1;
      return;
    }
    if (line.trimStart().startsWith('<!--') && !line.includes('-->')) {
      inComment = true;
      code[number] = 1;
    }
  });
  return code;
}

/** The last line that could close a fence, by the fence's character. */
function lastCloser(lines: readonly string[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  lines.forEach((line, number) => {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined) last.set(mark.charAt(0), number);
  });
  return last;
}

/** All headings outside of code, in order. */
export function findHeadings(document: SourceDocument, code: Uint8Array): Heading[] {
  const headings: Heading[] = [];
  let inList = false;
  document.lines.forEach((line, number) => {
    if (code[number] === 1) return;
    const marks = ATX.exec(line) ?? (inList ? INDENTED_ATX.exec(line) : null);
    if (/^\s*(?:[-*+]|\d{1,9}[.)])\s/.test(line)) inList = true;
    else if (/^\S/.test(line)) inList = false;
    if (marks?.[1] !== undefined) {
      headings.push({
        line: number,
        level: marks[1].length,
        from: marks[0].length,
        to: headingEnd(line),
        end: number + 1,
      });
      return;
    }
    const next = document.lines[number + 1] ?? '';
    if (/^={2,}\s*$/.test(next) && /^\S/.test(line) && (document.lines[number - 1] ?? '').trim() === '') {
      headings.push({ line: number, level: 1, from: 0, to: line.trimEnd().length, end: number + 2 });
    }
  });
  return headings;
}

/** Where the text ends, closing `#`s left out. */
function headingEnd(line: string): number {
  const trimmed = line.trimEnd();
  let end = trimmed.length;
  while (trimmed.charAt(end - 1) === '#') end--;
  return end < trimmed.length && /\s/.test(trimmed.charAt(end - 1))
    ? trimmed.slice(0, end).trimEnd().length
    : trimmed.length;
}

export function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === '';
}

export function isThematicBreak(line: string): boolean {
  const marks = line.replace(/[ \t]/g, '');
  return marks.length >= 3 && /^(?:-+|\*+|_+)$/.test(marks);
}
