import type { Model } from '../../model';
import { EngineError } from '../../port';
import { Blocked } from '../control';
import { Stop } from './stop';
import type { AnswerSuggestion } from './types';

/**
 * Whatever a step throws, as the end of a request. Anything unforeseen is thrown on.
 * @param sql what the user wrote, where positions in it mean something to them; SQL that Spot wrote is not it
 */
export function asStop(error: unknown, sql?: string): Stop {
  if (error instanceof Stop) return error;
  if (error instanceof Blocked) return new Stop('blocked', error.reason, error.message);
  if (!(error instanceof EngineError)) throw error;
  const { position, candidates = [] } = error.details;
  const more = {
    ...(position === undefined || sql === undefined ? {} : { start: position, end: endOfName(sql, position) }),
    suggestions: candidates.map((text): AnswerSuggestion => ({ text })),
  };
  switch (error.kind) {
    case 'forbidden':
      return new Stop('refused', 'not-permitted', error.message, more);
    case 'too-many-rows':
      return new Stop('refused', 'too-complex', error.message, more);
    case 'bind':
    case 'syntax':
      return new Stop('failed', 'bind', error.message, more);
    case 'timeout':
      return new Stop('failed', 'timeout', error.message, more);
    case 'cancelled':
      return new Stop('failed', 'cancelled', error.message, more);
    case 'crashed':
      return new Stop('failed', 'execution', `${error.message} Ask again: it starts anew by itself.`, more);
    default:
      return new Stop('failed', 'execution', error.message, more);
  }
}

const LONGEST_NAME = 300;
const NAME = String.raw`(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)`;
/** `column`, `table.column`, `"A table"."A column"`; else one character. */
const REFERENCE = new RegExp(String.raw`^(?:${NAME}(?:\s*\.\s*${NAME})*|.)`, 'su');

/** Where the name that begins at a position ends: the engine points at its first character. */
function endOfName(sql: string, position: number): number {
  const [name = ''] = REFERENCE.exec(sql.slice(position, position + LONGEST_NAME)) ?? [];
  return position + Math.max(1, name.length);
}

/**
 * What the engine says of SQL that Spot wrote, in the model's words: the columns that it names and its candidates are
 * what people call them.
 */
export function inModelWords(
  model: Model,
  error: EngineError,
): { readonly message: string; readonly suggestions: readonly string[] } {
  const suggestions = [
    ...new Set((error.details.candidates ?? []).flatMap((candidate) => fieldNames(model, candidate))),
  ];
  const quoted = [...error.message.matchAll(/"([^"\n]{1,100})"/g)].flatMap(([, name = '']) => fieldNames(model, name));
  const about = quoted.length > 0 ? ` (${[...new Set(quoted)].slice(0, 5).join(', ')})` : '';
  return { message: `${error.message.split('\n')[0] ?? error.message}${about}`, suggestions };
}

/** `sales.amount` or `amount` → what the model calls such columns. */
function fieldNames(model: Model, physical: string): string[] {
  const parts = physical.replaceAll('"', '').split('.');
  const column = parts.at(-1) ?? '';
  const table = parts.at(-2);
  return model.fields.flatMap(({ ref, hidden, name }) => {
    if (hidden || ref?.field !== 'column' || ref.column.toLowerCase() !== column.toLowerCase()) return [];
    return table === undefined || ref.table.toLowerCase() === table.toLowerCase() ? [name] : [];
  });
}
