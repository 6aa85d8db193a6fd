import { createContext, Script } from 'node:vm';

/** How long a pattern from somebody's file may take. */
const PATIENCE_MS = 400;
const MOST_MATCHES = 20;
const LONGEST = 2000;

/** Where a pattern was found. */
export interface PatternMatch {
  /** First line that it matches, from 0; undefined when there is none or the pattern is none. */
  readonly line?: number;
  /** How many places it matches, counted up to 20. */
  readonly count: number;
}

/**
 * Searches a text for a step's pattern, in which `^` and `$` are the ends of lines. A tour may come from anywhere and
 * some patterns would run for years: the search ends after a moment, which ordinary code cannot do to it from outside.
 */
export function matchPattern(pattern: string, text: string): PatternMatch {
  if (pattern.length > LONGEST) return { count: 0 };
  const context = createContext(Object.assign(Object.create(null) as object, { pattern, text, most: MOST_MATCHES }));
  try {
    const found: unknown = SEARCH.runInContext(context, { timeout: PATIENCE_MS });
    const offsets = JSON.parse(String(found)) as number[];
    const [first] = offsets;
    return first === undefined ? { count: 0 } : { line: lineOf(text, first), count: offsets.length };
  } catch {
    // No regular expression, or one that takes too long: as good as not found, and shown as that.
    return { count: 0 };
  }
}

/** Only numbers come out of it. */
const SEARCH = new Script(`
  (() => {
    const offsets = [];
    for (const match of text.matchAll(new RegExp(pattern, 'gm'))) {
      if (offsets.push(match.index) >= most) break;
    }
    return JSON.stringify(offsets);
  })()
`);

function lineOf(text: string, offset: number): number {
  let line = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
