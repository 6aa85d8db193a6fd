import type { Keyword } from '../grammar/index';
import { GRAMMAR } from '../grammar/index';
import type { NameEntry, Names, ValueSynonym } from '../lexicon/names';
import type { ValueIndex } from '../lexicon/values';
import { fieldKey } from '../lexicon/values';
import { decimalOf, exact, scaleOf, shift, smallNumber } from '../text/numbers';
import type { Token } from '../text/tokens';
import { phraseKey } from '../text/tokens';
import type { TimeExpression } from '../time/expression';
import { timeAt } from '../time/expression';
import type { Clock } from '../time/periods';
import type { FieldRef } from '../../model/types';

/** Values of one column that a phrase stands for. */
export interface ColumnHit {
  readonly of: FieldRef;
  readonly values: readonly string[];
}

export type Meaning =
  | { readonly kind: 'keyword'; readonly keyword: Keyword; readonly detail: string }
  | { readonly kind: 'name'; readonly names: readonly NameEntry[]; readonly hits: readonly ColumnHit[] }
  | { readonly kind: 'role'; readonly names: readonly NameEntry[] }
  | { readonly kind: 'value'; readonly hits: readonly ColumnHit[] }
  | { readonly kind: 'time'; readonly time: TimeExpression }
  | { readonly kind: 'number'; readonly value: number | string; readonly year?: TimeExpression }
  | { readonly kind: 'unknown' };

/** A run of tokens with one meaning. */
export type Term = Meaning & {
  /** Token indices; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** UTF-16 offsets into the question. */
  readonly start: number;
  readonly end: number;
};

export interface Lexicon {
  readonly names: Names;
  readonly values: ValueIndex;
}

/** Longest phrase of names, values or keywords that is looked for without quotes, in tokens. */
export const MAX_PHRASE = 16;

interface KeywordPhrase {
  readonly keyword: Keyword;
  readonly detail: string;
  readonly soft: boolean;
}

const KEYWORDS = new Map<string, KeywordPhrase>();
const LONGEST_KEYWORD = new Map<string, number>();
for (const line of GRAMMAR) {
  for (const phrase of line.phrases) {
    const key = phraseKey(phrase, 'text');
    const words = key.split(' ');
    const first = words[0] ?? '';
    KEYWORDS.set(key, { keyword: line.keyword, detail: line.detail, soft: line.soft === true });
    LONGEST_KEYWORD.set(first, Math.max(words.length, LONGEST_KEYWORD.get(first) ?? 0));
  }
}

/** Reads tokens as terms: the longest phrase wins; of equal ones a name, then a keyword, then a date, then a value. */
export class TermReader {
  private readonly memo = new Map<number, Term>();
  /** Phrase look-ups done: what the tests count instead of time. */
  work = 0;

  constructor(
    readonly tokens: readonly Token[],
    private readonly lexicon: Lexicon,
    private readonly clock: Clock,
  ) {}

  /** The term at a token; undefined at the end. */
  at(from: number): Term | undefined {
    const token = this.tokens[from];
    if (!token) return undefined;
    let term = this.memo.get(from);
    if (!term) this.memo.set(from, (term = this.read(from, token)));
    return term;
  }

  /** The longest value of these fields at a token. */
  valueAt(
    from: number,
    fields: readonly FieldRef[],
  ): { readonly hits: readonly ColumnHit[]; readonly to: number } | undefined {
    const token = this.tokens[from];
    if (!token) return undefined;
    const wanted = new Set(fields.map(fieldKey));
    const own = (hits: readonly ColumnHit[]): ColumnHit[] => hits.filter((hit) => wanted.has(fieldKey(hit.of)));
    if (token.kind === 'quoted' || token.kind === 'bracketed') {
      const hits = own(this.hits(phraseKey(token.text, 'text'), token.text));
      return hits.length > 0 ? { hits, to: from + 1 } : undefined;
    }
    const keys = this.keys(from, 'text', this.valueLength(token));
    for (let length = keys.length; length > 0; length -= 1) {
      const hits = own(this.hits(keys[length - 1] ?? '', undefined));
      if (hits.length > 0) return { hits, to: from + length };
    }
    return undefined;
  }

  /** A number at a token: `1,000`, `2.5 million`, `twenty five`. */
  numberAt(from: number): { readonly decimal: string; readonly to: number } | undefined {
    const token = this.tokens[from];
    const written = token?.kind === 'number' ? decimalOf(token.text) : undefined;
    let to = from + 1;
    let decimal = written;
    if (decimal === undefined) {
      const small = token?.kind === 'word' ? smallNumber(token.text) : undefined;
      if (small === undefined) return undefined;
      const next = this.tokens[to];
      const unit = small >= 20 && next?.kind === 'word' ? smallNumber(next.text) : undefined;
      const joined = unit !== undefined && unit > 0 && unit < 10;
      decimal = String(joined ? small + unit : small);
      if (joined) to += 1;
    }
    for (let next = this.tokens[to]; next?.kind === 'word'; next = this.tokens[to]) {
      const scale = scaleOf(next.text);
      if (scale === undefined || decimal.length > 40) break;
      decimal = shift(decimal, scale);
      to += 1;
    }
    if (written !== undefined && this.tokens[to]?.text === 'percent')
      return { decimal: shift(decimal, -2), to: to + 1 };
    return { decimal, to };
  }

