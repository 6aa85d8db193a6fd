import type { DialectParser } from './dialect';

/** Greenroom's own form. */
export const native: DialectParser = {
  id: 'native',
  score: () => 0.1,
  parse: () => ({ rounds: [], problems: [], dropped: 0 }),
};
