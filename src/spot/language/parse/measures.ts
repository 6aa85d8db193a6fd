import type { Aggregation } from '../../model/types';
import type { NameEntry } from '../lexicon/names';
import type { Cursor } from './cursor';
import { isKeyword } from './cursor';
import type { DraftMeasure, Intent, NameChoice } from './draft';
import { Refusal } from './draft';
import type { Term } from './terms';

/** What stands before a measure: `average`, `share of`, `number of`. */
interface Prefix {
  start: number;
  aggregation?: Exclude<Aggregation, 'none'>;
  intent?: Intent;
  howMany?: boolean;
}

const PREFIXES = ['aggregate', 'how_many', 'share', 'cumulative', 'moving', 'rank', 'growth'] as const;

/** Reads measures with what stands before and after their names. */
export class MeasurePhrases {
  constructor(private readonly cursor: Cursor) {}

  /** The name term as a measure: measures and counts only, those named best. */
  measureChoice(term: Term & { kind: 'name' }, prefix?: Prefix): NameChoice | undefined {
    const text = this.cursor.text(term);
    const make = (names: readonly NameEntry[]): NameChoice => ({ text, names, start: term.start, end: term.end });
    const counts = term.names.filter((name) => name.kind === 'count');
    const measures = term.names.filter((name) => name.kind === 'measure');
    const attributes = term.names.filter((name) => name.kind === 'attribute' && name.bucket === undefined);
    if (prefix?.howMany === true || prefix?.aggregation === 'count') {
      if (counts.length > 0) return make(counts);
      if (measures.length > 0) return make(measures);
      return attributes.length > 0 ? make(attributes) : undefined;
    }
    if (prefix?.aggregation !== undefined) {
      if (measures.length > 0) return make(measures);
      return attributes.length > 0 ? make(attributes) : counts.length > 0 ? make(counts) : undefined;
    }
    const best = bestRank([...measures, ...counts]);
    if (best === undefined) return undefined;
    const attribute = bestRank(attributes);
    const bare = best === 3 || (attribute !== undefined && attribute < best && prefix?.intent === undefined);
    if (attribute !== undefined && bare) return undefined;
    return make(best === 3 ? counts : [...measures, ...counts.filter((name) => name.rank < 3)]);
  }

  /** Whether a measure begins here, with or without a prefix. */
  starts(term: Term | undefined): boolean {
    if (term?.kind === 'name') return this.measureChoice(term) !== undefined;
    return isKeyword(term, ...PREFIXES);
  }

  read(): DraftMeasure {
    const { cursor } = this;
    const prefix = this.prefix();
    const term = cursor.peek();
    const choice = term?.kind === 'name' ? this.measureChoice(term, prefix) : undefined;
    if (!term || !choice) {
      const at = { start: prefix?.start ?? term?.start ?? 0, end: term?.end ?? cursor.question.length };
      throw new Refusal('invalid-query', `“${cursor.text(at)}” does not name anything to measure.`, at);
    }
    cursor.take(term);
    cursor.note({ start: term.start, end: term.end, kind: 'measure', choice });
    const intent = prefix?.intent ?? this.suffix();
    const aggregation = aggregationOf(prefix, choice);
    return {
      choice,
      start: prefix?.start ?? term.start,
      end: term.end,
      ...(aggregation === undefined ? {} : { aggregation }),
      ...(intent === undefined ? {} : { intent }),
    };
  }

  private prefix(): Prefix | undefined {
    const { cursor } = this;
    let prefix: Prefix | undefined;
    for (let word = cursor.accept(...PREFIXES); word; word = cursor.accept(...PREFIXES)) {
      prefix ??= { start: word.start };
      const { keyword } = word;
      if (keyword.id === 'aggregate') {
        if (prefix.aggregation !== undefined && keyword.aggregation !== 'sum') {
          throw new Refusal('invalid-query', 'One aggregation at a time, please.', {
            start: prefix.start,
            end: word.end,
          });
        }
        prefix.aggregation ??= keyword.aggregation;
      } else if (keyword.id === 'how_many') prefix.howMany = true;
      else if (keyword.id === 'moving') prefix.intent = { kind: 'moving_average', rows: this.rows() ?? 0 };
      else prefix.intent = { kind: keyword.id };
      if (isKeyword(cursor.peek(), 'link')) cursor.accept('link');
      const bucket = cursor.peekKeyword('bucket');
      const averaging = keyword.id === 'aggregate' && keyword.aggregation !== 'sum';
      if (bucket?.keyword.adverb === true && averaging) {
        const at = { start: word.start, end: bucket.end };
        throw new Refusal(
          'invalid-query',
          `“${cursor.text(at)}” would aggregate twice, which Spot does not do. Ask for it ${cursor.text(bucket)}, or for a moving average.`,
          at,
        );
      }
    }
    return prefix;
  }

  /** The number of a moving average, with or without its unit: `3`, `of 3 months`. */
  rows(): number | undefined {
    const term = this.cursor.peek();
    if (term?.kind !== 'number' || typeof term.value !== 'number') return undefined;
    if (!Number.isInteger(term.value) || term.value < 1 || term.value > 10_000) {
      throw new Refusal('invalid-query', 'A moving average takes 1 to 10,000 periods.', term);
    }
    this.cursor.take(term);
    this.cursor.part(term, 'number', `${term.value} periods`);
    return term.value;
  }

  /** `revenue growth`, `revenue share`: what follows is not another measure. */
  private suffix(): Intent | undefined {
    const { cursor } = this;
    const word = cursor.peekKeyword('share', 'rank', 'growth');
    if (!word) return undefined;
    const next = cursor.after(word.to);
    if (
      next?.kind === 'name' ||
      isKeyword(next, 'aggregate', 'how_many') ||
      / (?:of|in)$/.test(cursor.text(word).toLowerCase())
    )
      return undefined;
    cursor.accept('share', 'rank', 'growth');
    return { kind: word.keyword.id };
  }
}

function bestRank(names: readonly NameEntry[]): number | undefined {
  return names.length === 0 ? undefined : Math.min(...names.map((name) => name.rank));
}

/** What is left of the words before a measure once its own aggregation is known. */
function aggregationOf(prefix: Prefix | undefined, choice: NameChoice): Exclude<Aggregation, 'none'> | undefined {
  const attribute = choice.names.every((name) => name.kind === 'attribute');
  if (prefix?.howMany === true) return attribute ? 'count_distinct' : undefined;
  if (choice.names.every((name) => name.kind === 'count'))
    return prefix?.aggregation === 'count' ? undefined : prefix?.aggregation;
  return prefix?.aggregation;
}
