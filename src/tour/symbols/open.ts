import { Cache } from './cache/cache';
import { OpenIndex } from './open-index';
import type { OpenCodeIndex, OpenCodeIndexOptions } from './types';
import { LabourHere } from './work/here';
import { LabourOnThreads } from './work/threads';

/**
 * Opens the index of a folder. Its `index` can be read at once and fills while it is being built; `ready` resolves
 * when all is in.
 */
export function openCodeIndex(options: OpenCodeIndexOptions): OpenCodeIndex {
  const { root, exclude = [], threads = 0, worker, cache, log } = options;
  const ground = { root, exclude };
  const labour =
    threads > 0 ? new LabourOnThreads(ground, threads, { worker, onProblem: log }) : new LabourHere(ground, log);
  return new OpenIndex(
    options,
    labour,
    cache === undefined ? undefined : new Cache(cache, root, (line) => log?.(line)),
  );
}
