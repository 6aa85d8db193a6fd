import type { Anchor } from '../anchors';
import { isObject, OWN } from './parse';
import type { Json, JsonObject, Tour, TourStep } from './types';

const SCHEMA = 'https://aka.ms/codetour-schema';

/** What a step is made of; what is absent is left out of the file. */
export interface StepContent {
  readonly title?: string;
  readonly description: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly anchor?: Anchor;
}

/** A tour that no file holds yet. */
export function newTour(title: string, steps: readonly TourStep[] = [], description?: string): Tour {
  return {
    ...{ title, steps },
    ...(description === undefined ? {} : { description }),
    raw: { $schema: SCHEMA, title, ...(description === undefined ? {} : { description }) },
  };
}

/** A step that no file holds yet; with an anchor, it is at the anchor's place. */
export function newStep({ title, description, file, line, anchor }: StepContent): TourStep {
  const plain = {
    ...(title === undefined ? {} : { title }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    description,
  };
  return anchor === undefined ? { ...plain, raw: plain } : withAnchor({ ...plain, raw: plain }, anchor);
}

/** A step's new text. */
export function withDescription(step: TourStep, description: string): TourStep {
  return { ...step, description, raw: { ...step.raw, description } };
}

/** What would go on pointing at the place that a step has left. */
const LEFT_BEHIND = ['pattern', 'selection', 'directory', 'uri'] as const;

/** A step at a new place: the anchor, and beside it the file and line for those who know no anchors. */
export function withAnchor(step: TourStep, anchor: Anchor): TourStep {
  const { file, line } = anchor;
  const { [OWN]: own, ...raw } = step.raw;
  const placed: { -readonly [Name in keyof TourStep]: TourStep[Name] } = { ...step, file, line, anchor };
  for (const name of LEFT_BEHIND) Reflect.deleteProperty(placed, name);
  placed.raw = {
    ...insertPlace(without(raw, LEFT_BEHIND), file, line),
    [OWN]: { ...(isObject(own) ? own : {}), anchor: jsonOf(anchor) },
  };
  return placed;
}

const jsonOf = (anchor: Anchor): Json => JSON.parse(JSON.stringify(anchor)) as Json;

/** `file` and `line` where they stood, else before the description. */
function insertPlace(raw: JsonObject, file: string, line: number): JsonObject {
  const missing = { ...(Object.hasOwn(raw, 'file') ? {} : { file }), ...(Object.hasOwn(raw, 'line') ? {} : { line }) };
  const placed: Record<string, Json> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (name === 'description') Object.assign(placed, missing);
    placed[name] = name === 'file' ? file : name === 'line' ? line : value;
  }
  return { ...placed, ...missing };
}

const without = (raw: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(raw).filter(([name]) => !names.includes(name)));

/** @throws RangeError for a position that is not there (as do the functions below) */
export function addStep(tour: Tour, step: TourStep, at = tour.steps.length): Tour {
  if (at !== tour.steps.length) stepAt(tour, at);
  return { ...tour, steps: tour.steps.toSpliced(at, 0, step) };
}

/** The tour without a step. @param at from 0 */
export function removeStep(tour: Tour, at: number): Tour {
  stepAt(tour, at);
  return { ...tour, steps: tour.steps.toSpliced(at, 1) };
}

/** The tour with a step at another position, both counted from 0 in the tour as it is. */
export function moveStep(tour: Tour, from: number, to: number): Tour {
  const step = stepAt(tour, from);
  stepAt(tour, to);
  return { ...tour, steps: tour.steps.toSpliced(from, 1).toSpliced(to, 0, step) };
}

/** The tour with another step in the place of one. @param at from 0 */
export function replaceStep(tour: Tour, at: number, step: TourStep): Tour {
  stepAt(tour, at);
  return { ...tour, steps: tour.steps.with(at, step) };
}

function stepAt({ steps, title }: Tour, at: number): TourStep {
  const step = steps[at];
  if (step === undefined) throw new RangeError(`“${title}” has ${steps.length} steps, there is no step ${at + 1}`);
  return step;
}

/**
 * The text of a `.tour` file. What was not touched stays as it was: unknown properties, their order, the indentation and
 * line ends of the file that it is written over.
 */
export function printTour(tour: Tour, over = ''): string {
  const raw: Record<string, Json> = {};
  const steps = tour.steps.map((step) => step.raw);
  for (const [name, value] of Object.entries(tour.raw)) raw[name] = name === 'steps' ? steps : value;
  const indent = /^\s*\{\r?\n([ \t]+)"/.exec(over)?.[1] ?? '  ';
  const text = JSON.stringify({ ...raw, steps }, null, indent);
  const end = over === '' || over.endsWith('\n') ? '\n' : '';
  return (
    (over.startsWith('\uFEFF') ? '\uFEFF' : '') + (text + end).replaceAll('\n', over.includes('\r\n') ? '\r\n' : '\n')
  );
}
