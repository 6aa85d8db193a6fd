import { codeOf } from './fingerprint';
import { indentOf, lineKey, tokensOf } from './line-text';

/** The line that opens what a closing line ends. */
export interface Opener {
  readonly code: number;
  readonly tokens: readonly string[];
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

/** Nothing but closing brackets and what follows them. */
const CLOSING = /^\s*[)\]}][)\]};,\s]*$/;
const OPENING = /[([{]\s*$|=>\s*$/;

export function openerIn(lineAt: (line: number) => string | undefined, line: number): Opener | undefined {
  const opening = openingLine(lineAt, line);
  const text = opening === undefined ? undefined : lineAt(opening);
  if (text === undefined) return undefined;
  const { hash, letters } = lineKey(text);
  return { code: codeOf(hash, letters), tokens: tokensOf(text) };
}
