import { canonicalQuery } from '../query';
import type { Model } from '../model';
import type { Asked, QuestionReader } from './questions';

/** Turns a field of the model before a renaming into the one after it. */
export type Translate = (field: string, table: string, name: string) => string;

/**
 * What a question means, as a text to compare: its query, or, where a word is unknown to the model alone (a value, say),
 * what its parts are taken for.
 */
export function meaningOf(
  reader: QuestionReader,
  model: Model,
  { text, follow, now }: Pick<Asked, 'text' | 'follow' | 'now'>,
  translate?: Translate,
): string {
  const plain = (value: unknown): unknown => translated(value, model, translate);
  const result = reader.language.parse(text, { now, follow });
  if (result.status === 'ok') return JSON.stringify(plain(canonicalQuery(result.query)));
  const { parts } = reader.language.explain(text, { now, follow });
  const named = parts.flatMap(({ kind, of }) => (of ? [{ kind, of }] : []));
  return JSON.stringify([result.reason, plain(named)]);
}

/** Headings are no part of a meaning. A query is not deep: the language's limits see to that. */
function translated(value: unknown, model: Model, translate: Translate | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => translated(item, model, translate));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'label');
  const plain: Record<string, unknown> = Object.fromEntries(
    entries.map(([key, part]) => [key, translated(part, model, translate)]),
  );
  const { field, table, column, formula } = plain;
  if (!translate || typeof field !== 'string') return plain;
  if (field === 'formula' && typeof formula === 'string') return { ...plain, formula: translate(field, '', formula) };
  if (field !== 'column' || typeof table !== 'string' || typeof column !== 'string') return plain;
  return { ...plain, column: translate(field, model.nodes.get(table)?.table ?? table, column) };
}
