import type { FileView } from './file-view';
import { EDGE_CODE, isTrivial } from './fingerprint';
import { similarity } from './line-text';
import { CONTEXT } from './weights';

/** What the neighbours on one side of an anchor weigh in a file, the nearest first. */
export interface Side {
  readonly codes: readonly number[];
  readonly weights: Float64Array;
  readonly total: number;
  /** 0 for those that the file does not have at all. */
  readonly present: Uint8Array;
  /** Texts of the nearest, which may have changed a little. */
  readonly tokens: readonly (readonly string[])[];
  /** How alike they are to lines of the file, as far as that was asked. */
  readonly known: Map<number, number>;
}

/** Near lines weigh more than far ones, rare ones more than those that the file has many of. */
export function weigh(codes: readonly number[], tokens: readonly (readonly string[])[], view: FileView): Side {
  const weights = new Float64Array(codes.length);
  const present = new Uint8Array(codes.length);
  let total = 0;
  codes.forEach((code, at) => {
    const count = view.count(code);
    present[at] = code === EDGE_CODE || count > 0 ? 1 : 0;
    const telling = code === EDGE_CODE ? CONTEXT.edge : isTrivial(code) ? CONTEXT.trivial : 1;
    const weight = (telling * CONTEXT.decay ** at) / Math.sqrt(Math.max(1, count));
    weights[at] = weight;
    total += weight;
  });
  return { codes, weights, total, present, tokens, known: new Map() };
}

/** A row of the table below; its size bounds how far lines are looked for. */
const row = new Float64Array(128);
const there = new Int32Array(128);

/**
 * The weight of the neighbours that are found again on one side of a line, in their order: the longest common
 * subsequence by weight, less for lines that are further apart now.
 */
export function foundAgain(side: Side, view: FileView, line: number, step: 1 | -1): number {
  const { codes, weights, present, tokens } = side;
  const rank = view.rank[line] ?? 0;
  const first = step < 0 ? rank - 1 : view.solid[rank] === line ? rank + 1 : rank;
  const left = step < 0 ? first + 1 : view.solid.length - first;
  const width = Math.min(row.length - 2, codes.length + CONTEXT.inserted, left + 1);
  row.fill(0, 0, width + 1);
  for (let j = 0; j < width; j++) there[j] = view.codeAt(first + j * step);
  for (let i = 0; i < codes.length; i++) {
    if (present[i] === 0 && i >= tokens.length) continue;
    const code = codes[i];
    const weight = weights[i] ?? 0;
    let diagonal = 0;
    for (let j = 0; j < width; j++) {
      const above = row[j + 1] ?? 0;
      let best = Math.max(above, row[j] ?? 0);
      let alike = there[j] === code ? 1 : 0;
      if (alike === 0 && i < tokens.length && j < FUZZY) alike = likeness(side, i, view, first + j * step);
      if (alike > 0) best = Math.max(best, diagonal + (weight * alike) / (1 + CONTEXT.drift * Math.abs(i - j)));
      diagonal = above;
      row[j + 1] = best;
    }
  }
  return row[width] ?? 0;
}

/** What a changed neighbour counts for. */
function likeness({ tokens, known }: Side, neighbour: number, view: FileView, rank: number): number {
  const place = view.solid[rank];
  if (place === undefined) return 0;
  const key = place * 4 + neighbour;
  let by = known.get(key);
  if (by === undefined) {
    by = similarity(tokens[neighbour] ?? [], view.tokens(place));
    known.set(key, by);
  }
  return by >= CONTEXT.alike ? by * by : 0;
}

/** Changed neighbours are recognised among so many of the nearest lines. */
const FUZZY = 5;

/** How many of the three nearest neighbours on each side are next to the line, roughly: to pick from many lines. */
export function atAGlance(up: Side, down: Side, view: FileView, line: number): number {
  const rank = view.rank[line] ?? 0;
  const below = view.solid[rank] === line ? rank + 1 : rank;
  return glance(up, view, rank - 1, -1) + glance(down, view, below, 1);
}

function glance({ codes, weights }: Side, view: FileView, first: number, step: 1 | -1): number {
  let sum = 0;
  for (let i = 0; i < 8; i++) {
    const code = codes[i];
    if (code === undefined) break;
    for (let j = 0; j < 12; j++) {
      if (view.codeAt(first + j * step) !== code) continue;
      sum += weights[i] ?? 0;
      break;
    }
  }
  return sum;
}
