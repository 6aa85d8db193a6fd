import { squeeze, type Spot } from './tracking';

/** Lines of a window that are not blank. */
const LINES = 5;
/** Letters that a window has at least. */
const TELLING = 12;

type Texts = ReadonlyMap<string, string>;

/** Where each line of a window is, by its text; what is there more than once is left out. */
type Windows = ReadonlyMap<string, readonly Spot[]>;

/**
 * Where lines of the old tree are in the new one by windows that both have once, in the file of that name or else in
 * the whole tree: the line among the same four others. Follows no commits, so that it sees what was taken away and came
 * back, and what was copied before it was deleted. Without a line that its windows see in several places.
 *
 * @returns by `file:line`
 */
export function survivors(old: Texts, now: Texts): ReadonlyMap<string, Spot> {
  const inTrees = seenAgain(uniqueWindows(old, true), uniqueWindows(now, true));
  const inFiles = seenAgain(uniqueWindows(old, false), uniqueWindows(now, false));
  return new Map([...inTrees, ...inFiles]);
}

function uniqueWindows(texts: Texts, ofTree: boolean): Windows {
  const found = new Map<string, readonly Spot[]>();
  for (const [file, text] of texts) {
    const lines = text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [{ text: squeeze(line), at }]));
    for (let first = 0; first + LINES <= lines.length; first++) {
      const window = lines.slice(first, first + LINES);
      const words = window.map((line) => line.text).join('\n');
      if (words.replace(/[^A-Za-z0-9]/g, '').length < TELLING) continue;
      const key = ofTree ? words : `${file}\n${words}`;
      found.set(key, found.has(key) ? [] : window.map(({ at }) => ({ file, line: at })));
    }
  }
  return found;
}

function seenAgain(old: Windows, now: Windows): Map<string, Spot> {
  const seen = new Map<string, Spot | 'unclear'>();
  for (const [key, spots] of old) {
    const there = now.get(key);
    spots.forEach(({ file, line }, at) => {
      const spot = there?.[at];
      if (spot === undefined) return;
      const name = `${file}:${line}`;
      const known = seen.get(name) ?? spot;
      const agrees = known !== 'unclear' && known.file === spot.file && known.line === spot.line;
      seen.set(name, agrees ? spot : 'unclear');
    });
  }
  return new Map([...seen].flatMap(([name, spot]) => (spot === 'unclear' ? [] : [[name, spot] as const])));
}
