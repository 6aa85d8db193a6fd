/** Lines and columns count from 0; columns are UTF-16 code units, as in VS Code. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Range {
  readonly start: Position;
  /** Exclusive. */
  readonly end: Position;
}

/** How a file writes its questions down; `native` is Greenroom's own form. */
export type Dialect =
  'native' | 'headings' | 'bold-questions' | 'details' | 'qa-lines' | 'separators' | 'question-list' | 'anki-text';

/** `answer`: they ask you. `ask`: you ask them. */
export type CardKind = 'answer' | 'ask';

export type SectionKind = 'avoid' | 'concepts' | 'answer' | 'evidence' | 'story' | 'follow-ups';

/**
 * A deck as it was read. Texts are as a reader should see them (repaired where the file was double-encoded); every
 * range points into the file as it is stored.
 */
export interface Deck {
  readonly title: string;
  readonly introduction?: string;
  readonly dialect: Dialect;
  readonly meta: DeckMeta;
  readonly rounds: readonly Round[];
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  readonly counts: DeckCounts;
  /** Text without its repair when the file was double-encoded: the content of the quick fix. */
  readonly repairedText?: string;
}

/** The YAML front matter, checked; what was malformed is a `bad-front-matter` problem and left out here. */
export interface DeckMeta {
  readonly title?: string;
  readonly role?: string;
  readonly company?: string;
  /** ISO date (YYYY-MM-DD). */
  readonly interview?: string;
  /** Folders relative to the deck, or `workspace:` and a path. */
  readonly prototype: readonly string[];
  readonly sandbox?: string;
  /** Speaking targets in seconds by round: key is the round's number or its title, lower case; `default` for the rest. */
  readonly targets: Readonly<Record<string, number>>;
}

export interface DeckCounts {
  readonly rounds: number;
  /** All cards, both kinds. */
  readonly cards: number;
  readonly asks: number;
  readonly emptyAnswers: number;
  /** Cards or answer blocks reported as duplicates. */
  readonly duplicates: number;
  /** Blocks of the file that became no part of any card, round or introduction (tables of contents, back-to-top links, stray answers …). */
  readonly dropped: number;
}

export interface Round {
  /** The name alone: "Backend & system design". */
  readonly title: string;
  readonly emoji?: string;
  readonly number?: number;
  /** The text in the trailing brackets: "Priority #1". */
  readonly tag?: string;
  /** From the heading to the end of the round's last line. */
  readonly range: Range;
  readonly headingRange: Range;
  readonly cards: readonly Card[];
}

export interface Card {
  /** Unique in the deck: the explicit id, else derived from the round and the question (see identity). */
  readonly id: string;
  readonly explicitId?: string;
  readonly kind: CardKind;
  /** Markdown of the question on one line, quotes around it removed. */
  readonly question: string;
  /** Markdown that the question is about, such as code ("What does this print?"): shown with it, not part of the answer. */
  readonly setting?: string;
  readonly range: Range;
  readonly questionRange: Range;
  readonly difficulty?: string;
  readonly sections: readonly Section[];
  readonly codeLinks: readonly CodeLink[];
  readonly queries: readonly Query[];
}

export interface Section {
  readonly kind: SectionKind;
  /** As the author wrote it, without the colon and markup; empty where the answer has no label. */
  readonly label: string;
  readonly range: Range;
  /** In the author's order; what a reader sees. */
  readonly blocks: readonly Block[];
  /** The key points of the section, in order. */
  readonly points: readonly Point[];
}

/** A block is a key point (an index into the section's points) or Markdown that is shown as it stands (fence, table, image …). */
export type Block =
  | { readonly type: 'point'; readonly point: number }
  | { readonly type: 'markdown'; readonly markdown: string; readonly range: Range };

/** One thing that a good spoken answer touches: a list item, or a sentence of a paragraph. */
export interface Point {
  /** Inline Markdown, its label removed. */
  readonly markdown: string;
  /** The same without markup. */
  readonly text: string;
  /** A named point's lead-in: "Impact". */
  readonly label?: string;
  /** 0 for a sentence or a top-level item. */
  readonly depth: number;
  readonly origin: 'item' | 'sentence';
  readonly range: Range;
}

/** Text that may name code. Whether it does is decided where files and symbols are known. */
export interface CodeLink {
  /** What the reader sees: `control_plane.py`, `ControlPlane.charge`, or the text of an explicit link. */
  readonly text: string;
  readonly form: 'path' | 'symbol' | 'explicit';
  /** For explicit links: path relative to the deck, and what follows `#`. */
  readonly target?: { readonly path: string; readonly fragment?: string };
  /** The author wrote `!Name`: it must resolve. */
  readonly required: boolean;
  /** Index of the section that it stands in. */
  readonly section: number;
  readonly range: Range;
}

/** A fenced block that Spot can run. */
export interface Query {
  readonly language: 'spot' | 'sql';
  /** What follows the language on the fence's line; empty where nothing does. */
  readonly info: string;
  /** Starts on the line after the range's first. */
  readonly text: string;
  readonly range: Range;
}

export type Severity = 'error' | 'warning' | 'info';

export type ProblemCode =
  | 'empty-answer'
  | 'duplicate-question'
  | 'duplicate-answer'
  | 'duplicate-round-number'
  | 'round-without-cards'
  | 'broken-code-link'
  | 'ambiguous-code-link'
  | 'lost-anchor'
  | 'broken-query'
  | 'unclosed-fence'
  | 'double-encoded'
  | 'bad-front-matter'
  | 'unknown-id'
  | 'duplicate-id'
  | 'no-questions'
  | 'unreadable-text';

export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** What is wrong and what to do about it, in one or two short sentences. */
  readonly message: string;
  readonly range: Range;
  /** Another place that matters: the first of two duplicates. */
  readonly related?: { readonly message: string; readonly range: Range };
  readonly fixes: readonly Fix[];
}

/** A quick fix: edits against the stored text, none overlapping. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}
