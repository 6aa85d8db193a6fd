import { isAlias, isMap, isScalar, isSeq, parseDocument, visit, type Document, type Node } from 'yaml';
import { splitLines } from './document';
import { problem } from './problem';
import type { DeckMeta, Problem, Range } from './types';

export interface FrontMatter {
  readonly meta: DeckMeta;
  readonly problems: readonly Problem[];
  /** Lines that it takes, its fences included; 0 when there is none. */
  readonly lines: number;
}

const NONE: FrontMatter = { meta: { prototype: [], targets: {} }, problems: [], lines: 0 };
const MAX_LINES = 1000;
const MAX_LENGTH = 100_000;
/** Levels of brackets or lists. */
const MAX_NESTING = 200;
/** An hour: nobody answers a question for longer. */
const MAX_TARGET = 3600;

/** Reads the YAML between two `---` lines at the top of a file. Every wrong field is a problem of its own. */
export function readFrontMatter(lines: readonly string[]): FrontMatter {
  const end = findEnd(lines);
  if (end < 0) return NONE;
  const text = lines.slice(1, end).join('\n');
  const reader = new FrontMatterReader(text, lines, end);
  return { meta: reader.read(), problems: reader.problems, lines: end + 1 };
}

/** The closing line; -1 when the first line is a thematic break and no front matter. */
function findEnd(lines: readonly string[]): number {
  if (lines[0]?.trimEnd() !== '---') return -1;
  const limit = Math.min(lines.length, MAX_LINES);
  for (let number = 1; number < limit; number += 1) {
    const line = lines[number] ?? '';
    if (/^(---|\.\.\.)\s*$/.test(line)) return looksLikeYaml(lines.slice(1, number)) ? number : -1;
  }
  return -1;
}

