import type { Query } from '../../deck';
import type { ProofBlock } from '../../spot';

/** A card's fenced block as Spot reads it: its text starts on the line after the fence's, and lines count from 1. */
export function blockOf({ language, info, text, range }: Query): ProofBlock {
  return { language, info, text, line: range.start.line + 2 };
}
