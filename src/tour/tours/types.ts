import type { Anchor } from '../anchors';

/** A value as JSON has it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Ordered steps through code. The words are those of CodeTour's `.tour` files, and lines count from 1 as they do there. */
export interface Tour {
  readonly title: string;
  readonly description?: string;
  /** Branch, tag or commit that the tour was written for. */
  readonly ref?: string;
  readonly isPrimary?: boolean;
  /** Title of the tour that goes on from here. */
  readonly nextTour?: string;
  /** A comment that marks lines as steps: `// STEP`; only remembered. */
  readonly stepMarker?: string;
  readonly steps: readonly TourStep[];
  /** The object as it was read, with everything that is not known here; it is written back. */
  readonly raw: JsonObject;
}

export interface TourStep {
  readonly title?: string;
  /** Markdown; `>> command` lines and `command:` links are offers to run something. */
  readonly description: string;
  /** Relative to the folder of the code, with `/`. */
  readonly file?: string;
  readonly directory?: string;
  readonly uri?: string;
  /** A view of the editor to reveal. */
  readonly view?: string;
  /** From 1. */
  readonly line?: number;
  /** A regular expression; the first line that it matches is meant. */
  readonly pattern?: string;
  readonly selection?: StepSelection;
  /** Editor commands to run when the step is reached: `command:id?[args]` or `id?[args]`. */
  readonly commands?: readonly string[];
  readonly markerTitle?: string;
  readonly icon?: string;
  /** Where the step really is, whatever was edited since. */
  readonly anchor?: Anchor;
  readonly raw: JsonObject;
}

/** Lines and columns from 1. */
export interface StepSelection {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** Something in a `.tour` file that is not as it should be. Line and column from 0. */
export interface TourProblem {
  /** With an error there is no tour. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly line: number;
  readonly column: number;
}
