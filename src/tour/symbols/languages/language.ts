/** What the index has to know of a programming language. */
export interface Language {
  /** The grammar's file is `tree-sitter-<grammar>.wasm`. */
  readonly grammar: string;
  /** Extensions without the dot, in lower case. */
  readonly extensions: readonly string[];
  /** Whole file names without an extension of their own: `Rakefile`. */
  readonly fileNames?: readonly string[];
  /**
   * What a definition is: a tree-sitter query. Each pattern captures the whole definition by its kind (`@class`,
   * `@function` …) and its name as `@name`. Besides the kinds of `SymbolKind` there is `@scope`: it names what is inside
   * of it, but is not a definition (Rust's `impl`). `@owner` names the container from afar (a Go receiver), as does
   * the part of it that stands before the name (`Shape::area` in C++). `.rest` after a kind: it goes on to the end of the file (a namespace
   * without braces). Captures that start with `_` serve conditions alone. Where two patterns capture the same name, the earlier one counts.
   */
  readonly query: string;
  /** Names of methods that make an instance; `'class'` where they are called like their class. */
  readonly constructors: 'class' | readonly string[];
}
