import type { SourceDocument } from '../../document';
import type { Outline, OutlineCard } from '../../outline';
import type { Source } from '../../source';
import { chunkStarts } from './chunks';
import { Collector } from './collector';
import { ChunkPart, HeldChunk, RecentChunks } from './held-chunk';

/**
 * Reads files in the native form again and again while they are edited. Chunks before and after an edit are kept, those
 * in between are found again by their text, and only new ones are read.
 */
export class NativeReader {
  readonly #recent = new RecentChunks();
  #source: Source | undefined;
  #chunks: readonly HeldChunk[] = [];

  /** `source`: the document's text; `blank`: how many of its first lines are blank in the document only. */
  read(document: SourceDocument, source: Source, blank: number): Outline {
    const { lines, fences } = document;
    const starts = chunkStarts(lines, fences.free);
    const known = new KnownChunks(this.#chunks, this.#source, source);
    const collector = new Collector<OutlineCard>(document);
    const chunks: HeldChunk[] = [];
    let ask = false;
    for (const [index, first] of starts.entries()) {
      const count = (starts[index + 1] ?? lines.length) - first;
      const own = Math.min(count, Math.max(0, blank - first));
      const place = { source, first, count, blank: own };
      const chunk: HeldChunk =
        (own === 0 ? known.take(lines, first, count, ask) : undefined) ??
        new HeldChunk(place, lines, ask, this.#recent);
      chunk.moveTo(source, first);
      chunks.push(chunk);
      for (const event of chunk.events) collector.add(event);
      ask = chunk.endsInAsk;
    }
    this.#source = source;
    this.#chunks = chunks;
    return { ...collector.finish(), parts: chunks.map((chunk) => new ChunkPart(chunk, chunk.first)) };
  }
}

/** The chunks of the text before, each to be taken once. */
class KnownChunks {
  /** Lines that are the same at the start of both texts, and those at the end of the old and the new one. */
  readonly #before: number;
  readonly #after: number;
  readonly #afterOld: number;
  readonly #by: number;
  /** Where the chunks stood: one that is taken moves. */
  readonly #firsts: readonly number[];
  #next = 0;
  #changed: Map<string, HeldChunk[]> | undefined;

  constructor(
    readonly chunks: readonly HeldChunk[],
    old: Source | undefined,
    source: Source,
  ) {
    const { before, after } = old ? source.common(old) : { before: 0, after: 0 };
    this.#before = before;
    this.#after = source.lineCount - after;
    this.#afterOld = (old?.lineCount ?? 0) - after;
    this.#by = this.#after - this.#afterOld;
    this.#firsts = chunks.map((chunk) => chunk.first);
  }

  /** The chunk of these lines; asked for in the order of the file. */
  take(lines: readonly string[], first: number, count: number, ask: boolean): HeldChunk | undefined {
    if (this.chunks.length === 0) return undefined;
    if (first + count <= this.#before) return this.#at(first, count, ask);
    if (first >= this.#after) return this.#at(first - this.#by, count, ask);
    const found = this.#inChange().get(keyOf(lines.slice(first, first + count), ask));
    return found?.shift();
  }

  #at(first: number, count: number, ask: boolean): HeldChunk | undefined {
    while ((this.#firsts[this.#next] ?? Infinity) < first) this.#next += 1;
    if (this.#firsts[this.#next] !== first) return undefined;
    const chunk = this.chunks[this.#next];
    return chunk?.count === count && chunk.ask === ask && chunk.blank === 0 ? chunk : undefined;
  }

  #inChange(): Map<string, HeldChunk[]> {
    if (this.#changed) return this.#changed;
    this.#changed = new Map();
    for (const [index, chunk] of this.chunks.entries()) {
      const first = this.#firsts[index] ?? 0;
      if (first + chunk.count <= this.#before || first >= this.#afterOld || chunk.blank > 0) continue;
      const key = keyOf(chunk.lines(), chunk.ask);
      const same = this.#changed.get(key);
      if (same) same.push(chunk);
      else this.#changed.set(key, [chunk]);
    }
    return this.#changed;
  }
}

function keyOf(lines: readonly string[], ask: boolean): string {
  return (ask ? '?' : '!') + lines.join('\n');
}
