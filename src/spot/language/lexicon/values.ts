import type { ColumnRef, FieldRef, Model } from '../../model/types';
import { fold } from '../text/normalise';
import { phraseKey } from '../text/tokens';
import { SimilarTexts } from './similar';

/** The values of one column that the tenant may see. */
export interface ColumnValues {
  readonly of: FieldRef;
  readonly values: readonly string[];
  /** False when values were left out (too many): a value that is not here may still exist. Default true. */
  readonly complete?: boolean;
}

export interface ValueHit {
  readonly of: FieldRef;
  /** As the data writes it. */
  readonly value: string;
}

/**
 * The values that bare words may stand for. Made for one tenant, from that tenant's rows only: what is not in it cannot
 * be found, completed or suggested.
 */
export interface ValueIndex {
  /** Values whose `phraseKey` (by text) this is. */
  lookup(key: string): readonly ValueHit[];
  /** Most tokens of a value that begins with this word; 0 when none does. */
  longest(firstWord: string): number;
  /** Values that begin so, in alphabetical order; of one field when given. */
  prefix(text: string, limit: number, of?: FieldRef): readonly ValueHit[];
  /** Values that look like the text, best first. */
  similar(text: string, limit: number): readonly (ValueHit & { readonly score: number })[];
  /** How much of a field's values the index holds. */
  holds(of: FieldRef): 'all' | 'some' | 'none';
}

/** A field as a plain text: `column:stores.city`, `formula:department`. */
export function fieldKey(of: FieldRef): string {
  return of.field === 'column' ? `column:${of.table}.${of.column}` : `formula:${of.formula}`;
}

/** Builds the index; linear in the values. Typo search is prepared when it is first needed. */
export function createValueIndex(columns: readonly ColumnValues[]): ValueIndex {
  return new Index(columns);
}

class Index implements ValueIndex {
  private readonly hits: ValueHit[] = [];
  private readonly keys: string[] = [];
  private readonly byKey = new Map<string, number[]>();
  private readonly lengths = new Map<string, number>();
  private readonly held = new Map<string, 'all' | 'some'>();
  private sorted: readonly number[] | undefined;
  private typos: SimilarTexts | undefined;

  constructor(columns: readonly ColumnValues[]) {
    for (const { of, values, complete } of columns) {
      this.held.set(fieldKey(of), complete === false ? 'some' : 'all');
      for (const value of values) this.add(of, value);
    }
  }

  private add(of: FieldRef, value: string): void {
    const key = phraseKey(value, 'text');
    if (key === '') return;
    const id = this.hits.length;
    this.hits.push({ of, value });
    this.keys.push(key);
    const same = this.byKey.get(key);
    if (same) same.push(id);
    else this.byKey.set(key, [id]);
    const space = key.indexOf(' ');
    const first = space < 0 ? key : key.slice(0, space);
    const length = space < 0 ? 1 : key.split(' ').length;
    if (length > (this.lengths.get(first) ?? 0)) this.lengths.set(first, length);
  }

  private hit(id: number): ValueHit {
    const hit = this.hits[id];
    if (!hit) throw new RangeError(`No value ${id}`);
    return hit;
  }

  lookup(key: string): readonly ValueHit[] {
    return (this.byKey.get(key) ?? []).map((id) => this.hit(id));
  }

  longest(firstWord: string): number {
    return this.lengths.get(firstWord) ?? 0;
  }

  prefix(text: string, limit: number, of?: FieldRef): readonly ValueHit[] {
    const wanted = fold(text);
    this.sorted ??= this.keys
      .map((_, id) => id)
      .sort((a, b) =>
        (this.keys[a] ?? '') < (this.keys[b] ?? '') ? -1 : (this.keys[a] ?? '') > (this.keys[b] ?? '') ? 1 : a - b,
      );
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.keys[this.sorted[middle] ?? 0] ?? '') < wanted) low = middle + 1;
      else high = middle;
    }
    const only = of && fieldKey(of);
    const found: ValueHit[] = [];
    for (let i = low; i < this.sorted.length && found.length < limit; i += 1) {
      const id = this.sorted[i] ?? 0;
      if (!this.keys[id]?.startsWith(wanted)) break;
      const hit = this.hit(id);
      if (only === undefined || fieldKey(hit.of) === only) found.push(hit);
    }
    return found;
  }

  similar(text: string, limit: number): readonly (ValueHit & { readonly score: number })[] {
    this.typos ??= new SimilarTexts(this.keys);
    return this.typos.find(fold(text), limit).map(({ id, score }) => ({ ...this.hit(id), score }));
  }

  holds(of: FieldRef): 'all' | 'some' | 'none' {
    return this.held.get(fieldKey(of)) ?? 'none';
  }
}

/** A role holds the values of its table: they are found under both names, and listed under the table's only. */
export function withRoles(model: Model, index: ValueIndex): ValueIndex {
  const roles = [...model.nodes.values()].filter(({ role }) => role);
  if (roles.length === 0) return index;
  const owner = new Map(roles.map(({ name, table }) => [name, table]));
  const own = (of: FieldRef): FieldRef =>
    of.field === 'column' ? { ...of, table: owner.get(of.table) ?? of.table } : of;
  const everywhere = (hit: ValueHit): ValueHit[] => {
    const { of } = hit;
    if (of.field !== 'column') return [hit];
    const same = roles.filter(({ table }) => table === of.table);
    return [hit, ...same.map(({ name }) => ({ ...hit, of: { ...of, table: name } satisfies ColumnRef }))];
  };
  return {
    lookup: (key) => index.lookup(key).flatMap(everywhere),
    longest: (firstWord) => index.longest(firstWord),
    prefix: (text, limit, of) =>
      of ? index.prefix(text, limit, own(of)).map((hit) => ({ ...hit, of })) : index.prefix(text, limit),
    similar: (text, limit) => index.similar(text, limit),
    holds: (of) => index.holds(own(of)),
  };
}