function looksLikeYaml(lines: readonly string[]): boolean {
  const first = lines.find((line) => line.trim() !== '' && !/^\s*#\s/.test(line));
  return first === undefined ? lines.every((line) => line.trim() === '') : !/^(#{1,6}\s|\*\*|>\s|\|)/.test(first);
}

class FrontMatterReader {
  readonly problems: Problem[] = [];
  readonly #whole: Range;

  constructor(
    readonly text: string,
    lines: readonly string[],
    end: number,
  ) {
    this.#whole = { start: { line: 0, column: 0 }, end: { line: end, column: (lines[end] ?? '').length } };
  }

  read(): DeckMeta {
    if (this.text.length > MAX_LENGTH) {
      this.#add(this.#whole, `The front matter is longer than ${MAX_LENGTH} characters; it was not read.`);
      return NONE.meta;
    }
    if (tooDeep(this.text)) {
      this.#add(this.#whole, 'The front matter is nested too deeply to be read. Is a bracket never closed?');
      return NONE.meta;
    }
    let document: Document.Parsed;
    try {
      document = parseDocument(this.text, { prettyErrors: false, stringKeys: false });
    } catch (error) {
      // Nesting that exhausts the stack all the same.
      this.#add(
        this.#whole,
        `The front matter cannot be read: ${error instanceof Error ? error.message : 'too deep'}.`,
      );
      return NONE.meta;
    }
    for (const { message, pos } of document.errors)
      this.#add(this.#rangeOf(pos[0], pos[1]), `Not valid YAML: ${message}`);
    if (document.contents === null) return NONE.meta;
    if (!isMap(document.contents)) {
      this.#wrong(document.contents, 'The front matter has to be a list of fields, such as `title: My deck`.');
      return NONE.meta;
    }
    if (this.#hasAlias(document)) return NONE.meta;
    return this.#fields(document.contents.items);
  }

  #fields(items: readonly { key: unknown; value: unknown }[]): DeckMeta {
    const fields = new Map<string, Node>();
    for (const { key, value } of items) {
      if (
        isScalar(key) &&
        typeof key.value === 'string' &&
        isNode(value) &&
        !(isScalar(value) && value.value === null)
      ) {
        fields.set(key.value, value);
      }
    }
    const title = this.#string(fields, 'title');
    const role = this.#string(fields, 'role');
    const company = this.#string(fields, 'company');
    const interview = this.#date(fields.get('interview'));
    const sandbox = this.#folder(fields.get('sandbox'), 'sandbox');
    return {
      ...(title !== undefined && { title }),
      ...(role !== undefined && { role }),
      ...(company !== undefined && { company }),
      ...(interview !== undefined && { interview }),
      prototype: this.#folders(fields.get('prototype')),
      ...(sandbox !== undefined && { sandbox }),
      targets: this.#targets(fields.get('targets')),
    };
  }

  #string(fields: ReadonlyMap<string, Node>, name: string): string | undefined {
    const node = fields.get(name);
    if (!node) return undefined;
    if (isScalar(node) && (typeof node.value === 'string' || typeof node.value === 'number')) {
      const text = String(node.value).trim();
      return text === '' ? undefined : text;
    }
    this.#wrong(node, `\`${name}\` has to be text.`);
    return undefined;
  }

  #date(node: Node | undefined): string | undefined {
    if (!node) return undefined;
    const text = isScalar(node) && typeof node.value === 'string' ? node.value.trim() : '';
    const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
    if (day && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)) return text;
    this.#wrong(node, '`interview` has to be a date that exists, written like 2026-03-31.');
    return undefined;
  }

  #folder(node: Node | undefined, name: string): string | undefined {
    if (!node) return undefined;
    const text = isScalar(node) && typeof node.value === 'string' ? node.value.trim() : '';
    if (text === '' || /^([\\/~]|[a-z]:[\\/])/i.test(text) || text.includes('\0')) {
      const workspace = name === 'prototype' ? ', or `workspace:` and a path' : '';
      this.#wrong(node, `\`${name}\` has to be a folder relative to the deck${workspace}.`);
      return undefined;
    }
    return text;
  }

  #folders(node: Node | undefined): string[] {
    const nodes = isSeq(node) ? node.items : [node];
    const folders = nodes.map((item) => (isNode(item) ? this.#folder(item, 'prototype') : undefined));
    return folders.filter((folder) => folder !== undefined);
  }

  #targets(node: Node | undefined): Readonly<Record<string, number>> {
    if (!node) return {};
    if (!isMap(node)) {
      const seconds = this.#seconds(node);
      return seconds === undefined ? {} : { default: seconds };
    }
    const targets: [string, number][] = [];
    for (const { key, value } of node.items) {
      if (!isScalar(key) || (typeof key.value !== 'string' && typeof key.value !== 'number')) {
        if (isNode(key)) this.#wrong(key, 'A speaking target belongs to a round: its number, its name, or `default`.');
        continue;
      }
      const seconds = isNode(value) ? this.#seconds(value) : undefined;
      if (seconds !== undefined) targets.push([String(key.value).trim().toLowerCase(), seconds]);
    }
    // Defines properties instead of setting them: `__proto__` is a name like any other.
    return Object.fromEntries(targets);
  }

  #seconds(node: Node): number | undefined {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'number' && value > 0 && value <= MAX_TARGET) return value;
    this.#wrong(node, `A speaking target is a number of seconds, at most ${MAX_TARGET}.`);
    return undefined;
  }

  /** An alias can stand for gigabytes; nothing in a deck's front matter needs one. */
  #hasAlias(document: Document.Parsed): boolean {
    let found = false;
    visit(document, {
      Alias: (_, node) => {
        found = true;
        this.#wrong(node, 'Aliases (`*name`) are not allowed in front matter. Write the value out.');
        return visit.BREAK;
      },
    });
    return found;
  }

  #wrong(node: Node, message: string): void {
    const [start, end] = node.range ?? [0, 0];
    this.#add(this.#rangeOf(start, end), message);
  }

  #rangeOf(start: number, end: number): Range {
    // The parser's own line counter knows nothing of lines after an error that stopped it.
    const place = (offset: number) => {
      const before = splitLines(this.text.slice(0, offset));
      return { line: before.length, column: (before.at(-1) ?? '').length };
    };
    return { start: place(start), end: place(Math.max(start, end)) };
  }

  #add(range: Range, message: string): void {
    this.problems.push(problem('bad-front-matter', range, { message }));
  }
}

/**
 * Whether the YAML parser would go so deep that its stack may end. Where that happens inside of a regular expression, it
 * is no error that can be caught: the whole process ends. Brackets inside text count too.
 */
function tooDeep(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '[' || char === '{') depth += 1;
    else if ((char === ']' || char === '}') && depth > 0) depth -= 1;
    if (depth > MAX_NESTING) return true;
  }
  return /(?:[-?][ \t]+){200}/.test(text);
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}
