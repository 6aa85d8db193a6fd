import { isScalar } from 'yaml';
import type { Span } from '../model';
import { Reader, type Entry, type YamlNode } from '../model/reader';

const START: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Offsets into a text; the end is exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * A YAML file for an editor: its entries with offsets. What is wrong with it is left out here, and told by the loaders.
 * Nothing can be read in a text that is not YAML at all.
 */
export class Source {
  private readonly reader: Reader;
  private readonly lines: readonly number[];

  constructor(readonly text: string) {
    this.reader = new Reader(text, '');
    this.lines = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  get root(): YamlNode {
    return this.reader.root;
  }

  entries(node: YamlNode): ReadonlyMap<string, Entry> {
    return new Map(this.list(node).map((entry) => [entry.key, entry]));
  }

  /** The entries of a mapping in the file's order. */
  list(node: YamlNode): readonly Entry[] {
    return this.reader.entries(node, '', START);
  }

  /** The items of a list; a single text is a list of one. */
  items(node: YamlNode): readonly YamlNode[] {
    if (node === undefined || node === null) return [];
    return isScalar(node) ? [node] : this.reader.items(node, '', START);
  }

  /** A text as the loaders read it. */
  value(node: YamlNode): string | undefined {
    return node === undefined || node === null ? undefined : this.reader.textOf(node, '', START);
  }

  /** A key without its quotes. */
  key({ keySpan }: Entry): Stretch {
    const start = this.offset(keySpan.line, keySpan.column);
    return this.unquoted(start, this.offset(keySpan.endLine, keySpan.endColumn));
  }

  /** A scalar without its quotes. */
  inside(node: YamlNode): Stretch | undefined {
    const range = node?.range;
    return range ? this.unquoted(range[0], range[1]) : undefined;
  }

  /** A node with its quotes. */
  whole(node: YamlNode): Stretch | undefined {
    const range = node?.range;
    return range ? { start: range[0], end: range[1] } : undefined;
  }

  /**
   * Where a part of a scalar's value stands. Undefined where the file writes it in another way: folded over two lines,
   * or with an escape in it.
   */
  part(node: YamlNode, value: string, start: number, end: number): Stretch | undefined {
    const inside = this.inside(node);
    if (!inside) return undefined;
    const raw = this.text.slice(inside.start, inside.end);
    if (raw === value) return { start: inside.start + start, end: inside.start + end };
    const wanted = value.slice(start, end);
    const before = timesIn(value, wanted, start);
    if (wanted === '' || timesIn(value, wanted) !== timesIn(raw, wanted)) return undefined;
    let at = raw.indexOf(wanted);
    for (let skipped = 0; skipped < before; skipped += 1) at = raw.indexOf(wanted, at + wanted.length);
    return { start: inside.start + at, end: inside.start + at + wanted.length };
  }

  private offset(line: number, column: number): number {
    return (this.lines[line - 1] ?? this.text.length) + column - 1;
  }

  private unquoted(start: number, end: number): Stretch {
    const quote = this.text.charAt(start);
    const quoted = (quote === '"' || quote === "'") && end - start > 1 && this.text.charAt(end - 1) === quote;
    return quoted ? { start: start + 1, end: end - 1 } : { start, end };
  }
}

/** How often one text stands in another, without overlaps, before an offset. */
function timesIn(text: string, part: string, until = text.length): number {
  let times = 0;
  for (let at = text.indexOf(part); at >= 0 && at < until; at = text.indexOf(part, at + part.length)) times += 1;
  return times;
}
