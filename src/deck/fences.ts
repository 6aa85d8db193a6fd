/** A code fence that the file opens and never closes. */
export interface OpenFence {
  readonly line: number;
  /** Columns of the marker. */
  readonly start: number;
  readonly end: number;
  /** The line before which it has to be closed at the latest: where its list ends, or the end of the file. */
  readonly before: number;
}

export interface Fences {
  /** 1 for each line that stands outside of fences, comments and raw HTML: where structure may be. */
  readonly free: Uint8Array;
  readonly unclosed: readonly OpenFence[];
}

interface Opener {
  readonly line: number;
  readonly start: number;
  readonly length: number;
  readonly marker: number;
  readonly inList: boolean;
  /** Text that stands further left ends the list item, and the fence with it. */
  readonly content: number;
}

const SPACE = 32;
const TAB = 9;
const BACKTICK = 96;
const TILDE = 126;
const LESS_THAN = 60;
const STAR = 42;
const PLUS = 43;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
/** Text that follows a list item's marker by more spaces is code inside the item. */
const WIDEST_GAP = 4;
const ODD_MARKER = /^\s+(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const ORDERED = /^\d{1,9}[.)](?:\s|$)/;

/**
 * Finds fences line by line, in one pass and without parsing anything else. In doubt a line counts as not free: then
 * the block parser has to decide.
 */
export function scanFences(lines: readonly string[]): Fences {
  const free = new Uint8Array(lines.length);
  const unclosed: OpenFence[] = [];
  let fence: Opener | undefined;
  let inList = false;
  // Columns at which the text of the open list items stands, from the outermost in.
  const items: number[] = [];
  let inHtml = false;
  let inComment = false;
  let lastClose: number | undefined;
  const leave = (opener: Opener, before: number): void => {
    unclosed.push({ line: opener.line, start: opener.start, end: opener.start + opener.length, before });
  };
  for (let number = 0; number < lines.length; number += 1) {
    const line = lines[number] ?? '';
    const indent = indentOf(line);
    const first = line.charCodeAt(indent);
    const blank = indent === line.length;
    if (inComment) {
      inComment = !line.includes('-->');
      continue;
    }
    if (fence) {
      if (closes(line, indent, fence)) {
        fence = undefined;
        continue;
      }
      const leftList: boolean = fence.inList && !blank && indent < fence.content;
      if (!leftList) continue;
      leave(fence, number);
      fence = undefined;
    }
    if (blank) {
      free[number] = 1;
      inHtml = false;
      continue;
    }
    const item = markerEnd(line, indent, first);
    if (item > 0) inList = true;
    else if (indent === 0) inList = false;
    while ((items.at(-1) ?? 0) > indent) items.pop();
    // The marker of a list item may be followed by a fence on the same line.
    const at = item > 0 && item < line.length ? indentOf(line, item) : indent;
    if (item > 0) items.push(at > indent && at - item < WIDEST_GAP ? at : item);
    const marker = line.charCodeAt(at);
    if ((marker === BACKTICK || marker === TILDE) && (inList || indent < 4)) {
      fence = opens(line, number, at, inList && at > 0, items.at(-1) ?? at);
      if (fence) continue;
    }
    if (first === LESS_THAN && indent < 4) {
      if (line.startsWith('<!--', indent) && !line.includes('-->', indent + 4)) {
        // One that is never closed would hide the rest of the deck.
        lastClose ??= lines.findLastIndex((other) => other.includes('-->'));
        inComment = lastClose > number;
      }
      inHtml ||= !line.startsWith('<!--', indent);
    }
    if (!inHtml && !inComment) free[number] = 1;
  }
  if (fence) leave(fence, lines.length);
  return { free, unclosed };
}

function indentOf(line: string, from = 0): number {
  let at = from;
  for (;;) {
    const code = line.charCodeAt(at);
    if (code !== SPACE && code !== TAB) return at;
    at += 1;
  }
}

/** Where a list item's marker and the space after it end; 0 when the line starts no item. */
function markerEnd(line: string, indent: number, first: number): number {
  if (first === STAR || first === PLUS || first === MINUS) {
    if (indent + 1 === line.length) return indent + 1;
    const next = line.charCodeAt(indent + 1);
    return next === SPACE || next === TAB || /\s/.test(line.charAt(indent + 1)) ? indent + 2 : 0;
  }
  if (first >= ZERO && first <= NINE) {
    const ordered = ORDERED.exec(line.slice(indent, indent + 12));
    return ordered ? indent + ordered[0].length : 0;
  }
  // Other white space than spaces and tabs.
  return first < SPACE || first > 127 ? (ODD_MARKER.exec(line)?.[0].length ?? 0) : 0;
}

function opens(line: string, number: number, start: number, inList: boolean, content: number): Opener | undefined {
  const marker = line.charCodeAt(start);
  let end = start;
  while (line.charCodeAt(end) === marker) end += 1;
  if (end - start < 3 || (marker === BACKTICK && line.includes('`', end))) return undefined;
  return { line: number, start, length: end - start, marker, inList, content };
}

function closes(line: string, indent: number, fence: Opener): boolean {
  if (line.charCodeAt(indent) !== fence.marker || (!fence.inList && indent > 3)) return false;
  let end = indent;
  while (line.charCodeAt(end) === fence.marker) end += 1;
  return end - indent >= fence.length && indentOf(line, end) === line.length;
}