  private read(from: number, token: Token): Term {
    const make = (to: number, meaning: Meaning): Term => ({
      ...meaning,
      from,
      to,
      start: token.start,
      end: this.tokens[to - 1]?.end ?? token.end,
    });
    if (token.kind === 'quoted') {
      const hits = token.open === true ? [] : this.hits(phraseKey(token.text, 'text'), token.text);
      return make(from + 1, hits.length > 0 ? { kind: 'value', hits } : { kind: 'unknown' });
    }
    if (token.kind === 'bracketed') {
      const names = this.lexicon.names.bracketed(token.text);
      return make(from + 1, names.length > 0 ? { kind: 'name', names, hits: [] } : { kind: 'unknown' });
    }
    const longestName = this.lexicon.names.longest(token.stem);
    const written = this.keys(from, 'text', longestName);
    const name = this.longest(from, 'stem', longestName, (key, length) => {
      // "order month" is made from "order date"; "orders month to date" is not it.
      const names = this.lexicon.names
        .lookup(key)
        .filter(({ bucket, literal }) => bucket === undefined || literal === written[length - 1]);
      const declared = names.filter(({ bucket }) => bucket === undefined);
      return declared.length > 0 ? declared : names.length > 0 ? names : undefined;
    });
    const keyword = this.longest(from, 'text', LONGEST_KEYWORD.get(token.text) ?? 0, (key) => KEYWORDS.get(key));
    const value = this.longest(from, 'text', this.valueLength(token), (key) => {
      const hits = this.hits(key, undefined);
      return hits.length > 0 ? hits : undefined;
    });
    const role = this.longest(from, 'text', this.lexicon.names.roles.longest(token.text), (key) => {
      const names = this.lexicon.names.roles.lookup(key);
      return names.length > 0 ? names : undefined;
    });
    const time = timeAt(this.tokens, from, this.clock);
    const number = this.numberAt(from);
    const lengths = {
      name: name?.length ?? 0,
      keyword: keyword?.length ?? 0,
      value: value?.length ?? 0,
      role: role?.length ?? 0,
      time: time?.length ?? 0,
      number: number ? number.to - from : 0,
    };
    const most = Math.max(...Object.values(lengths));
    if (most === 0) return make(from + 1, { kind: 'unknown' });
    const soft = keyword?.found.soft === true && lengths.name === most;
    if (keyword && lengths.keyword === most && !soft) return make(from + most, { kind: 'keyword', ...keyword.found });
    if (name && lengths.name === most) {
      return make(from + most, {
        kind: 'name',
        names: name.found,
        hits: lengths.value === most ? (value?.found ?? []) : [],
      });
    }
    if (keyword && lengths.keyword === most) return make(from + most, { kind: 'keyword', ...keyword.found });
    if (number && lengths.number === most) {
      const year = time?.length === most ? time : undefined;
      return make(from + most, { kind: 'number', value: exact(number.decimal), ...(year ? { year } : {}) });
    }
    if (time && lengths.time === most) return make(from + most, { kind: 'time', time });
    if (value && lengths.value === most) return make(from + most, { kind: 'value', hits: value.found });
    return role ? make(from + most, { kind: 'role', names: role.found }) : make(from + 1, { kind: 'unknown' });
  }

  private valueLength(token: Token): number {
    return Math.max(this.lexicon.values.longest(token.text), this.lexicon.names.longestValueWord);
  }

  /** Keys of the phrases that start here, shortest first. */
  private keys(from: number, by: 'text' | 'stem', most: number): string[] {
    const keys: string[] = [];
    let key = '';
    for (let i = from; i < from + Math.min(most, MAX_PHRASE); i += 1) {
      const token = this.tokens[i];
      if (!token || token.kind === 'quoted' || token.kind === 'bracketed') break;
      key = i === from ? token[by] : `${key} ${token[by]}`;
      keys.push(key);
      this.work += 1;
    }
    return keys;
  }

  private longest<T>(
    from: number,
    by: 'text' | 'stem',
    most: number,
    find: (key: string, length: number) => T | undefined,
  ): { readonly found: T; readonly length: number } | undefined {
    const keys = this.keys(from, by, most);
    for (let length = keys.length; length > 0; length -= 1) {
      const found = find(keys[length - 1] ?? '', length);
      if (found !== undefined) return { found, length };
    }
    return undefined;
  }

  /** What a phrase stands for in each column: its values as the data writes them, and the model's own words for values. */
  private hits(key: string, written: string | undefined): ColumnHit[] {
    const found = new Map<string, { of: FieldRef; values: string[] }>();
    const columnOf = (of: FieldRef): { of: FieldRef; values: string[] } => {
      const id = fieldKey(of);
      let column = found.get(id);
      if (!column) found.set(id, (column = { of, values: [] }));
      return column;
    };
    for (const { of, value } of this.lexicon.values.lookup(key)) columnOf(of).values.push(value);
    for (const synonym of this.lexicon.names.valueWords.get(key) ?? []) {
      const { of } = synonym.entry;
      if (of.field === 'count') continue;
      const values = this.present(synonym, of);
      if (values.length > 0) columnOf(of).values.push(...values);
    }
    return [...found.values()].map(({ of, values }) => ({ of, values: this.distinct(values, written) }));
  }

  /** Of a word's values, those that the tenant's column holds (all, where the index does not know). */
  private present(synonym: ValueSynonym, of: FieldRef): readonly string[] {
    if (this.lexicon.values.holds(of) !== 'all') return synonym.values;
    return synonym.values.filter((value) =>
      this.lexicon.values.lookup(phraseKey(value, 'text')).some((hit) => fieldKey(hit.of) === fieldKey(of)),
    );
  }

  /** One spelling per value: case does not matter, accents only when the question wrote one of them exactly. */
  private distinct(values: readonly string[], written: string | undefined): readonly string[] {
    const byFold = new Map<string, string>();
    for (const value of [...values].sort()) {
      const folded = value.toLowerCase();
      if (!byFold.has(folded) || value === written) byFold.set(folded, value);
    }
    const same = written === undefined ? undefined : byFold.get(written.toLowerCase());
    return same === undefined ? [...byFold.values()] : [same];
  }
}
