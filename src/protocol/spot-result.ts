import type { SpotStrings } from './spot-strings';

/** What a Spot cell or a card's proof shows: plain JSON, made by the extension, drawn by the result renderer. */
export interface SpotResult {
  readonly version: 1;
  /** Names this answer towards the extension (alternatives, thumbs, export); unique in the window. */
  readonly id: string;
  readonly language: 'spot' | 'sql';
  readonly status: 'answered' | 'refused' | 'blocked' | 'failed';
  /** What was asked. */
  readonly text: string;
  readonly reason?: string;
  readonly message?: string;
  /** The characters of `text` that the message is about. */
  readonly start?: number;
  readonly end?: number;
  readonly suggestions: readonly SpotSuggestion[];
  readonly parts: readonly SpotPart[];
  readonly tenant?: string;
  readonly user?: string;
  /** ISO date taken for today. */
  readonly now?: string;
  /** What was computed, in the search language's own words. */
  readonly description?: string;
  readonly columns: readonly SpotColumn[];
  /** The first page only, one array per column; further pages are asked for. */
  readonly page: readonly (readonly SpotCell[])[];
  readonly rowCount: number;
  readonly sql?: string;
  readonly params: readonly SpotCell[];
  readonly checks: readonly { readonly name: string; readonly passed: boolean; readonly detail: string }[];
  readonly trace: readonly { readonly step: string; readonly ms: number; readonly detail: string }[];
  readonly notes: readonly string[];
  readonly cache: 'hit' | 'miss';
  readonly cost: {
    readonly queries: number;
    readonly milliseconds: number;
    readonly statements: number;
    readonly rows: number;
  };
  readonly vote?: 'up' | 'down';
}

/** A value, exact: numbers that a double would change are strings of digits, dates ISO text. */
export type SpotCell = string | number | boolean | null;

export interface SpotColumn {
  readonly name: string;
  readonly type:
    'text' | 'integer' | 'decimal' | 'double' | 'boolean' | 'date' | 'timestamp' | 'time' | 'interval' | 'other';
  /** Spreadsheet-style number format of the model. */
  readonly format?: string;
  /** What the column is in the question: decides the chart. */
  readonly role: 'attribute' | 'measure' | 'time';
  /** Of a time column: the bucket, such as `month`. */
  readonly bucket?: string;
}

/** A part of the question and what it was taken for. */
export interface SpotPart {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly as: string;
  readonly kind: string;
  /** Other readings, one click away; `text` is what stands in the question instead. */
  readonly alternatives: readonly { readonly text: string; readonly as: string }[];
  /** A place in the model's file that can be opened. */
  readonly definition?: boolean;
}

export interface SpotSuggestion {
  readonly text: string;
  readonly start?: number;
  readonly end?: number;
}

/** Requests of a result that is shown; each is answered or fails with a message. */
export interface SpotResultRequests {
  /** The renderer's texts in the user's language, and the tag of that language. */
  strings: { params: Record<string, never>; result: SpotLanguage };
  /** Rows from `start`, at most `count`, sorted by a column where asked (see `sortedRows`). */
  page: {
    params: { readonly id: string; readonly start: number; readonly count: number; readonly sort?: SpotSort };
    result: { readonly columns: readonly (readonly SpotCell[])[] };
  };
  /** A click on a chip's alternative or on a suggestion: the question is changed and asked again. */
  replace: {
    params: { readonly id: string; readonly start: number; readonly end: number; readonly text: string };
    result: null;
  };
  /** Opens the model at what a part was taken for. */
  definition: { params: { readonly id: string; readonly start: number }; result: null };
  /** Opens the model where a missing name could be defined. */
  define: { params: { readonly id: string; readonly name: string }; result: null };
  vote: { params: { readonly id: string; readonly vote: 'up' | 'down' }; result: null };
  /** The vote that was given on a result since it was made: one that is drawn again shows it. */
  voted: { params: { readonly id: string }; result: 'up' | 'down' | null };
  copy: { params: { readonly text: string }; result: null };
  /** The whole result as text for the clipboard, or as a file that opens. */
  exportAs: {
    params: {
      readonly id: string;
      readonly form: 'csv' | 'markdown' | 'json' | 'parquet';
      readonly to: 'clipboard' | 'file';
      readonly sort?: SpotSort;
    };
    result: null;
  };
  /** A chart as a file: SVG text, or PNG as base64. */
  saveChart: { params: { readonly id: string; readonly form: 'svg' | 'png'; readonly data: string }; result: null };
}

export interface SpotSort {
  readonly column: number;
  readonly descending: boolean;
}

/** What the renderer says, and the language that it formats dates in. */
export interface SpotLanguage {
  readonly locale: string;
  readonly strings: SpotStrings;
}

/** The renderer of a notebook's results, as package.json names it. */
export const SPOT_RESULT_RENDERER = 'greenroom.spot-result';

/** The output item of a cell that holds a `SpotResult`. */
export const SPOT_RESULT_MIME = 'application/vnd.greenroom.spot-result+json';
