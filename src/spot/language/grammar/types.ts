import type { Aggregation, DateBucket } from '../../model/types';
import type { ComparisonOperator } from '../../query/types';

/** What a phrase of the grammar does. */
export type Keyword =
  | { readonly id: 'by' | 'per' | 'within' | 'and' | 'or' | 'not' | 'vs' | 'where' | 'link' | 'only' }
  | { readonly id: 'compare'; readonly op: ComparisonOperator }
  | { readonly id: 'text'; readonly op: 'contains' | 'begins_with' | 'ends_with'; readonly negated?: boolean }
  | { readonly id: 'is' | 'in_list' | 'not_in_list' | 'between' | 'is_null' | 'is_not_null' | 'missing' }
  | { readonly id: 'before' | 'after' | 'since' | 'until' | 'from' | 'to' }
  | { readonly id: 'bucket'; readonly bucket: DateBucket; readonly adverb: boolean }
  | { readonly id: 'aggregate'; readonly aggregation: Exclude<Aggregation, 'none'> }
  | { readonly id: 'how_many' | 'share' | 'cumulative' | 'moving' | 'rank' | 'growth' | 'as' }
  | { readonly id: 'over'; readonly bucket: DateBucket; readonly over: 'previous' | 'year' }
  | { readonly id: 'top'; readonly direction: 'top' | 'bottom' }
  | { readonly id: 'sort' | 'limit' | 'rows' }
  | { readonly id: 'direction'; readonly direction: 'ascending' | 'descending' }
  | { readonly id: 'boolean'; readonly value: boolean }
  | { readonly id: 'instead' | 'same' | 'what_about' | 'open' | 'close' | 'filler' };

/** What may come after a phrase; drives completion. */
export type Expects = 'measure' | 'attribute' | 'value' | 'date' | 'number' | 'keyword';

export interface GrammarLine {
  /** Heading in the published grammar. */
  readonly title: string;
  readonly keyword: Keyword;
  readonly phrases: readonly string[];
  /** One line: what it means. Shown by completion and hover. */
  readonly detail: string;
  readonly then: readonly Expects[];
  /** A name of the model that reads the same wins. */
  readonly soft?: true;
}
