import type { CodeIndex, CodeSymbol, SourceFile } from '../symbols/types';

/** What an answer says about code, as plain data. */
export interface CodeName {
  /** What the reader sees: `control_plane.py`, `ControlPlane.charge`, `api.py:10`. */
  readonly text: string;
  readonly form: 'path' | 'symbol' | 'explicit';
  /** For explicit links: path relative to the deck, and what follows `#`. */
  readonly target?: { readonly path: string; readonly fragment?: string };
  /** The author plainly means code: without a place the link is broken, not just text. */
  readonly mustResolve: boolean;
}

/**
 * `resolved`: one place. `ambiguous`: several, the reader chooses. `broken`: it plainly means code, and that is not
 * there. `none`: text that names no code after all; never a problem.
 */
export type LinkState = 'resolved' | 'ambiguous' | 'broken' | 'none';

export interface LinkTarget {
  readonly file: SourceFile;
  /** From 0. A link to a whole file has line 0 and no symbol. */
  readonly line: number;
  /** Last line of a range that the link itself gives (`#L10-L20`). */
  readonly endLine?: number;
  readonly symbol?: CodeSymbol;
}

export interface ResolvedLink {
  readonly state: LinkState;
  /** One when resolved, all candidates when ambiguous, else none. */
  readonly targets: readonly LinkTarget[];
  /** For a broken link: names that are there and look alike, best first, at most three. */
  readonly suggestions: readonly string[];
}

/** Where code links are looked up. */
export interface LinkScope {
  /** In the order of precedence (see `orderRoots`). */
  readonly indexes: readonly CodeIndex[];
  /** Absolute folder of the deck: explicit links start there. */
  readonly deck: string;
  /** Whether an absolute path is a file; asked for explicit links to files that no index knows. */
  readonly exists?: (path: string) => boolean;
  /** How many lines a file has; undefined when it cannot be told, and then no line is out of range. */
  readonly lineCount?: (file: SourceFile) => number | undefined;
}
