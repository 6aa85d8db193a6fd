import type { CodeSymbol } from '../symbols/types';
import { FileView } from './file-view';
import { fingerprint } from './fingerprint';
import type { Anchor } from './types';

/** Lines of neighbours that are stored as text, on each side. */
export const NEIGHBOURS = 3;
/** A stored line is cut here, in UTF-16 units. */
export const MAX_TEXT = 400;

export interface CaptureOptions {
  /** The file's definitions from an index; without them they are guessed from the indentation. */
  readonly symbols?: readonly CodeSymbol[];
  /** The commit that is checked out, in full. */
  readonly commit?: string;
}

/**
 * Takes an anchor of a line.
 * @param line from 0
 * @throws RangeError when the file has no such line
 */
export function captureAnchor(fileText: string, path: string, line: number, options: CaptureOptions = {}): Anchor {
  return captureFrom(new FileView(fileText, options.symbols), path, line, options.commit);
}

/** Takes several anchors of one file. */
export function captureAnchors(
  fileText: string,
  path: string,
  lines: readonly number[],
  options: CaptureOptions = {},
): Anchor[] {
  const view = new FileView(fileText, options.symbols);
  return lines.map((line) => captureFrom(view, path, line, options.commit));
}

/** The same from a file that is prepared already. */
export function captureFrom(view: FileView, path: string, line: number, commit?: string): Anchor {
  const text = view.lines[line];
  if (text === undefined || !Number.isInteger(line)) {
    throw new RangeError(`${path} has ${view.lines.length} lines, there is no line ${line + 1}`);
  }
  const scope = view.scopes.around(line);
  const twins = view.linesOf(view.hashes[line] ?? 0);
  const nearTwins = scope === undefined ? twins : twins.filter((at) => at >= scope.start && at <= scope.end);
  return {
    file: path.replaceAll('\\', '/'),
    line: line + 1,
    text: cut(text),
    before: neighbours(view, line, -1).reverse(),
    after: neighbours(view, line, 1),
    around: fingerprint(view.codes, line),
    ...(scope === undefined ? {} : { symbol: scope.name }),
    ...(nearTwins.length > 1 ? { ordinal: nearTwins.indexOf(line) + 1 } : {}),
    ...(twins.length > 1 ? { alike: twins.length } : {}),
    ...(commit === undefined ? {} : { commit }),
  };
}

function neighbours(view: FileView, line: number, step: 1 | -1): string[] {
  const rank = view.rank[line] ?? 0;
  const isSolid = view.solid[rank] === line;
  const found: string[] = [];
  for (let at = step < 0 ? rank - 1 : isSolid ? rank + 1 : rank; found.length < NEIGHBOURS; at += step) {
    const place = view.solid[at];
    if (place === undefined) break;
    found.push(cut(view.lines[place] ?? ''));
  }
  return found;
}

function cut(text: string): string {
  return text.slice(0, MAX_TEXT);
}
