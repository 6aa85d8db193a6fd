import { mapCard, mapProblem, shiftBy } from '../../ranges';
import type { Problem } from '../../types';
import { parseChunk, type Chunk, type ChunkEvent } from './chunk-parser';

interface Entry {
  readonly firstLine: number;
  readonly chunk: Chunk;
}

/**
 * Parsed chunks by their text, from one parse to the next. A chunk that did not move keeps its very objects; one that
 * moved is copied with its lines shifted, which costs a fraction of parsing it.
 */
export class ChunkCache {
  #last = new Map<string, Entry[]>();
  #present = new Map<string, Entry[]>();

  /** Forgets the chunks that the parse before last used and the last did not. */
  begin(): void {
    this.#last = this.#present;
    this.#present = new Map();
  }

  /** The chunk of these lines, its ranges counting from the file's first line. `ask`: see parseChunk. */
  get(lines: readonly string[], firstLine: number, ask: boolean): Chunk {
    const key = (ask ? '?' : '!') + lines.join('\n');
    const used = this.#present.get(key);
    // The same text twice in a file is two entries: each keeps its place.
    const known = this.#last.get(key)?.[used?.length ?? 0] ?? used?.[0];
    const chunk = known ? moved(known.chunk, firstLine - known.firstLine) : parse(key, firstLine, ask);
    const entry = { chunk, firstLine };
    if (used) used.push(entry);
    else this.#present.set(key, [entry]);
    return chunk;
  }
}

/** Parses the key's own lines: what the cards keep are pieces of this small text and not of the whole file's. */
function parse(key: string, firstLine: number, ask: boolean): Chunk {
  const lines = key.split('\n');
  lines[0] = (lines[0] ?? '').slice(1);
  return parseChunk(lines, firstLine, ask);
}

function moved(chunk: Chunk, by: number): Chunk {
  if (by === 0) return chunk;
  const map = shiftBy(by);
  return {
    ...chunk,
    events: chunk.events.map((event): ChunkEvent => {
      if (event.type === 'card') return { type: 'card', card: mapCard(event.card, map) };
      return event.type === 'round' ? { ...event, range: map(event.range) } : event;
    }),
    problems: chunk.problems.map((problem): Problem => mapProblem(problem, map)),
  };
}
