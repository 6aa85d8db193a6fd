import { createLanguage, createValueIndex, type Language } from '../language';
import { phraseKey, tokenise } from '../language/text/tokens';
import type { Model } from '../model';
import type { MeasureRef } from '../query';
import { cellPlaces } from '../notebook';
import { Source, type Stretch } from './source';
import type { Mention, SpotText, Thing } from './types';

/** A question as a file asks it. */
export interface Asked {
  readonly text: string;
  /** Earlier questions of the conversation, oldest first. */
  readonly follow: readonly string[];
  readonly now: string;
  /** Where a part of the text stands in the file. */
  readonly place: (start: number, end: number) => Stretch | undefined;
}

/** A thing that a question names. Offsets are those of the question's text. */
export interface Named {
  readonly thing: Thing;
  readonly start: number;
  readonly end: number;
  readonly by: Mention['by'];
}

/** Names mean the same on any day. */
const SOME_DAY = '2025-12-31';
const REMEMBERED = 9;

/** The questions of a suite, a notebook or a `.spotql` file, in its order. */
export function questionsIn({ kind, text }: SpotText): Asked[] {
  switch (kind) {
    case 'suite':
      return inSuite(text);
    case 'notebook':
      return inNotebook(text);
    case 'questions':
      return inLines(text);
    default:
      return [];
  }
}

function inSuite(text: string): Asked[] {
  const source = new Source(text);
  return source.items(source.root).flatMap((item) => {
    const parts = source.entries(item);
    const now = source.value(parts.get('now')?.value);
    const asked: Asked[] = [];
    for (const node of [...source.items(parts.get('follow')?.value), parts.get('ask')?.value]) {
      const value = source.value(node);
      if (value === undefined) continue;
      const place = (start: number, end: number): Stretch | undefined => source.part(node, value, start, end);
      asked.push({ text: value, follow: asked.map((earlier) => earlier.text), now: dayOf(now), place });
    }
    return asked;
  });
}

function inNotebook(text: string): Asked[] {
  const asked: Asked[] = [];
  for (const { kind, start, end } of cellPlaces(text)) {
    if (kind === 'spot') asked.push(askedAt(text, start, end, asked));
  }
  return asked;
}

/** One question a line; a line that starts with `--` is a comment; a blank line ends a conversation. */
function inLines(text: string): Asked[] {
  const asked: Asked[] = [];
  let conversation: Asked[] = [];
  for (const { 0: line, index } of text.matchAll(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g)) {
    if (line.trim() === '') conversation = [];
    if (line.trim() === '' || line.trimStart().startsWith('--')) continue;
    const one = askedAt(text, index, index + line.length, conversation);
    conversation.push(one);
    asked.push(one);
  }
  return asked;
}

function askedAt(text: string, start: number, end: number, before: readonly Asked[]): Asked {
  return {
    text: text.slice(start, end).trimEnd(),
    follow: before.slice(-REMEMBERED).map((earlier) => earlier.text),
    now: SOME_DAY,
    place: (from, to) => ({ start: start + from, end: start + to }),
  };
}

function dayOf(now: string | undefined): string {
  return now !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(now) && !Number.isNaN(Date.parse(now)) ? now : SOME_DAY;
}

/** Reads questions by a model's names alone: no engine, no data. */
export class QuestionReader {
  readonly language: Language;

  constructor(private readonly model: Model) {
    this.language = createLanguage(model, createValueIndex([]));
  }

  /** What a question names, in its order. */
  read({ text, follow, now = SOME_DAY }: Pick<Asked, 'text' | 'follow'> & Partial<Pick<Asked, 'now'>>): Named[] {
    const found: Named[] = [];
    for (const part of this.language.explain(text, { now, follow }).parts) {
      const thing = part.of && this.thing(part.of);
      if (!thing) continue;
      const within = this.ownName(part.text, thing);
      if (within) found.push({ thing, start: part.start + within.start, end: part.start + within.end, by: 'name' });
      else if (part.kind !== 'value') found.push({ thing, start: part.start, end: part.end, by: 'synonym' });
    }
    return found;
  }

  /** What a suite, a notebook or a `.spotql` file names. */
  mentions(file: SpotText): Mention[] {
    return questionsIn(file).flatMap((asked) => this.mentionsOf(file.file, asked));
  }

  /** The same of one question: for who must not be busy for long. */
  mentionsOf(file: string, asked: Asked): Mention[] {
    return this.read(asked).flatMap(({ thing, start, end, by }) => {
      const at = asked.place(start, end);
      return at ? [{ thing, file, ...at, as: 'use' as const, by }] : [];
    });
  }

  private thing(of: MeasureRef): Thing | undefined {
    if (of.field === 'formula') return { kind: 'formula', formula: of.formula };
    const table = this.model.nodes.get(of.table)?.table;
    if (table === undefined) return undefined;
    return of.field === 'count' ? { kind: 'table', table } : { kind: 'column', table, column: of.column };
  }

  /** Where a part says a thing's own name: "margin", and not the "margin" of the synonym "gross margin". */
  private ownName(text: string, thing: Thing): Stretch | undefined {
    const named =
      thing.kind === 'formula'
        ? this.model.formulas.get(thing.formula)
        : thing.kind === 'column'
          ? this.model.tables.get(thing.table)?.columns.get(thing.column)
          : undefined;
    const own = named && nameIn(text, named.name);
    const longer = named?.synonyms.some((synonym) => {
      const other = nameIn(text, synonym);
      return own && other && other.end - other.start > own.end - own.start;
    });
    return longer === true ? undefined : own;
  }
}

/** Where a name stands in a text, in the singular or plural; in brackets too. */
export function nameIn(text: string, name: string): Stretch | undefined {
  const wanted = phraseKey(name, 'stem');
  if (wanted === '') return undefined;
  const length = wanted.split(' ').length;
  const { tokens } = tokenise(text);
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'bracketed') {
      const colons = text.indexOf('::', token.start);
      const start = colons >= 0 && colons < token.end ? colons + 2 : token.start + 1;
      const inside = text.slice(start, token.end - 1);
      const at = start + inside.length - inside.trimStart().length;
      if (phraseKey(inside, 'stem') === wanted) return { start: at, end: at + inside.trim().length };
    }
    const run = tokens.slice(index, index + length);
    const last = run.at(-1);
    if (last && run.map(({ stem }) => stem).join(' ') === wanted) return { start: token.start, end: last.end };
  }
  return undefined;
}
