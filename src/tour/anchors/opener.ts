import type { FileView } from './file-view';
import { BLANK_CODE, codeOf } from './fingerprint';
import { indentOf, lineKey, tokensOf } from './line-text';

/** The line that opens what a closing line ends. */
export interface Opener {
  readonly code: number;
  readonly tokens: readonly string[];
  /** The name of the definition that it begins, where the file has one of that name. */
  readonly definition: string | undefined;
}

/**
 * Where what the line of a closing bracket ends was opened, by the indentation; undefined for other lines, and where no
 * such line is known.
 * @param lineAt texts by number, undefined where nothing is known any more
 */
function openingLine(lineAt: (line: number) => string | undefined, line: number): number | undefined {
  const text = lineAt(line) ?? '';
  if (!CLOSING.test(text)) return undefined;
  const indent = indentOf(text);
  for (let at = line - 1; ; at--) {
    const above = lineAt(at);
    if (above === undefined) return undefined;
    if (above.trim() === '' || indentOf(above) > indent) continue;
    return indentOf(above) === indent && OPENING.test(above) ? at : undefined;
  }
}

/** Where what a line opens is closed, by the indentation; undefined where that is not a line of closing brackets. */
function closingLine(lines: readonly string[], opening: number): number | undefined {
  const indent = indentOf(lines[opening] ?? '');
  for (let at = opening + 1; at < lines.length; at++) {
    const below = lines[at] ?? '';
    if (below.trim() === '' || indentOf(below) > indent) continue;
    return indentOf(below) === indent && CLOSING.test(below) ? at : undefined;
  }
  return undefined;
}

/** Nothing but closing brackets and what follows them. */
const CLOSING = /^\s*[)\]}][)\]};,\s]*$/;
const OPENING = /[([{]\s*$|=>\s*$/;

/** What opens what a line ends, where only the lines next to it are known. */
export function openerIn(lineAt: (line: number) => string | undefined, line: number): Opener | undefined {
  const opening = openingLine(lineAt, line);
  const text = opening === undefined ? undefined : lineAt(opening);
  if (text === undefined) return undefined;
  const { hash, letters } = lineKey(text);
  return { code: codeOf(hash, letters), tokens: tokensOf(text), definition: undefined };
}

/** The same in a whole file, which tells definitions too. */
export function openerInFile(view: FileView, line: number): Opener | undefined {
  const opening = openingLine((at) => view.lines[at], line);
  if (opening === undefined) return undefined;
  const definition = view.scopes.begunAt(opening)?.name;
  return {
    code: view.codes[opening] ?? BLANK_CODE,
    tokens: view.tokens(opening),
    definition: definition !== undefined && view.scopes.named(definition) !== undefined ? definition : undefined,
  };
}

/** Lines of a file that close what an opener, or the definition that it begins, opens there. */
export function closingsOf({ code, definition }: Opener, view: FileView): number[] {
  const scope = definition === undefined ? undefined : view.scopes.named(definition);
  const openings =
    view.count(code) > MAX_OPENINGS ? [] : Array.from(view.solid).filter((at) => view.codes[at] === code);
  return [...(scope === undefined ? [] : [scope.start]), ...openings].flatMap(
    (opening) => closingLine(view.lines, opening) ?? [],
  );
}

/** A line that is there more often tells apart nothing. */
const MAX_OPENINGS = 8;
