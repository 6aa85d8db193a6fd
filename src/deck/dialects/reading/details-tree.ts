import type { SourceDocument } from '../../document';
import type { Places } from './places';

/** A `<details>` block; all numbers are offsets in the document's text, ends exclusive. */
export interface DetailsNode {
  readonly start: number;
  summaryStart: number;
  summaryEnd: number;
  contentStart: number;
  contentEnd: number;
  end: number;
  children: DetailsNode[];
}

const TAG = /<(\/?)(details|summary)(?:\s[^<>]*)?>/gi;

/** The blocks of the file in order, outside of code. One that is never closed ends where the next one starts. */
export function buildDetails(document: SourceDocument, code: Uint8Array, places: Places): DetailsNode[] {
  const roots: DetailsNode[] = [];
  const open: DetailsNode[] = [];
  const { text } = document;
  const inline = new InlineCode(document.lines);
  let summaryOf: DetailsNode | undefined;
  for (const match of text.matchAll(TAG)) {
    const [whole, slash, name = ''] = match;
    const end = match.index + whole.length;
    const { line, column } = places.at(match.index);
    if (code[line] === 1 || inline.holds(line, column)) continue;
    const node = open.at(-1);
    if (name.toLowerCase() === 'summary') {
      if (slash === '' && node !== undefined && node.summaryStart < 0) {
        node.summaryStart = end;
        summaryOf = node;
      } else if (slash === '/' && summaryOf !== undefined) {
        summaryOf.summaryEnd = match.index;
        summaryOf.contentStart = end;
        summaryOf = undefined;
      }
    } else if (slash === '') {
      closeSummary(summaryOf, match.index);
      summaryOf = undefined;
      const made = emptyNode(match.index, end);
      (node?.children ?? roots).push(made);
      open.push(made);
    } else if (node !== undefined) {
      closeSummary(summaryOf, match.index);
      summaryOf = undefined;
      finish(node, match.index, end);
      open.pop();
    }
  }
  closeSummary(summaryOf, text.length);
  return promote(roots, new Set(open), text.length);
}

function emptyNode(start: number, contentStart: number): DetailsNode {
  return { start, summaryStart: -1, summaryEnd: -1, contentStart, contentEnd: -1, end: -1, children: [] };
}

/** A summary that is never closed ends with its line's text, at the latest at the next tag. */
function closeSummary(node: DetailsNode | undefined, at: number): void {
  if (node === undefined) return;
  node.summaryEnd = at;
  node.contentStart = at;
}

function finish(node: DetailsNode, contentEnd: number, end: number): void {
  node.contentEnd = Math.max(contentEnd, node.contentStart);
  node.end = Math.max(end, node.contentEnd);
  if (node.summaryStart < 0) {
    node.summaryStart = node.contentStart;
    node.summaryEnd = node.contentStart;
  }
}

/** Blocks that were never closed give up the blocks behind them, which became their children by mistake. */
function promote(roots: DetailsNode[], unclosed: ReadonlySet<DetailsNode>, length: number): DetailsNode[] {
  if (unclosed.size === 0) return roots;
  const result: DetailsNode[] = [];
  const stack = [...roots].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    result.push(node);
    if (!unclosed.has(node)) continue;
    const next = node.children[0]?.start ?? length;
    for (const child of node.children.toReversed()) stack.push(child);
    node.children = [];
    finish(node, next, next);
  }
  return result;
}

/** Tells which places of a line are behind an odd number of backticks; asked in the order of the file. */
class InlineCode {
  #line = -1;
  #text = '';
  /** The next backtick, and how many there are before it; -1 when there is none. */
  #next = -1;
  #before = 0;

  constructor(readonly lines: readonly string[]) {}

  holds(line: number, column: number): boolean {
    if (line !== this.#line) {
      this.#line = line;
      this.#text = this.lines[line] ?? '';
      this.#next = this.#text.indexOf('`');
      this.#before = 0;
    }
    while (this.#next >= 0 && this.#next < column) {
      this.#before += 1;
      this.#next = this.#text.indexOf('`', this.#next + 1);
    }
    return this.#before % 2 === 1 && this.#next >= 0;
  }
}
