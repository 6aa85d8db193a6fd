import type { DateBucket, Model, ModelField } from '../../model/types';
import type { MeasureRef } from '../../query/types';
import { participle } from '../text/inflect';
import { fold } from '../text/normalise';
import { phraseKey } from '../text/tokens';
import { fieldKey } from './values';

/** One meaning of a phrase. */
export interface NameEntry {
  readonly kind: 'measure' | 'attribute' | 'count';
  readonly of: MeasureRef;
  /** `column:stores.city`, `formula:margin`, `count:sales`. */
  readonly key: string;
  readonly field: ModelField;
  /** The node that it belongs to; unset for aggregate formulas. */
  readonly node?: string;
  /** 0: own name, 1: synonym, 2: made from a name ("customer count", "ship month"), 3: the bare name of a table. */
  readonly rank: number;
  /** Folded, plural kept: tells "sale" and "sales" apart where both are names. */
  readonly literal: string;
  /** As it would be written in a question. */
  readonly phrase: string;
  /** For "ship month". */
  readonly bucket?: DateBucket;
}

export function refKey(of: MeasureRef): string {
  return of.field === 'count' ? `count:${of.table}` : fieldKey(of);
}

/** Looks phrases up by their words in the singular. */
class Phrases {
  readonly entries = new Map<string, NameEntry[]>();
  private readonly lengths = new Map<string, number>();

  add(entry: NameEntry): void {
    const key = phraseKey(entry.phrase, 'stem');
    if (key === '') return;
    const list = this.entries.get(key);
    if (!list) this.entries.set(key, [entry]);
    else {
      const same = list.findIndex((other) => other.key === entry.key && other.bucket === entry.bucket);
      if (same < 0) list.push(entry);
      else if ((list[same]?.rank ?? 0) > entry.rank) list[same] = entry;
    }
    const words = key.split(' ');
    const first = words[0] ?? '';
    this.lengths.set(first, Math.max(words.length, this.lengths.get(first) ?? 0));
  }

  lookup(key: string): readonly NameEntry[] {
    return this.entries.get(key) ?? [];
  }

  longest(firstStem: string): number {
    return this.lengths.get(firstStem) ?? 0;
  }
}

export interface ValueSynonym {
  readonly entry: NameEntry;
  readonly values: readonly string[];
}

/** Everything of the model that a question can say, by phrase. */
export interface Names {
  lookup(key: string): readonly NameEntry[];
  longest(firstStem: string): number;
  /** `[stores::city]`, `[department]`: by exact name. */
  bracketed(text: string): readonly NameEntry[];
  /** `shipped`, `launched`: dates spoken of by what happened then. */
  readonly roles: { lookup(key: string): readonly NameEntry[]; longest(firstStem: string): number };
  /** Words of the model that mean one or several values, by `phraseKey` (text). */
  readonly valueWords: ReadonlyMap<string, readonly ValueSynonym[]>;
  readonly longestValueWord: number;
  /** What completion and suggestions offer: names and synonyms that are not hidden. */
  readonly all: readonly NameEntry[];
  /** The entry of a field's own name. */
  own(key: string): NameEntry | undefined;
  /** The same column in each role of its table. */
  inRoles(name: NameEntry): readonly NameEntry[];
}

const CALENDAR: readonly DateBucket[] = ['hour', 'day', 'week', 'month', 'quarter', 'year'];

/** Whether a field holds dates, as far as the model knows. */
export function isDate(entry: NameEntry, model: Model): boolean {
  const type = entry.field.valueType;
  if (entry.kind !== 'attribute') return false;
  if (type !== 'unknown') return type === 'date' || type === 'timestamp';
  if (entry.field.bucket !== undefined) return true;
  if (entry.of.field !== 'column') return false;
  const table = model.nodes.get(entry.of.table)?.table;
  if (table !== undefined && model.tables.get(table)?.date === entry.of.column) return true;
  return /(?:^|[ _])(?:date|day|time|at|on)$/.test(fold(entry.of.column)) || fold(entry.field.name).endsWith(' date');
}

