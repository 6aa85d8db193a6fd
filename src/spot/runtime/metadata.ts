import type { ColumnValues } from '../language';
import type { FieldRef, Model } from '../model';
import type { Rights } from './permissions';

/** One thing that a word may have been about. */
export interface Chunk {
  /** Null: part of the model, the same for everybody. */
  readonly tenant_id: string | null;
  readonly kind: 'name' | 'synonym' | 'description' | 'value';
  /** What is searched. */
  readonly text: string;
  /** The field's own name, or the value: what to say in a question. */
  readonly say: string;
  /** Unset for the count of a table. */
  readonly of?: FieldRef;
}

export interface Found {
  readonly chunk: Chunk;
  /** From 0 to 1. */
  readonly score: number;
}

const MAX_VALUES = 50_000;
const MAX_WORDS = 12;
const LEAST = 0.3;

/**
 * Names, synonyms, descriptions and values, ranked by shared words and by shared character trigrams. Made for one group
 * of requesters from what they may read; chunks of another tenant are left out before anything is ranked.
 */
export class MetadataIndex {
  private readonly chunks: readonly Chunk[];
  private readonly byTerm = new Map<string, number[]>();
  private readonly sizes: readonly number[];

  constructor(model: Model, rights: Rights, columns: readonly ColumnValues[]) {
    const tenant = rights.tenant ?? null;
    this.chunks = [...modelChunks(model, rights), ...valueChunks(columns, tenant)];
    this.sizes = this.chunks.map(({ text }, id) => {
      const terms = termsOf(text);
      for (const term of terms) {
        const list = this.byTerm.get(term);
        if (list) list.push(id);
        else this.byTerm.set(term, [id]);
      }
      return terms.size;
    });
  }

  /** The best chunks for some words, of the model and of this tenant only; one for each thing to say. */
  search(words: string, tenant: string | undefined, limit: number): Found[] {
    const terms = termsOf(words.split(/\s+/, MAX_WORDS).join(' ').slice(0, 200));
    const visible = (id: number): boolean => {
      const owner = this.chunks[id]?.tenant_id;
      return owner === null || (owner !== undefined && owner === tenant);
    };
    const shared = new Map<number, number>();
    for (const term of terms) {
      const ids = this.byTerm.get(term) ?? [];
      // A rare term says more than one that is everywhere; a whole word more than a trigram.
      const weight = (term.startsWith(WHOLE) ? 3 : 1) / (1 + Math.log(1 + ids.length));
      for (const id of ids) if (visible(id)) shared.set(id, (shared.get(id) ?? 0) + weight);
    }
    const all = [...terms].reduce(
      (sum, term) => sum + (term.startsWith(WHOLE) ? 3 : 1) / (1 + Math.log(1 + (this.byTerm.get(term)?.length ?? 0))),
      0,
    );
    const best = new Map<string, Found>();
    for (const [id, weight] of shared) {
      const chunk = this.chunks[id];
      if (!chunk || all === 0) continue;
      // How much of what was asked is in the chunk, and a little for how much of the chunk was asked.
      const score = Math.min(
        1,
        (0.85 * weight) / all +
          (0.15 * Math.min(terms.size, this.sizes[id] ?? 1)) / Math.max(terms.size, this.sizes[id] ?? 1),
      );
      const known = best.get(chunk.say);
      if (score >= LEAST && (!known || known.score < score)) best.set(chunk.say, { chunk, score });
    }
    return [...best.values()].sort((a, b) => b.score - a.score || (a.chunk.say < b.chunk.say ? -1 : 1)).slice(0, limit);
  }
}

function modelChunks(model: Model, { security }: Rights): Chunk[] {
  return model.fields.flatMap((field) => {
    const { hidden, node, name, names, ref, description } = field;
    const table = node === undefined ? undefined : model.nodes.get(node)?.table;
    if (hidden || (table !== undefined && !security.tables.has(table))) return [];
    const base = { tenant_id: null, say: name, ...(ref ? { of: ref } : {}) };
    return [
      { ...base, kind: 'name' as const, text: name },
      ...names.filter((one) => one !== name).map((text) => ({ ...base, kind: 'synonym' as const, text })),
      ...(description === undefined ? [] : [{ ...base, kind: 'description' as const, text: description }]),
    ];
  });
}

function valueChunks(columns: readonly ColumnValues[], tenant_id: string | null): Chunk[] {
  const chunks: Chunk[] = [];
  for (const { of, values } of columns) {
    for (const value of values) {
      if (chunks.length >= MAX_VALUES) return chunks;
      chunks.push({ tenant_id, kind: 'value', text: value.slice(0, 200), say: value, of });
    }
  }
  return chunks;
}

const WHOLE = '=';

/** Words (marked) and character trigrams of a text, folded. */
function termsOf(text: string): ReadonlySet<string> {
  const terms = new Set<string>();
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  for (const word of plain.split(/[^\p{L}\p{N}]+/u)) {
    if (word === '') continue;
    terms.add(WHOLE + word);
    const padded = `_${word.slice(0, 40)}_`;
    for (let at = 0; at + 3 <= padded.length; at += 1) terms.add(padded.slice(at, at + 3));
  }
  return terms;
}
