import { Assembler } from './assemble';
import { decodeText } from './decode';
import { detectDialect, type DialectParser } from './dialects';
import { native, NativeReader } from './dialects/native';
import { SourceDocument } from './document';
import { doubleEncoded, unclosedFence, unreadableText } from './file-problems';
import { readFrontMatter } from './front-matter';
import { outlineOf } from './outline';
import { mapProblem } from './ranges';
import { StoredText } from './stored';
import type { Deck, DeckMeta, Problem } from './types';

/**
 * Reads a deck. Any text or bytes give a deck; what could not be read is among its problems. Never throws.
 *
 * `path`: for the dialect and, where the file has no title, for the deck's title.
 */
export function parseDeck(text: string | Uint8Array, options: { readonly path?: string } = {}): Deck {
  return new DeckParser(options.path).update(text);
}

/**
 * Reads a deck again and again while it is edited. Rounds and questions are there at once; an answer is parsed when
 * it is first looked at, and what needs all answers (problems, counts of them) when it is: see `settle`. Only the
 * questions that changed are read again, and cards that neither changed nor moved are the same objects as before.
 * `update(text)` equals `parseDeck(text)`.
 */
export class DeckParser {
  readonly #native = new NativeReader();
  readonly #assembler = new Assembler();

  constructor(readonly path?: string) {}

  update(input: string | Uint8Array): Deck {
    const { document, dialect, stored, meta, problems, blank } = readFile(input, this.path);
    const outline =
      dialect === native ? this.#native.read(document, stored.read, blank) : outlineOf(dialect.parse(document));
    return this.#assembler.assemble({ dialect: dialect.id, outline, meta, stored, problems, path: this.path });
  }
}

/** A file, ready to be parsed. */
export interface DeckFile {
  readonly document: SourceDocument;
  readonly dialect: DialectParser;
  readonly stored: StoredText;
  readonly meta: DeckMeta;
  /** Lines of front matter: blank in the document. */
  readonly blank: number;
  /** Problems of the file itself, ranges in the stored text. */
  readonly problems: () => readonly Problem[];
}

export function readFile(input: string | Uint8Array, path: string | undefined): DeckFile {
  const { text, unreadableAt } = decodeText(input);
  const { stored, lines } = StoredText.read(text);
  const front = readFrontMatter(lines);
  const body = front.lines > 0 ? lines.map((line, number) => (number < front.lines ? '' : line)) : lines;
  const document = new SourceDocument(body, path);
  const { unclosed } = document.fences;
  const problems = (): Problem[] => {
    const map = stored.mapRange;
    const found: Problem[] = front.problems.map((one) => (map ? mapProblem(one, map) : one));
    if (unreadableAt !== undefined) found.push(unreadableText(unreadableAt, stored));
    if (stored.repaired) found.push(doubleEncoded(stored));
    for (const fence of unclosed) found.push(unclosedFence(fence, stored));
    return found;
  };
  return { document, dialect: detectDialect(document), stored, meta: front.meta, blank: front.lines, problems };
}
