import { AnchorFormatError, readAnchor, type Anchor } from '../anchors';
import { jsonPositions, lineAndColumn } from './json-positions';
import type { Json, JsonObject, StepSelection, Tour, TourProblem, TourStep } from './types';

/** The name of our own property, on a step and on a tour. */
export const OWN = 'greenroom';

export interface ParsedTour {
  /** Missing when there is an error among the problems. */
  readonly tour?: Tour;
  readonly problems: readonly TourProblem[];
}

/**
 * Reads a `.tour` file. What is not known is kept; what has the wrong type is reported, left out and kept as well.
 * @param name of the file without its extension: the title of a tour that has none
 */
export function parseTour(text: string, name: string): ParsedTour {
  const { positions, fault } = jsonPositions(text);
  const problems: TourProblem[] = [];
  const report = (severity: TourProblem['severity'], message: string, offset = 0) => {
    problems.push({ severity, message, ...lineAndColumn(text, offset) });
  };
  if (fault !== undefined) {
    report('error', `This is no JSON: ${fault.message}.`, fault.offset);
    return { problems };
  }
  const json = JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
  if (!isObject(json)) {
    report('error', 'A tour is a JSON object with a title and steps.', positions.get(''));
    return { problems };
  }
  if (!isList(json['steps'])) {
    report('error', 'A tour needs "steps", a list.', positions.get('steps'));
    return { problems };
  }
  const warn = (path: string, message: string) => {
    report('warning', message, positions.get(path));
  };
  const steps = json['steps'].flatMap((step, number) => readStep(step, `steps/${number}`, warn));
  const fields = new Fields(json, '', warn);
  const title = fields.text('title');
  if (title === undefined && !Object.hasOwn(json, 'title')) warn('', 'The tour has no "title".');
  const tour = {
    ...{ title: title ?? name, steps, raw: json },
    ...fields.texts('description', 'ref', 'nextTour', 'stepMarker'),
    ...(fields.is('isPrimary', 'boolean') ? { isPrimary: json['isPrimary'] === true } : {}),
  };
  return { tour, problems };
}

type Warn = (path: string, message: string) => void;

function readStep(raw: Json, path: string, warn: Warn): TourStep {
  if (!isObject(raw)) {
    warn(path, 'A step is an object.');
    return { description: '', raw: {} };
  }
  const fields = new Fields(raw, `${path}/`, warn);
  const line = fields.is('line', 'number') ? raw['line'] : undefined;
  const validLine = typeof line === 'number' && Number.isInteger(line) && line >= 1;
  if (line !== undefined && !validLine) warn(`${path}/line`, 'Lines are whole numbers from 1.');
  const file = fields.text('file');
  const commands = fields.list('commands');
  const selection = readSelection(raw['selection']);
  if (raw['selection'] !== undefined && selection === undefined)
    warn(`${path}/selection`, '"selection" needs a start and an end, each with line and character from 1.');
  const anchor = anchorOf(raw, path, warn);
  return {
    ...{ description: fields.text('description') ?? '', raw },
    ...fields.texts('title', 'directory', 'uri', 'view', 'pattern', 'markerTitle', 'icon'),
    ...(file === undefined ? {} : { file: file.replaceAll('\\', '/') }),
    ...(validLine ? { line } : {}),
    ...(selection === undefined ? {} : { selection }),
    ...(commands === undefined ? {} : { commands }),
    ...(anchor === undefined ? {} : { anchor }),
  };
}

function anchorOf(raw: JsonObject, path: string, warn: Warn): Anchor | undefined {
  const own = raw[OWN];
  if (!isObject(own) || own['anchor'] === undefined) return undefined;
  try {
    return readAnchor(own['anchor']);
  } catch (error) {
    if (!(error instanceof AnchorFormatError)) throw error;
    warn(`${path}/${OWN}`, `This anchor cannot be read (${error.message}); the line is used as it stands.`);
    return undefined;
  }
}

function readSelection(value: Json | undefined): StepSelection | undefined {
  const position = (json: Json | undefined) => {
    if (!isObject(json)) return undefined;
    const { line, character } = json;
    return isCount(line) && isCount(character) ? { line, character } : undefined;
  };
  if (!isObject(value)) return undefined;
  const start = position(value['start']);
  const end = position(value['end']);
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** Reads properties of known types; the others are reported. */
class Fields {
  constructor(
    private readonly raw: JsonObject,
    private readonly prefix: string,
    private readonly warn: Warn,
  ) {}

  is(name: string, type: 'string' | 'number' | 'boolean'): boolean {
    if (!Object.hasOwn(this.raw, name)) return false;
    if (typeof this.raw[name] === type) return true;
    const kind = type === 'string' ? 'text' : type === 'number' ? 'a number' : 'true or false';
    this.warn(`${this.prefix}${name}`, `"${name}" is ${kind}.`);
    return false;
  }

  text(name: string): string | undefined {
    const value = this.is(name, 'string') ? this.raw[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  texts<Name extends string>(...names: readonly Name[]): Partial<Record<Name, string>> {
    const found: Partial<Record<Name, string>> = {};
    for (const name of names) {
      const text = this.text(name);
      if (text !== undefined) found[name] = text;
    }
    return found;
  }

  list(name: string): readonly string[] | undefined {
    const value = this.raw[name];
    if (value === undefined) return undefined;
    if (isList(value) && value.every((each) => typeof each === 'string')) return value;
    this.warn(`${this.prefix}${name}`, `"${name}" is a list of texts.`);
    return undefined;
  }
}

const isCount = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1;

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
