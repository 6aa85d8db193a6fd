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
/** A fence that says what language it holds: it opens one, and never closes one. */
const NAMED_FENCE = /^[\s>]*(?:`{3,}|~{3,})\s*[A-Za-z]/;
const ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])\s/;
const ITEM_HEADING = /^\s*(?:[-*+]|\d{1,9}[.)])[ \t]+#{1,6}[ \t]+\S/;

/**
 * 1 for each line that is part of a fenced code block or of a comment over several lines: nothing there is structure.
 * A fence that nothing after it could close is taken for a slip and swallows nothing, and so is one without a language
 * above one with a language; one inside a list item ends at the latest where the next item is a heading.
 */
export function scanCode(lines: readonly string[]): Uint8Array {
  const code = new Uint8Array(lines.length);
  const closed = closedFences(lines);
  let fence: string | undefined;
  let fenceIndent = 0;
  let inComment = false;
  lines.forEach((line, number) => {
    if (fence !== undefined && indentOf(line) < fenceIndent && ITEM_HEADING.test(line)) fence = undefined;
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
      if (closed[number] === 1) {
        fence = mark;
        fenceIndent = indentOf(line);
      }
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

/** Which fences hold something up to a line that may close them, by the fence's line; the others are slips. */
function closedFences(lines: readonly string[]): Uint8Array {
  const closed = new Uint8Array(lines.length);
  const next = new Map<string, number>();
  for (let number = lines.length - 1; number >= 0; number--) {
    const line = lines[number] ?? '';
    const mark = FENCE.exec(line)?.[1];
    if (mark === undefined) continue;
    const below = next.get(mark.charAt(0));
    // Nothing opens a fence inside of a fence: where one seems to, what went before it was a closing line too many.
    const isStray = below === undefined || (!NAMED_FENCE.test(line) && isOpening(lines[below] ?? '', mark));
    if (!isStray) closed[number] = 1;
    next.set(mark.charAt(0), number);
  }
  return closed;
}

function isOpening(line: string, outer: string): boolean {
  return NAMED_FENCE.test(line) && (FENCE.exec(line)?.[1]?.length ?? 0) >= outer.length;
}

/** All headings outside of code, in order; but for those inside a list item that is a heading itself: they are its text. */
export function findHeadings(document: SourceDocument, code: Uint8Array): Heading[] {
  const headings: Heading[] = [];
  let inList = false;
  /** The last heading is a list item; what is indented further than its marker stands in it. */
  let itemIndent = Number.POSITIVE_INFINITY;
  document.lines.forEach((line, number) => {
    if (code[number] === 1) return;
    const marks = ATX.exec(line) ?? (inList ? INDENTED_ATX.exec(line) : null);
    const isItem = ITEM.test(line);
    if (isItem) inList = true;
    else if (/^\S/.test(line)) inList = false;
    if (marks?.[1] !== undefined) {
      const indent = indentOf(line);
      if (!isItem && indent > itemIndent + 1) return;
      itemIndent = isItem ? indent : Number.POSITIVE_INFINITY;
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

export function indentOf(line: string): number {
  let at = 0;
  while (line.charAt(at) === ' ' || line.charAt(at) === '\t') at++;
  return at;
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

/** A line that opens or closes a code fence. */
export function isFence(line: string): boolean {
  return FENCE.test(line);
}

export function isThematicBreak(line: string): boolean {
  const marks = line.replace(/[ \t]/g, '');
  return marks.length >= 3 && /^(?:-+|\*+|_+)$/.test(marks);
}
