import { NEIGHBOURS } from './capture';
import type { Anchor } from './types';

/** What was stored is no anchor; the message says what is wrong with it. */
export class AnchorFormatError extends Error {}

/** Longer than anything that is captured, short enough for anything that is computed from it. */
const MAX_LENGTH = 10_000;
const COMMIT = /^[0-9a-f]{7,64}$/;

/**
 * Reads an anchor from parsed JSON. Unknown properties are left out.
 * @throws AnchorFormatError
 */
export function readAnchor(value: unknown): Anchor {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AnchorFormatError('an anchor is an object');
  }
  const stored = new Map<string, unknown>(Object.entries(value));
  const file = textOf(stored, 'file');
  if (!isInside(file)) throw new AnchorFormatError(`"file" must be a path inside the folder, not ${quoted(file)}`);
  const commit = optional(stored, 'commit', textOf);
  if (commit !== undefined && !COMMIT.test(commit)) throw new AnchorFormatError(`"commit" is no commit's hash`);
  const around = optional(stored, 'around', textOf);
  const symbol = optional(stored, 'symbol', textOf);
  const ordinal = optional(stored, 'ordinal', countOf);
  const alike = optional(stored, 'alike', countOf);
  return {
    file,
    line: optional(stored, 'line', countOf) ?? 1,
    text: textOf(stored, 'text'),
    before: linesOf(stored, 'before'),
    after: linesOf(stored, 'after'),
    ...(around === undefined ? {} : { around }),
    ...(symbol === undefined ? {} : { symbol }),
    ...(ordinal === undefined ? {} : { ordinal }),
    ...(alike === undefined ? {} : { alike }),
    ...(commit === undefined ? {} : { commit }),
  };
}

/** Relative, and not out of the folder again. */
function isInside(file: string): boolean {
  if (file === '' || /^[\\/]|^[A-Za-z]:|[\0\n\r]/.test(file)) return false;
  return !file.split(/[\\/]/).includes('..');
}

function optional<T>(
  stored: ReadonlyMap<string, unknown>,
  name: string,
  read: (stored: ReadonlyMap<string, unknown>, name: string) => T,
): T | undefined {
  const value = stored.get(name);
  return value === undefined || value === null ? undefined : read(stored, name);
}

function textOf(stored: ReadonlyMap<string, unknown>, name: string): string {
  const value = stored.get(name);
  if (typeof value !== 'string') throw new AnchorFormatError(`"${name}" must be a text`);
  if (value.length > MAX_LENGTH) throw new AnchorFormatError(`"${name}" is longer than ${MAX_LENGTH}`);
  return value;
}

function countOf(stored: ReadonlyMap<string, unknown>, name: string): number {
  const value = stored.get(name);
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw new AnchorFormatError(`"${name}" must be a whole number from 1`);
  }
  return value;
}

function linesOf(stored: ReadonlyMap<string, unknown>, name: string): string[] {
  const value: unknown = stored.get(name) ?? [];
  if (!Array.isArray(value) || value.length > NEIGHBOURS) {
    throw new AnchorFormatError(`"${name}" must be a list of at most ${NEIGHBOURS} lines`);
  }
  return value.map((line: unknown) => {
    if (typeof line !== 'string' || line.length > MAX_LENGTH) {
      throw new AnchorFormatError(`"${name}" must be a list of lines`);
    }
    return line;
  });
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
