import { mapCard, mapProblem, shiftBy } from '../../ranges';
import type { Problem } from '../../types';
import type { DraftCard } from '../dialect';
import { parseChunk, type Chunk, type ChunkEvent } from './chunk-parser';

interface Entry {
  readonly chunk: Chunk;
  readonly firstLine: number;
  /** At its place in the file. */
  readonly placed: Chunk;
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

  get(lines: readonly string[], firstLine: number, ask: boolean): Chunk {
    const key = (ask ? '?' : '!') + lines.join('\n');
    const used = this.#present.get(key);
    // The same text twice in a file is two entries: each keeps its place.
    const known = this.#last.get(key)?.[used?.length ?? 0];
    const entry = known ?? used?.[0];
    const chunk = entry?.chunk ?? parseChunk(key.slice(1).split('\n'), ask);
    const placed = known?.firstLine === firstLine ? known.placed : place(chunk, firstLine);
    const present = { chunk, firstLine, placed };
    if (used) used.push(present);
    else this.#present.set(key, [present]);
    return placed;
  }
}

function place(chunk: Chunk, firstLine: number): Chunk {
  if (firstLine === 0) return chunk;
  const map = shiftBy(firstLine);
  const moved = (card: DraftCard): DraftCard => mapCard(card, map);
  return {
    ...chunk,
    events: chunk.events.map((event): ChunkEvent => {
      if (event.type === 'card') return { type: 'card', card: moved(event.card) };
      return event.type === 'round' ? { ...event, range: map(event.range) } : event;
    }),
    problems: chunk.problems.map((problem): Problem => mapProblem(problem, map)),
  };
}
