import { AnchorResolver, type AnchorState, type AnchorWorld, type Place, type Resolution } from '../anchors';
import { matchPattern } from './pattern';
import type { Tour, TourStep } from './types';

/**
 * How sure the place of a step is. `exact`, `moved`, `enclosing`, `lost`: what its anchor says. Without an anchor:
 * `pattern` found by its regular expression, `line` taken as it stands and not verified, `file` a whole file.
 * `elsewhere`: a directory, an address or a view; `text`: no place at all.
 */
export type StepState = AnchorState | 'pattern' | 'line' | 'file' | 'elsewhere' | 'text';

export interface StepPlace {
  readonly state: StepState;
  /** Absolute folder that `file` is relative to. */
  readonly root?: string;
  readonly file?: string;
  /** From 0; absent when lost, and for steps without a line. */
  readonly line?: number;
  /** From 0 to 1: how much of what is known of the place was found there. Nothing vouches for a bare line: 0. */
  readonly score: number;
  /** Where the anchor was taken, when that is another place. */
  readonly from?: Place;
}

/** A folder of code that steps may be in. */
export interface TourFolder {
  readonly root: string;
  readonly world: AnchorWorld;
}

/**
 * Where the steps of a tour are now, in their order. The first folder that has a step's line counts; a definition
 * around a line that is gone counts where no folder has the line.
 */
export async function stepPlaces(tour: Tour, folders: readonly TourFolder[]): Promise<readonly StepPlace[]> {
  const byAnchor = await anchorPlaces(tour, folders);
  const places: StepPlace[] = [];
  for (const [at, step] of tour.steps.entries()) {
    const { file } = step;
    places.push(byAnchor.get(at) ?? (file === undefined ? withoutFile(step) : await inFile(step, file, folders)));
  }
  return places;
}

async function anchorPlaces({ steps }: Tour, folders: readonly TourFolder[]): Promise<ReadonlyMap<number, StepPlace>> {
  const best = new Map<number, StepPlace>();
  const anchored = steps.flatMap(({ anchor }, at) => (anchor === undefined ? [] : [{ at, anchor }]));
  for (const { root, world } of folders) {
    const open = anchored.filter(({ at }) => !isLine(best.get(at)));
    if (open.length === 0) break;
    // A file that is renamed or split takes its lines along.
    const resolver = new AnchorResolver(world, { everywhere: true });
    const resolutions = await resolver.resolve(open.map(({ anchor }) => anchor));
    for (const [number, { at }] of open.entries()) {
      const resolution = resolutions[number];
      if (resolution !== undefined && (best.get(at)?.line === undefined || resolution.state === 'exact'))
        best.set(at, placeOf(resolution, root));
    }
  }
  for (const { at, anchor } of anchored)
    if (!best.has(at)) best.set(at, { state: 'lost', file: anchor.file, score: 0 });
  return best;
}

const isLine = (place: StepPlace | undefined): boolean => place?.state === 'exact' || place?.state === 'moved';

function placeOf({ state, file, line, score, from }: Resolution, root: string): StepPlace {
  return {
    ...{ state, root, file, score },
    ...(line === undefined ? {} : { line }),
    ...(from === undefined ? {} : { from }),
  };
}

async function inFile(step: TourStep, file: string, folders: readonly TourFolder[]): Promise<StepPlace> {
  for (const { root, world } of folders) {
    const text = await world.read(file);
    if (text !== undefined) return { root, file, ...inText(step, text) };
  }
  return { state: 'lost', file, score: 0 };
}

function inText({ pattern, line, selection }: TourStep, text: string): Pick<StepPlace, 'state' | 'line' | 'score'> {
  if (pattern !== undefined && pattern !== '') {
    const match = matchPattern(pattern, text);
    if (match.line !== undefined) return { state: 'pattern', line: match.line, score: 1 / match.count };
  }
  const wanted = line ?? selection?.start.line;
  if (wanted === undefined) return pattern === undefined ? { state: 'file', score: 1 } : { state: 'lost', score: 0 };
  const lines = text.split('\n').length;
  return wanted <= lines ? { state: 'line', line: wanted - 1, score: 0 } : { state: 'lost', score: 0 };
}

const withoutFile = ({ directory, uri, view }: TourStep): StepPlace =>
  directory === undefined && uri === undefined && view === undefined
    ? { state: 'text', score: 1 }
    : { state: 'elsewhere', score: 1 };
