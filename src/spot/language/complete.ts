import type { FieldRef, Model } from '../model/types';
import type { Expects, GrammarLine } from './grammar/index';
import { GRAMMAR } from './grammar/index';
import type { NameEntry, Names } from './lexicon/names';
import type { ValueIndex } from './lexicon/values';
import type { Term } from './parse/terms';
import { TermReader } from './parse/terms';
import { factsOf, reaches } from './resolve/facts';
import { quote } from './resolve/resolver';
import { fold } from './text/normalise';
import { phraseKey, tokenise } from './text/tokens';
import { TIME_OPENINGS } from './time/expression';
import type { Clock } from './time/periods';
import type { Completion } from './types';

export interface CompletionRequest {
  readonly model: Model;
  readonly names: Names;
  readonly values: ValueIndex;
  readonly partial: string;
  readonly cursor: number;
  readonly clock: Clock;
  readonly most: number;
  readonly follows: boolean;
}

/** Words before the cursor that may be the beginning of one phrase. */
const MAX_TYPED = 4;
const START: readonly Expects[] = ['measure', 'attribute', 'value', 'keyword'];
/** Headings of the grammar whose phrases may follow a finished word. */
const AFTER: Readonly<Record<'measure' | 'attribute' | 'value' | 'date' | 'number', readonly string[]>> = {
  measure: ['Grouping', 'Time', 'Joining', 'Side by side', 'Filters', 'Growth', 'Over the result', 'Order'],
  attribute: ['Filters', 'Joining', 'Grouping', 'Time', 'Order'],
  value: ['Joining', 'Side by side', 'Grouping', 'Order', 'Time', 'Filters'],
  date: ['Side by side', 'Joining', 'Grouping', 'Order', 'Filters', 'Growth'],
  number: ['Order', 'Joining', 'Grouping', 'Time'],
};

interface Expected {
  readonly kinds: readonly Expects[];
  /** Headings, when only some keywords fit. */
  readonly titles?: readonly string[];
  /** The column whose values are wanted. */
  readonly valuesOf?: readonly FieldRef[];
}

