/** A path or name, and the part of the file that is meant. */
export interface Place {
  readonly path: string;
  /** Lines from 0. */
  readonly lines?: { readonly first: number; readonly last: number };
  /** A definition in the file, or a heading. */
  readonly symbol?: string;
}

const LINES = /^L?(\d{1,9})(?:C\d+)?(?:-L?(\d{1,9})(?:C\d+)?)?$/i;
const COLON = /^([^:#]+):(\d{1,9})(?:-(\d{1,9})|:\d{1,9})?$/;

/** Takes `file.py#L10-L20`, `file.py:10`, `file.py:10:5` and `file.py#Name` apart. */
export function parsePlace(text: string): Place {
  const hash = text.indexOf('#');
  if (hash > 0) return fragmentPlace(text.slice(0, hash), text.slice(hash + 1));
  const [, path, first, last] = COLON.exec(text) ?? [];
  return path === undefined || first === undefined ? { path: text } : { path, ...lineRange(first, last) };
}

/** `L10`, `L10-L20` and `10` are lines; anything else names a definition. */
export function fragmentPlace(path: string, fragment: string | undefined): Place {
  if (fragment === undefined || fragment === '') return { path };
  const [, first, last] = LINES.exec(fragment) ?? [];
  return first === undefined ? { path, symbol: fragment } : { path, ...lineRange(first, last) };
}

function lineRange(first: string, last: string | undefined): Pick<Place, 'lines'> {
  const from = Math.max(0, Number(first) - 1);
  return { lines: { first: from, last: last === undefined ? from : Math.max(from, Number(last) - 1) } };
}

/** Segments of a dotted name: `ControlPlane.charge()`, `Wallet::spend`, `this.cache`. */
export function nameSegments(text: string): readonly string[] {
  const segments = text
    .replace(/\(\)$/, '')
    .split(/\.|::|#/)
    .filter((segment) => segment !== '');
  return segments.length > 1 && /^(self|this|cls)$/.test(segments[0] ?? '') ? segments.slice(1) : segments;
}