/** Reads the names of a model once; linear in them. */
export function createNames(model: Model): Names {
  const phrases = new Phrases();
  const roles = new Phrases();
  const exactly = new Map<string, NameEntry[]>();
  const valueWords = new Map<string, ValueSynonym[]>();
  const own = new Map<string, NameEntry>();
  const all: NameEntry[] = [];
  let longestValueWord = 0;

  const make = (field: ModelField, of: MeasureRef, phrase: string, rank: number, bucket?: DateBucket): NameEntry => ({
    kind: field.kind,
    of,
    key: refKey(of),
    field,
    ...(field.node === undefined ? {} : { node: field.node }),
    rank,
    literal: phraseKey(phrase, 'text'),
    phrase,
    ...(bucket === undefined ? {} : { bucket }),
  });
  const bracket = (text: string, entry: NameEntry): void => {
    const list = exactly.get(fold(text));
    if (!list) exactly.set(fold(text), [entry]);
    else if (!list.some((other) => other.key === entry.key)) list.push(entry);
  };

  for (const field of model.fields) {
    const of: MeasureRef | undefined =
      field.ref ?? (field.node === undefined ? undefined : { field: 'count', table: field.node });
    if (field.hidden || !of) continue;
    const names = field.names.map((name, i) => make(field, of, name, i === 0 ? 0 : 1));
    const entries = [...names, ...field.qualified.map((name) => make(field, of, name, 1))];
    const first = entries[0] ?? make(field, of, field.name, 0);
    if (!own.has(first.key)) own.set(first.key, first);
    for (const entry of entries) phrases.add(entry);
    all.push(...(names.length > 0 ? names : entries));
    bracket(field.name, first);
    if (field.node !== undefined) bracket(`${field.node}::${field.name}`, first);
    if (field.kind === 'attribute') addDates(first, entries);
    for (const [value, words] of field.values) {
      for (const word of [value, ...words]) addValueWord(word, value, first);
    }
  }
  for (const [node, { role }] of model.nodes) if (!role) addTable(node);

  return {
    lookup: (key) => phrases.lookup(key),
    longest: (first) => phrases.longest(first),
    bracketed: (text) => exactly.get(fold(text.trim())) ?? [],
    roles,
    valueWords,
    longestValueWord,
    all,
    own: (key) => own.get(key),
    inRoles,
  };

  function inRoles({ of, node, bucket }: NameEntry): NameEntry[] {
    if (of.field !== 'column') return [];
    return [...model.nodes.values()].flatMap(({ name, table, role }) => {
      const entry = role && table === node ? own.get(fieldKey({ ...of, table: name })) : undefined;
      return entry ? [{ ...entry, ...(bucket === undefined ? {} : { bucket }) }] : [];
    });
  }

  function addValueWord(word: string, value: string, entry: NameEntry): void {
    const key = phraseKey(word, 'text');
    longestValueWord = Math.max(longestValueWord, key.split(' ').length);
    const list = valueWords.get(key) ?? [];
    const same = list.findIndex((other) => other.entry.key === entry.key);
    if (same < 0) list.push({ entry, values: [value] });
    else if (!list[same]?.values.includes(value)) {
      list[same] = { entry, values: [...(list[same]?.values ?? []), value] };
    }
    valueWords.set(key, list);
  }

  function addDates(entry: NameEntry, entries: readonly NameEntry[]): void {
    if (!isDate(entry, model)) return;
    const column = entry.of.field === 'column' ? entry.of.column.replaceAll('_', ' ') : '';
    for (const { phrase } of [...entries, ...(entry.field.names.length > 0 ? [{ phrase: column }] : [])]) {
      const [, what, ending] = /^(.+) (date|day|on|at)$/.exec(fold(phrase)) ?? [];
      if (what === undefined) continue;
      const spoken = ending === 'on' || ending === 'at';
      if (!spoken)
        for (const bucket of CALENDAR) phrases.add(make(entry.field, entry.of, `${what} ${bucket}`, 2, bucket));
      roles.add(make(entry.field, entry.of, spoken ? what : participle(what), 2));
    }
  }

  function addTable(node: string): void {
    const field = model.fields.find((candidate) => candidate.kind === 'count' && candidate.node === node);
    const table = model.tables.get(node);
    if (!field || field.hidden || !table) return;
    const of: MeasureRef = { field: 'count', table: node };
    for (const name of [node.replaceAll('_', ' '), ...table.synonyms]) {
      phrases.add(make(field, of, `${name} count`, 2));
      phrases.add(make(field, of, name, 3));
    }
  }
}
