import { shown } from '../text/normalise';
import type { FieldRef, Model } from '../../model/types';
import type { NameEntry } from '../lexicon/names';
import { isDate } from '../lexicon/names';
import type { ValueIndex } from '../lexicon/values';
import { exact } from '../text/numbers';
import { phraseKey } from '../text/tokens';
import { parseIso } from '../time/calendar';
import { day } from '../time/periods';
import type { Cursor } from './cursor';
import { isKeyword } from './cursor';
import type { NameChoice, Operand } from './draft';
import { Refusal } from './draft';
import { timeOf } from './times';

export interface ParserContext {
  readonly model: Model;
  readonly values: ValueIndex;
}

/** The attributes that a choice may mean. */
export function attributesOf(choice: NameChoice): readonly (NameEntry & { readonly of: FieldRef })[] {
  return choice.names.filter(
    (name): name is NameEntry & { readonly of: FieldRef } => name.kind === 'attribute' && name.of.field !== 'count',
  );
}

export function isDateChoice(choice: NameChoice, context: ParserContext): boolean {
  return attributesOf(choice).some((name) => isDate(name, context.model));
}

function isType(choice: NameChoice, ...types: string[]): boolean {
  return attributesOf(choice).some((name) => types.includes(name.field.valueType));
}

/** A number, for a condition on a measure. */
export function readAmount(cursor: Cursor): number | string {
  const term = cursor.peek();
  const number = term ? cursor.terms.numberAt(term.from) : undefined;
  if (!term || !number) {
    const at = term ?? { start: cursor.question.length, end: cursor.question.length };
    throw new Refusal('invalid-query', 'A number is missing here.', at);
  }
  const end = cursor.terms.tokens[number.to - 1]?.end ?? term.end;
  cursor.goto(number.to);
  cursor.part({ start: term.start, end }, 'number', number.decimal);
  return exact(number.decimal);
}

/** A word or quoted text as it is, for `contains` and the like. */
export function readText(cursor: Cursor): Operand {
  const token = cursor.terms.tokens[cursor.position];
  if (!token) {
    throw new Refusal('invalid-query', 'A text is missing here.', {
      start: cursor.question.length,
      end: cursor.question.length,
    });
  }
  cursor.goto(cursor.position + 1);
  cursor.part(token, 'value', 'this text');
  const value = token.kind === 'quoted' ? token.text : cursor.text(token);
  return { kind: 'scalar', value };
}

/**
 * What a column is compared with: a value that it holds; else, by its type, a date, a number, true or false, or a text.
 * Undefined, with the word noted as unknown, when the column is known not to hold it.
 */
export function readOperand(cursor: Cursor, subject: NameChoice, context: ParserContext): Operand | undefined {
  const fields = attributesOf(subject).map((name) => name.of);
  const skipped =
    cursor.terms.tokens[cursor.position]?.text === 'the' && !cursor.terms.valueAt(cursor.position, fields);
  if (skipped) cursor.peek();
  const at = cursor.position;
  const token = cursor.terms.tokens[at];
  if (!token) {
    throw new Refusal('invalid-query', `What should “${subject.text}” be compared with?`, {
      start: subject.start,
      end: subject.end,
    });
  }
  const value = cursor.terms.valueAt(at, fields);
  if (value) {
    cursor.goto(value.to);
    const end = cursor.terms.tokens[value.to - 1]?.end ?? token.end;
    cursor.part({ start: token.start, end }, 'value', value.hits.flatMap((hit) => hit.values).join(', '));
    return { kind: 'hits', hits: value.hits };
  }
  return readLiteral(cursor, subject, context);
}

function readLiteral(cursor: Cursor, subject: NameChoice, context: ParserContext): Operand | undefined {
  const at = cursor.position;
  const token = cursor.terms.tokens[at];
  const term = cursor.terms.at(at);
  if (!token || !term) return undefined;
  if (isDateChoice(subject, context)) {
    const quoted = token.kind === 'quoted' ? parseIso(token.text) : undefined;
    if (quoted !== undefined) return literal(cursor, at + 1, { kind: 'period', period: day(quoted) });
    const time = timeOf(term);
    if (time?.kind === 'invalid') {
      throw new Refusal('invalid-date', `“${shown(cursor.text(term))}” ${time.why}.`, {
        start: term.start,
        end: term.end,
      });
    }
    if (time?.kind === 'period') return literal(cursor, term.to, { kind: 'period', period: time.period });
  }
  if (isKeyword(term, 'boolean') && isType(subject, 'boolean', 'unknown')) {
    return literal(cursor, term.to, { kind: 'scalar', value: term.keyword.value });
  }
  const number = isType(subject, 'number', 'unknown') ? cursor.terms.numberAt(at) : undefined;
  const held = attributesOf(subject).map((name) => context.values.holds(name.of));
  if (number && !held.includes('all'))
    return literal(cursor, number.to, { kind: 'scalar', value: exact(number.decimal) });
  if (!held.every((part) => part === 'all') && isType(subject, 'text', 'unknown') && token.kind !== 'symbol') {
    const value = token.kind === 'quoted' ? token.text : cursor.text(token);
    return literal(cursor, at + 1, { kind: 'scalar', value });
  }
  unknownValue(cursor, subject);
  return undefined;
}

function literal(cursor: Cursor, to: number, operand: Operand): Operand {
  const tokens = cursor.terms.tokens;
  const start = tokens[cursor.position]?.start ?? 0;
  const end = tokens[to - 1]?.end ?? start;
  cursor.goto(to);
  cursor.part({ start, end }, operand.kind === 'period' ? 'date' : 'value', cursor.text({ start, end }));
  return operand;
}

/** Takes the words up to the next one with a meaning of its own. */
function unknownValue(cursor: Cursor, subject: NameChoice): void {
  const tokens = cursor.terms.tokens;
  const from = cursor.position;
  let to = from + 1;
  while (tokens[to]?.kind === 'word' && cursor.terms.at(to)?.kind === 'unknown') to += 1;
  const start = tokens[from]?.start ?? 0;
  const end = tokens[to - 1]?.end ?? start;
  cursor.goto(to);
  cursor.stray({ ...spotTerm(from, to), start, end }, `is not a value of “${phraseKey(subject.text, 'text')}”`);
}

function spotTerm(from: number, to: number): { kind: 'unknown'; from: number; to: number } {
  return { kind: 'unknown', from, to };
}
