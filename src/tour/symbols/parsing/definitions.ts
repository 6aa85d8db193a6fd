import type { Node, QueryCapture, QueryMatch } from '@vscode/tree-sitter-wasm';
import type { Language } from '../languages';
import { KINDS, type Row, type RowKind } from '../record';

/** What one match of a language's query says, before it is known what it is inside of. */
interface Found {
  readonly name: string;
  readonly kind: RowKind;
  /** Names before the name: `Shape::` in C++, a receiver in Go. */
  readonly owners: readonly string[];
  readonly nameAt: number;
  /** Where it starts and ends, in characters. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly startLine: number;
  readonly endLine: number;
}

/** Containers that a definition can be inside of; what is deeper counts as beside. */
const DEEPEST = 32;
/** Decorators and comments that are stepped over to a definition's first line. */
const DECORATIONS = 64;

const TYPES: ReadonlySet<RowKind> = new Set(['class', 'interface', 'enum', 'type', 'scope']);

/** The rows of a file from its query's matches, in the order of the text, each with what it is inside of. */
export function rowsOf(matches: readonly QueryMatch[], text: string, { constructors }: Language): Row[] {
  const rows: Row[] = [];
  const open: { readonly row: number; readonly found: Found }[] = [];
  for (const found of inOrder(matches, text)) {
    let outer = open.at(-1);
    for (; outer !== undefined && !isInside(found, outer.found); outer = open.at(-1)) open.pop();
    let parent = outer?.row ?? -1;
    for (const owner of found.owners) {
      rows.push({ ...placeOf(found), name: owner, kind: 'scope', parent });
      parent = rows.length - 1;
    }
    const kind = kindWithin(rows[parent], found, constructors);
    rows.push({ ...placeOf(found), name: found.name, kind, parent });
    if (open.length < DEEPEST) open.push({ row: rows.length - 1, found });
  }
  return rows;
}

/** Two names of one declaration (`MAX = 1, MIN = 0`) are beside one another. */
function isInside(inner: Found, outer: Found): boolean {
  return inner.start < outer.end && !(inner.start === outer.start && inner.end === outer.end);
}

function placeOf({ line, column, startLine, endLine }: Found): Pick<Row, 'line' | 'column' | 'startLine' | 'endLine'> {
  return { line, column, startLine, endLine };
}

/** A function of a class is a method, and one that makes an instance a constructor. */
function kindWithin(parent: Row | undefined, { name, kind }: Found, constructors: Language['constructors']): RowKind {
  if ((kind !== 'function' && kind !== 'method') || parent === undefined || !TYPES.has(parent.kind)) return kind;
  const makes = constructors === 'class' ? name === parent.name : constructors.includes(name);
  return makes ? 'constructor' : 'method';
}

/** Each name once, sorted by where the definition starts, the longer one first. */
function inOrder(matches: readonly QueryMatch[], text: string): Found[] {
  const byName = new Map<number, { readonly found: Found; readonly pattern: number }>();
  for (const match of matches) {
    const found = foundIn(match.captures, text);
    if (found === undefined) continue;
    const earlier = byName.get(found.nameAt);
    if (earlier === undefined || match.patternIndex < earlier.pattern)
      byName.set(found.nameAt, { found, pattern: match.patternIndex });
  }
  return [...byName.values()]
    .map(({ found }) => found)
    .sort((a, b) => a.start - b.start || b.end - a.end || a.nameAt - b.nameAt);
}

function foundIn(captures: readonly QueryCapture[], text: string): Found | undefined {
  let name: Node | undefined;
  let whole: Node | undefined;
  let kind: RowKind | undefined;
  let rest = false;
  let owner: Node | undefined;
  for (const capture of captures) {
    if (capture.name === 'name') name = capture.node;
    else if (capture.name === 'owner') owner = capture.node;
    else if (!capture.name.startsWith('_')) {
      rest = capture.name.endsWith('.rest');
      kind = KINDS.find((one) => one === (rest ? capture.name.slice(0, -'.rest'.length) : capture.name));
      whole = capture.node;
    }
  }
  if (name === undefined || whole === undefined || kind === undefined) return undefined;
  const written = textOf(name, text);
  // The parser puts a name of no length where one is missing.
  if (written === '') return undefined;
  const owners = owner ? ownersIn(text.slice(owner.startIndex, Math.min(owner.endIndex, name.startIndex))) : [];
  const first = firstOwn(whole);
  // Ruby's attributes are named by symbols: `:total`.
  const colon = /^:\w/.test(written) ? 1 : 0;
  return {
    name: written.slice(colon),
    kind,
    owners,
    nameAt: name.startIndex,
    start: whole.startIndex,
    end: rest ? Infinity : whole.endIndex,
    line: name.startPosition.row,
    column: name.startPosition.column + colon,
    startLine: first.startPosition.row,
    endLine: lastLine(whole),
  };
}

function textOf(node: Node, text: string): string {
  return text.slice(node.startIndex, node.endIndex);
}

const DECORATION = /^(decorator|attribute_list|annotation|marker_annotation|comment|line_comment|block_comment)$/;

/** The first part of a definition that is neither a decorator nor a comment. */
function firstOwn(definition: Node): Node {
  let node = definition;
  for (let depth = 0; depth < 2; depth++) {
    const first = node.firstChild;
    if (first === null || !(DECORATION.test(first.type) || first.type === 'modifiers')) break;
    let own: Node | null = first;
    for (let i = 0; i < DECORATIONS && own !== null && DECORATION.test(own.type); i++) own = own.nextSibling;
    if (own === null) return node.nextSibling ?? node;
    node = own;
    if (own.type !== 'modifiers') break;
  }
  return node;
}

/** A block that ends with its line break ends on the line before. */
function lastLine(node: Node): number {
  const { row, column } = node.endPosition;
  return column === 0 && row > node.startPosition.row ? row - 1 : row;
}

/** Words of JavaScript that stand before a name, but name nothing. */
const NO_OWNERS: ReadonlySet<string> = new Set(['', 'this', 'self', 'module', 'exports', 'prototype']);

/** `ns::Shape<T>::` as `['ns', 'Shape']`. */
function ownersIn(text: string): string[] {
  let plain = '';
  let depth = 0;
  for (const character of text) {
    if (character === '<' || character === '[') depth++;
    else if (character === '>' || character === ']') depth = Math.max(0, depth - 1);
    else if (depth === 0) plain += character;
  }
  return plain
    .split(/::|\.|\\/)
    .map((part) => part.trim())
    .filter((part) => !NO_OWNERS.has(part));
}
