import { Assembler } from './assemble';
import { decodeText } from './decode';
import { detectDialect } from './dialects';
import { ChunkCache } from './dialects/native/cache';
import { native, parseNative } from './dialects/native';
import { SourceDocument } from './document';
import { doubleEncoded, unclosedFence, unreadableText } from './file-problems';
import { readFrontMatter } from './front-matter';
import { mapProblem } from './ranges';
import { StoredText } from './stored';
import type { Deck, Problem } from './types';

/**
 * Reads a deck. Any text or bytes give a deck; what could not be read is among its problems. Never throws.
 *
 * `path`: for the dialect and, where the file has no title, for the deck's title.
 */
export function parseDeck(text: string | Uint8Array, options: { readonly path?: string } = {}): Deck {
  return new DeckParser(options.path).update(text);
}

/**
 * Reads a deck again and again while it is edited. Only the questions that changed are parsed again, and cards that
 * neither changed nor moved are the same objects as before. `update(text)` equals `parseDeck(text)`.
 */
export class DeckParser {
  readonly #cache = new ChunkCache();
  readonly #assembler = new Assembler();

  constructor(readonly path?: string) {}

  update(input: string | Uint8Array): Deck {
    const { text, unreadableAt } = decodeText(input);
    const stored = new StoredText(text);
    const lines = stored.readLines;
    const front = readFrontMatter(lines);
    const body = front.lines > 0 ? lines.map((line, number) => (number < front.lines ? '' : line)) : lines;
    const document = new SourceDocument(body, this.path);
    const dialect = detectDialect(document);
    const result = dialect === native ? parseNative(document, this.#cache) : dialect.parse(document);
    const map = stored.mapRange;
    const problems: Problem[] = front.problems.map((found) => (map ? mapProblem(found, map) : found));
    if (unreadableAt !== undefined) problems.push(unreadableText(unreadableAt, stored));
    if (stored.repaired) problems.push(doubleEncoded(stored));
    problems.push(...document.fences.unclosed.map((fence) => unclosedFence(fence, stored)));
    return this.#assembler.assemble({
      dialect: dialect.id,
      result,
      meta: front.meta,
      stored,
      problems,
      path: this.path,
    });
  }
}
