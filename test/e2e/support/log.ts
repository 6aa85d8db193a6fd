import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

export interface LoggedRecord {
  readonly type: string;
  readonly card?: string;
  readonly rating?: number;
}

/** Every record in a review log's folder, in the order of its lines; lines that are no JSON are left out. */
export function loggedRecords(folder: string): LoggedRecord[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as LoggedRecord];
      } catch {
        return [];
      }
    });
}

export const loggedRatings = (folder: string): (number | undefined)[] =>
  loggedRecords(folder)
    .filter(({ type }) => type === 'review')
    .map(({ rating }) => rating);
