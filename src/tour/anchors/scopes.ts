import type { CodeSymbol } from '../symbols/types';
import { indentOf } from './line-text';

/** A definition and its lines, first to last. */
export interface Scope {
  /** With what it is inside of: `ControlPlane.charge`. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Headers are short; what is longer is data. */
const MAX_HEADER = 240;
const MODIFIERS =
  '(?:(?:export|default|public|private|protected|static|abstract|final|async|pub|unsafe|override|open|internal|sealed|' +
  'partial|data|inline|virtual|declare|readonly|get|set) +)*';
const KEYWORD = new RegExp(
  `^${MODIFIERS}(?:const +)?(?:def|class|interface|enum|struct|trait|impl|module|mod|namespace|type|function\\*?|fn|func|` +
    `fun|object|record)(?:<[^<>]*>)? +(?:\\([^()]*\\) *)?(?:self\\.)?([A-Za-z_$][\\w$]*)`,
);
const VARIABLE =
  /^(?:export +)?(?:const|let|var) +([A-Za-z_$][\w$]*)(?: *:[^=]*)? *= *(?:async\b *)?(?:function\b|class\b|\(|[\w$]+ *=>)/;
const METHOD = new RegExp(`^${MODIFIERS}\\*?([A-Za-z_$#][\\w$]*)(?:<[^<>]*>)?\\(`);
const TYPED_METHOD = /^(?:[A-Za-z_$][\w$<>[\],.?*&:~]* +){1,6}[*&]?([A-Za-z_$~][\w$:~]*)\(/;
/** A test is named by its title. */
const TEST = /^(?:describe|it|test|suite|context)(?:\.[a-z]+)*\( *(?:'([^']*)'|"([^"]*)"|`([^`]*)`)/;
const NOT_A_METHOD = new Set(
  'if for while switch catch return new throw else do with await yield function typeof delete'.split(' '),
);

function nameOf(line: string): string | undefined {
  const text = line.slice(0, MAX_HEADER).trim();
  const keyword = KEYWORD.exec(text)?.[1] ?? VARIABLE.exec(text)?.[1];
  if (keyword !== undefined) return keyword;
  const test = TEST.exec(text);
  if (test !== null) return test[1] ?? test[2] ?? test[3];
  // What ends within its brackets is a call, and what it is given.
  if (!text.endsWith('{') || !closesBrackets(text)) return undefined;
  const method = METHOD.exec(text)?.[1];
  if (method !== undefined) return NOT_A_METHOD.has(method) ? undefined : method;
  if (NOT_A_METHOD.has(/^\w*/.exec(text)?.[0] ?? '')) return undefined;
  return TYPED_METHOD.exec(text)?.[1];
}

function closesBrackets(text: string): boolean {
  let open = 0;
  for (const sign of text) open += sign === '(' ? 1 : sign === ')' ? -1 : 0;
  return open === 0;
}

/** What each line of a file is inside of. */
export class Scopes {
  readonly all: readonly Scope[];
  readonly #at: Int32Array;
  #named: Map<string, Scope | undefined> | undefined;

  private constructor(all: readonly Scope[], lines: number) {
    this.all = all;
    this.#at = new Int32Array(lines).fill(-1);
    // Outer scopes come first, inner ones paint over them.
    all.forEach(({ start, end }, index) => this.#at.fill(index, start, end + 1));
  }

  /** From an index. */
  static of(symbols: readonly CodeSymbol[], lines: number): Scopes {
    const all = symbols
      .map(({ name, container, startLine, endLine }) => ({
        name: [...container, name].join('.'),
        start: startLine,
        end: Math.min(endLine, lines - 1),
      }))
      .filter(({ start, end }) => start >= 0 && start <= end)
      .sort((a, b) => a.start - b.start || b.end - a.end);
    return new Scopes(all, lines);
  }

  /**
   * Guessed, for any language whose code is indented: a definition reaches to the next line that is not further in than
   * its header. Brackets at the start of a line close or continue what is there.
   */
  static guessed(lines: readonly string[]): Scopes {
    const all: { name: string; start: number; end: number }[] = [];
    const open: { indent: number; scope: { name: string; start: number; end: number } }[] = [];
    lines.forEach((line, at) => {
      const first = line.trimStart().charAt(0);
      if (first === '') return;
      const indent = indentOf(line);
      if (!')]}{'.includes(first)) {
        while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
        const name = nameOf(line);
        if (name !== undefined) {
          const outer = open.at(-1)?.scope.name;
          const scope = { name: outer === undefined ? name : `${outer}.${name}`, start: at, end: at };
          all.push(scope);
          if (open.length < MAX_DEPTH) open.push({ indent, scope });
        }
      } else {
        while ((open.at(-1)?.indent ?? -1) > indent) open.pop();
      }
      for (const { scope } of open) scope.end = at;
    });
    return new Scopes(all, lines.length);
  }

  /** The innermost definition around a line. */
  around(line: number): Scope | undefined {
    return this.all[this.#at[line] ?? -1];
  }

  /** The definition that a line begins. */
  begunAt(line: number): Scope | undefined {
    const scope = this.around(line);
    return scope?.start === line ? scope : undefined;
  }

  /** The only definition of this name; undefined when there is none, or more than one. */
  named(name: string): Scope | undefined {
    if (this.#named === undefined) {
      this.#named = new Map();
      for (const scope of this.all) this.#named.set(scope.name, this.#named.has(scope.name) ? undefined : scope);
    }
    return this.#named.get(name);
  }
}

const MAX_DEPTH = 32;
