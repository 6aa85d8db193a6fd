import type { Model } from '../model/types';
import { defaultDateOf } from '../model/index';
import type { NameEntry } from './lexicon/names';
import type { DraftTime, PartDraft } from './parse/draft';
import { FilterBuilder } from './resolve/filters';
import type { Resolver } from './resolve/resolver';
import { iso } from './time/calendar';
import type { Part } from './types';

/** The parts of a question in its order, with what each was taken for. Parts that could not be settled say nothing. */
export function partsOf(drafts: readonly PartDraft[], question: string, resolver: Resolver): Part[] {
  return [...drafts]
    .sort((a, b) => a.start - b.start)
    .flatMap((draft) => {
      const text = question.slice(draft.start, draft.end);
      const base = { text, start: draft.start, end: draft.end, kind: draft.kind };
      return [{ ...base, ...meaning(draft, resolver) }];
    });
}

function meaning(draft: PartDraft, resolver: Resolver): Pick<Part, 'as' | 'alternatives' | 'of'> {
  if (draft.as !== undefined) return { as: draft.as };
  if (draft.choice) {
    const { choice } = draft;
    const entry = resolver.settledOn(choice);
    if (!entry) return { as: '' };
    const alternatives = resolver.alternatives(choice);
    return { as: describeEntry(entry), of: entry.of, ...(alternatives.length > 0 ? { alternatives } : {}) };
  }
  if (draft.value) {
    const { value } = draft;
    const column = new FilterBuilder(resolver).column(value);
    const hits = value.items[0] ?? [];
    const alternatives = resolver.valueAlternatives(value, hits, column);
    const as = `${resolver.phraseOf(column.of)} ${value.negated ? 'is not' : 'is'} ${column.values.join(' or ')}`;
    return { as, of: column.of, ...(alternatives.length > 0 ? { alternatives } : {}) };
  }
  return { as: draft.time ? describeTime(draft.time, resolver) : '' };
}

/** `sum of sale_items.amount`, `customers.region`, `formula margin`. */
function describeEntry(entry: NameEntry): string {
  const { of, field } = entry;
  if (of.field === 'count') return `number of rows of ${of.table}`;
  if (of.field === 'formula')
    return entry.kind === 'attribute' ? `formula ${of.formula}` : `measure formula ${of.formula}`;
  const column = `${of.table}.${of.column}`;
  const aggregated = entry.kind === 'measure' && field.aggregation !== 'none';
  return aggregated ? `${field.aggregation.replace('_', ' ')} of ${column}` : column;
}

function describeTime(time: DraftTime, resolver: Resolver): string {
  const periods = time.periods.map(({ start, end }) => {
    if (start === undefined) return end === undefined ? '' : `up to ${iso(end - 1)}`;
    return end === undefined
      ? `from ${iso(start)} on`
      : end === start + 1
        ? iso(start)
        : `${iso(start)} … ${iso(end - 1)}`;
  });
  const said = [...periods, ...time.cycles.map(({ value }) => `every ${value}`)].join(' or ');
  const subject = time.subject && resolver.settledOn(time.subject);
  return `${said}, by ${subject ? subject.field.name : defaultDates(resolver.model, resolver)}`;
}

/** The date that bare time words mean for the question's measures. */
function defaultDates(model: Model, resolver: Resolver): string {
  const facts = resolver.around.facts.length > 0 ? resolver.around.facts : [''];
  const names = facts.flatMap((fact) => {
    const date = defaultDateOf(model, fact);
    return date ? [resolver.names.own(`column:${date.table}.${date.column}`)?.field.name ?? date.column] : [];
  });
  return [...new Set(names)].join(' and ') || 'the default date';
}
