import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/run.mjs';

/** A file of the shipped deck's sandbox, as it is in a checkout with any line ends. */
export function shippedSandbox(name: string): string {
  return readFileSync(path.join(ROOT, 'decks/spot-director/sandbox', name), 'utf8').replaceAll('\r\n', '\n');
}
