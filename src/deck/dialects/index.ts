import type { SourceDocument } from '../document';
import type { DialectParser } from './dialect';
import { ankiText } from './anki-text';
import { boldQuestions } from './bold-questions';
import { details } from './details';
import { headings } from './headings';
import { native } from './native';
import { qaLines } from './qa-lines';
import { questionList } from './question-list';
import { separators } from './separators';

export type { DialectParser, DialectResult, DraftCard, DraftRound } from './dialect';

/** Every dialect, the more specific first: of equal scores the first wins. */
export const DIALECTS: readonly DialectParser[] = [
  native,
  ankiText,
  qaLines,
  separators,
  details,
  boldQuestions,
  headings,
  questionList,
];

/** The dialect that the document is most likely written in; the native one when nothing points anywhere. */
export function detectDialect(document: SourceDocument): DialectParser {
  let best: DialectParser = native;
  let bestScore = 0;
  for (const dialect of DIALECTS) {
    const score = dialect.score(document);
    if (score > bestScore) [best, bestScore] = [dialect, score];
    if (bestScore >= 1) break;
  }
  return best;
}
