import type { CodeSymbol } from '../symbols/types';

/**
 * A place in code that is found again after edits. Plain JSON, as it is written into a tour. In here lines count from
 * 1, as in CodeTour and in editors; everywhere else in this folder they count from 0.
 */
export interface Anchor {
  /** Relative to the folder that was anchored in, with `/` on every platform. */
  readonly file: string;
  /** Where the line stood. A hint only. */
  readonly line: number;
  /** The line without its line break; a very long one is cut, `around` vouches for the rest. */
  readonly text: string;
  /** Up to three lines above and below that are not blank, in the order of the file. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Codes of the lines around and of the line itself, see fingerprint.ts. */
  readonly around?: string;
  /** The enclosing definition: `ControlPlane.charge`. */
  readonly symbol?: string;
  /** Which one this is, from 1, among the same lines of the enclosing definition; absent when there is only one. */
  readonly ordinal?: number;
  /** How many of the file's lines are the same; absent for 1. */
  readonly alike?: number;
  /** The commit that was checked out. */
  readonly commit?: string;
}

/**
 * - `exact`: the line and the lines around it are as they were, in the same file, perhaps further up or down
 * - `moved`: the line is somewhere else, or it or its neighbours have changed
 * - `enclosing`: the line is gone; this is the definition that it stood in
 * - `lost`: nothing is known
 */
export type AnchorState = 'exact' | 'moved' | 'enclosing' | 'lost';

/** A line of a file, from 0. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface Resolution {
  readonly state: AnchorState;
  readonly file: string;
  /** From 0; absent when lost. */
  readonly line?: number;
  /** From 0 to 1: how much of what the anchor knows was found here. */
  readonly score: number;
  /** Where the anchor was taken, when that is another place. */
  readonly from?: Place;
}

/** What anchors are looked for in. Paths are relative, as in `Anchor.file`. */
export interface AnchorWorld {
  /** A file's text; undefined when there is none, or none that can be read. */
  read(file: string): Promise<string | undefined>;
  /** Every file that may hold a line that has left its file. */
  files?(): Promise<readonly string[]>;
  /** Definitions of a file that is known to an index; undefined leaves them to be guessed from the indentation. */
  symbolsIn?(file: string): readonly CodeSymbol[] | undefined;
  readonly history?: AnchorHistory;
}

/** What a version control system remembers. It fails by knowing nothing. */
export interface AnchorHistory {
  /** Texts of the files at the commit; those that it does not have are missing. */
  textsAt(commit: string, files: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Files that have another name now than at the commit. */
  renamedSince(commit: string): Promise<ReadonlyMap<string, string>>;
}
