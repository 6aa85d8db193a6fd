import {
  Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type ParsedNode,
} from 'yaml';
import type { ModelDiagnostic, Span } from './types';
import { hint } from './nearest';

const MAX_BYTES = 4_000_000;
/** Aliases followed in all. A person's file needs a handful; a bomb needs many. */
const MAX_ALIASES = 200;

const MAX_NESTING = 500;

export type YamlNode = ParsedNode | null | undefined;

/** A mapping's entry: the key's own place, for messages about the key. */
export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
}

/**
 * Whether the YAML parser would spend its time (and the stack) on nesting. Brackets inside text count too, so the limit
 * is far above what any model needs.
 */
function tooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === 0x5b || char === 0x7b) depth += 1;
    else if ((char === 0x5d || char === 0x7d) && depth > 0) depth -= 1;
    if (depth > MAX_NESTING) return true;
  }
  return /(?:[-?][ \t]+){200}/.test(text);
}

/** One bracket too many makes every line below it wrong: what the parser says after the first few is about those. */
const MOST_SYNTAX_ERRORS = 3;

/** Reads YAML with places, and collects every problem instead of stopping at the first. */
export class Reader {
  readonly diagnostics: ModelDiagnostic[] = [];
  private readonly lines = new LineCounter();
  private readonly document: Document.Parsed | undefined;
  private aliases = 0;

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {
    this.document = this.parse();
  }

  get root(): YamlNode {
    return this.document ? this.follow(this.document.contents) : undefined;
  }

  private parse(): Document.Parsed | undefined {
    const whole = { line: 1, column: 1, endLine: 1, endColumn: 1 };
    if (this.text.length > MAX_BYTES) {
      this.report(whole, `The file is larger than ${MAX_BYTES / 1_000_000} MB. A model holds names, not data.`);
      return undefined;
    }
    if (tooDeep(this.text)) {
      this.report(whole, 'The file is nested too deeply to be a model. Is a bracket never closed?');
      return undefined;
    }
    try {
      const document = parseDocument(this.text, { lineCounter: this.lines, uniqueKeys: false, version: '1.2' });
      for (const error of document.errors.slice(0, MOST_SYNTAX_ERRORS)) {
        const [start, end] = error.pos;
        const message = (error.message.split('\n')[0] ?? error.message).replace(/ at line \d+, column \d+:?$/, '');
        this.report(this.span(start, end), `This is not valid YAML: ${message}.`);
      }
      return document.errors.length > 0 ? undefined : document;
    } catch (error) {
      const why = error instanceof RangeError ? 'it is nested too deeply' : String(error);
      this.report(whole, `The file cannot be read as YAML: ${why}.`);
      return undefined;
    }
  }

  /** From offsets into the text. */
  span(start: number, end: number): Span {
    const from = this.lines.linePos(start);
    const to = this.lines.linePos(Math.max(start, end));
    return { line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
  }

  spanOf(node: YamlNode, otherwise: Span): Span {
    const range = node?.range;
    return range ? this.span(range[0], range[1]) : otherwise;
  }

  /**
   * Where a part of a scalar's value stands. Exact for a plain or quoted scalar on one line without escapes, else the
   * whole scalar.
   */
  within(node: YamlNode, start: number, end: number, otherwise: Span): Span {
    const range = node?.range;
    if (!range || !isScalar(node)) return otherwise;
    const raw = this.text.slice(range[0], range[1]);
    const inset = raw.startsWith('"') || raw.startsWith("'") ? 1 : 0;
    if (raw.slice(inset, raw.length - inset) !== node.value) return this.spanOf(node, otherwise);
    return this.span(range[0] + inset + start, range[0] + inset + end);
  }

  report(span: Span, message: string, severity: 'error' | 'warning' = 'error'): void {
    this.diagnostics.push({ severity, message, file: this.file, span });
  }

  /** An alias's target. */
  private follow(node: unknown): YamlNode {
    if (!isAlias(node)) return node as YamlNode;
    this.aliases += 1;
    const place = this.spanOf(node as unknown as ParsedNode, this.span(0, 0));
    if (this.aliases > MAX_ALIASES) {
      if (this.aliases === MAX_ALIASES + 1) {
        this.report(place, `The file uses more than ${MAX_ALIASES} aliases. Write the values out instead.`);
      }
      return undefined;
    }
    const target = this.document ? Alias.prototype.resolve.call(node, this.document) : undefined;
    if (target === undefined) {
      this.report(place, `The alias "*${node.source}" stands for nothing. Define it with "&${node.source}" above.`);
    }
    return target as YamlNode;
  }

  /** Entries of a mapping in the file's order. Unknown and repeated keys are reported and left out. */
  entries(node: YamlNode, what: string, at: Span, known?: readonly string[]): Entry[] {
    if (!isMap(node)) {
      this.report(this.spanOf(node, at), `${what} must be a mapping ("key: value" lines).`);
      return [];
    }
    const seen = new Set<string>();
    const entries: Entry[] = [];
    for (const pair of node.items) {
      const keyNode = pair.key as YamlNode;
      const keySpan = this.spanOf(keyNode, at);
      if (!isScalar(keyNode) || (typeof keyNode.value === 'object' && keyNode.value !== null)) {
        this.report(keySpan, `A key in ${what} must be plain text.`);
        continue;
      }
      const key = String(keyNode.value);
      if (seen.has(key)) {
        this.report(keySpan, `"${key}" stands twice in ${what}. Remove one of them.`);
        continue;
      }
      seen.add(key);
      if (known && !known.includes(key)) {
        this.report(keySpan, `${what} has no key "${key}". ${hint(key, known)}`);
        continue;
      }
      entries.push({ key, keySpan, value: this.follow(pair.value) });
    }
    return entries;
  }

  items(node: YamlNode, what: string, at: Span): YamlNode[] {
    if (isSeq(node)) return node.items.map((item) => this.follow(item));
    this.report(this.spanOf(node, at), `${what} must be a list ("[a, b]", or lines that start with "- ").`);
    return [];
  }

  textOf(node: YamlNode, what: string, at: Span): string | undefined {
    if (isScalar(node)) {
      const value = node.value;
      if (typeof value === 'string' && value.trim() !== '') return value;
      if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
        return node.source;
      }
    }
    this.report(this.spanOf(node, at), `${what} must be text, and not empty.`);
    return undefined;
  }

  flag(node: YamlNode, what: string, at: Span): boolean {
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    this.report(this.spanOf(node, at), `${what} must be true or false.`);
    return false;
  }

  choice<T extends string>(node: YamlNode, what: string, at: Span, options: readonly T[]): T | undefined {
    const value = this.textOf(node, what, at);
    if (value === undefined) return undefined;
    const found = options.find((option) => option === value);
    if (found === undefined) {
      this.report(this.spanOf(node, at), `${what} cannot be "${value}". ${hint(value, options)}`);
    }
    return found;
  }

  /** A list of texts; a single text stands for a list of one. */
  texts(node: YamlNode, what: string, at: Span): string[] {
    if (isScalar(node)) {
      const single = this.textOf(node, what, at);
      return single === undefined ? [] : [single];
    }
    return this.items(node, what, at)
      .map((item) => this.textOf(item, `Each entry of ${what}`, at))
      .filter((value): value is string => value !== undefined);
  }
}
