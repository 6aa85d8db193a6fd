import { OpenIndex } from './open-index';
import type { OpenCodeIndex, OpenCodeIndexOptions } from './types';
import { LabourHere } from './work/here';

/**
 * Opens the index of a folder. Its `index` can be read at once and fills while it is being built; `ready` resolves
 * when all is in.
 */
export function openCodeIndex(options: OpenCodeIndexOptions): OpenCodeIndex {
  const { root, exclude = [], log } = options;
  return new OpenIndex(options, new LabourHere({ root, exclude }, log));
}