/** What may be typed at the cursor; read off the same table as the grammar. */
export function completions(request: CompletionRequest): Completion[] {
  const cursor = Math.max(0, Math.min(request.cursor, request.partial.length));
  const before = request.partial.slice(0, cursor);
  const { tokens, cut } = tokenise(before);
  if (cut !== undefined) return [];
  const last = tokens.at(-1);
  const typing = last?.end === before.length && last.kind !== 'symbol' ? Math.min(MAX_TYPED, tokens.length) : 0;
  const found = new Map<string, Completion>();
  for (let words = typing; words >= Math.min(1, typing); words -= 1) {
    const start = tokens[tokens.length - words]?.start ?? before.length;
    const at = words === 0 ? before.length : start;
    const expected = expectedAfter(request, before.slice(0, at));
    const typed = words === 0 ? '' : phraseKey(before.slice(at).replace(/^["[]/, ''), 'text');
    for (const completion of offer(request, expected, typed, at, cursor)) {
      const key = `${completion.kind} ${completion.text}`;
      if (!found.has(key)) found.set(key, completion);
    }
    if (words === 0) break;
  }
  return [...found.values()].slice(0, request.most);
}

function terms(request: CompletionRequest, text: string): Term[] {
  const reader = new TermReader(tokenise(text).tokens, request, request.clock);
  const list: Term[] = [];
  for (let at = 0, term = reader.at(at); term; at = term.to, term = reader.at(at)) list.push(term);
  return list;
}

function expectedAfter(request: CompletionRequest, text: string): Expected {
  const list = terms(request, text).filter((term) => term.kind !== 'keyword' || term.keyword.id !== 'filler');
  const last = list.at(-1);
  if (!last)
    return {
      kinds: START,
      titles: [
        'Aggregates',
        'Over the result',
        'Growth',
        'Order',
        ...(request.follows ? ['Follow-ups', 'Joining', 'Filters', 'Grouping'] : []),
      ],
    };
  if (last.kind === 'keyword') {
    const line = GRAMMAR.find(({ keyword }) => keyword === last.keyword);
    const subject = list.at(-2);
    const tested = subject?.kind === 'name' && ['compare', 'is', 'in_list', 'not_in_list'].includes(last.keyword.id);
    const fields = tested
      ? subject.names.flatMap(({ kind, of }) => (kind === 'attribute' && of.field !== 'count' ? [of] : []))
      : [];
    if (fields.length > 0) return { kinds: ['value'], valuesOf: fields };
    return { kinds: line?.then ?? START };
  }
  const kind =
    last.kind === 'name'
      ? last.names[0]?.kind === 'attribute'
        ? 'attribute'
        : 'measure'
      : last.kind === 'time'
        ? 'date'
        : last.kind === 'number'
          ? 'number'
          : 'value';
  const dates: readonly Expects[] = kind === 'measure' || kind === 'attribute' ? ['date'] : [];
  return { kinds: ['keyword', ...dates], titles: AFTER[kind] };
}

function* offer(
  request: CompletionRequest,
  expected: Expected,
  typed: string,
  start: number,
  end: number,
): Generator<Completion> {
  const { names, values, most } = request;
  const insert = (text: string, kind: Completion['kind'], detail: string): Completion => ({
    text,
    start,
    end,
    kind,
    detail,
  });
  const matches = (text: string): boolean => fold(text).startsWith(typed) && fold(text) !== typed;
  const facts = factsBefore(request, start);
  for (const kind of ['measure', 'attribute'] as const) {
    if (!expected.kinds.includes(kind)) continue;
    for (const entry of kind === 'measure' ? nearestFirst(request, facts) : names.all) {
      const fits =
        kind === 'measure'
          ? entry.kind !== 'attribute'
          : entry.kind === 'attribute' && reaches(request.model, facts, entry.node);
      if (fits && matches(entry.phrase) && (typed !== '' || entry.rank === 0))
        yield insert(entry.phrase, kind, detailOf(entry));
    }
  }
  if (expected.kinds.includes('value') && (typed !== '' || expected.valuesOf)) {
    for (const of of expected.valuesOf ?? [undefined]) {
      for (const hit of values.prefix(typed, most, of)) {
        const plain = /^[\p{L}\p{N} ]+$/u.test(hit.value) && values.lookup(phraseKey(hit.value, 'text')).length > 0;
        yield insert(plain ? hit.value : quote(hit.value), 'value', nameOf(names, hit.of));
      }
    }
  }
  if (expected.kinds.includes('date')) {
    for (const text of TIME_OPENINGS) if (matches(text)) yield insert(text, 'date', 'a period');
  }
  if (expected.kinds.includes('keyword') || typed !== '') {
    for (const line of GRAMMAR) {
      if (!offered(line, expected)) continue;
      for (const phrase of typed === '' ? line.phrases.slice(0, 1) : line.phrases) {
        if (/^\p{L}/u.test(phrase) && matches(phrase)) yield insert(phrase, 'keyword', line.detail);
      }
    }
  }
}

/** What is made of the question's own rows before what is not, and counts of rows behind what the model defines. */
function nearestFirst({ model, names }: CompletionRequest, facts: readonly string[]): NameEntry[] {
  const distance = ({ kind, of }: NameEntry): number => {
    const near = facts.length === 0 || factsOf(model, of).some((fact) => facts.includes(fact));
    return (near ? 0 : 2) + (kind === 'count' ? 1 : 0);
  };
  const distances = new Map(names.all.map((entry) => [entry, distance(entry)]));
  return [...names.all].sort((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0));
}

function offered(line: GrammarLine, expected: Expected): boolean {
  if (line.keyword.id === 'filler' || expected.valuesOf) return false;
  if (expected.titles) return expected.titles.includes(line.title);
  return expected.kinds.includes('keyword') && ['Time', 'Over the result', 'Aggregates', 'Growth'].includes(line.title);
}

function factsBefore(request: CompletionRequest, end: number): string[] {
  return terms(request, request.partial.slice(0, end)).flatMap((term) => {
    if (term.kind !== 'name') return [];
    const [entry] = term.names;
    return entry && entry.kind !== 'attribute' && entry.rank < 3 ? factsOf(request.model, entry.of) : [];
  });
}

function nameOf(names: Names, of: FieldRef): string {
  return (
    names.own(of.field === 'column' ? `column:${of.table}.${of.column}` : `formula:${of.formula}`)?.field.name ?? ''
  );
}

function detailOf(entry: NameEntry): string {
  const described = entry.field.description;
  const name = entry.rank === 0 ? '' : `${entry.field.name}: `;
  return `${name}${described ?? (entry.node === undefined ? entry.kind : `${entry.kind} of ${entry.node}`)}`;
}
