import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CodeIndex, TourFolder } from '../tour';

/** Where a step of a saved tour is. Lines and steps count from 1, files are absolute. */
export interface StepReport {
  /** The `.tour` file. */
  readonly tour: string;
  readonly step: number;
  readonly state: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly score: number;
}

/** Something wrong in a `.tour` file itself. */
export interface TourFault {
  readonly tour: string;
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** Where CodeTour keeps tours. */
const TOUR_FOLDERS = ['.tours', '.vscode/tours', '.github/tours'];

/** The steps in code of all tours beside a deck and in its folders of code. */
export async function checkTours(
  deckFolder: string,
  indexes: readonly CodeIndex[],
): Promise<{ steps: readonly StepReport[]; faults: readonly TourFault[] }> {
  const { folderWorld } = await import('../tour');
  const folders = indexes.map((index): TourFolder => {
    const world = { ...folderWorld(index.root), symbolsIn: (file: string) => index.symbolsIn(file) };
    return { root: index.root, world };
  });
  const steps: StepReport[] = [];
  const faults: TourFault[] = [];
  const own = await toursIn(path.join(deckFolder, 'tours'));
  for (const tour of own) await checkTour(tour, folders, steps, faults);
  for (const folder of folders) {
    const places = await Promise.all(TOUR_FOLDERS.map((place) => toursIn(path.join(folder.root, place))));
    // A repository's own tours mean its own files.
    for (const tour of places.flat()) await checkTour(tour, [folder], steps, faults);
  }
  return { steps, faults };
}

async function toursIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith('.tour'))
    .sort()
    .map((name) => path.join(folder, name));
}

async function checkTour(
  file: string,
  folders: readonly TourFolder[],
  steps: StepReport[],
  faults: TourFault[],
): Promise<void> {
  const { parseTour, stepPlaces } = await import('../tour');
  const { tour, problems } = parseTour(await readFile(file, 'utf8'), path.basename(file, '.tour'));
  for (const { line, severity, message } of problems) faults.push({ tour: file, line: line + 1, severity, message });
  if (tour === undefined) return;
  for (const [at, place] of (await stepPlaces(tour, folders)).entries()) {
    if (place.state === 'text' || place.state === 'elsewhere') continue;
    steps.push({
      ...{ tour: file, step: at + 1, state: place.state, score: place.score },
      file: place.file === undefined ? null : path.resolve(place.root ?? '', place.file),
      line: place.line === undefined ? null : place.line + 1,
    });
  }
}
