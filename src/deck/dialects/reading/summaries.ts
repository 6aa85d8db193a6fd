import type { SourceDocument } from '../../document';

const SUMMARY = /<summary(?:\s[^<>]{0,200})?>([^]{0,200}?)<\/summary/gi;
const LEAD = '(?:(?:show|hide|view|see|click|expand|reveal|toggle|open|tap|the|me|to|for|here|a|an|your)\\s+){0,5}';
const CONTENTS = new RegExp(`^${LEAD}(?:table of contents?|contents|toc)$`);
const ANSWER = new RegExp(
  `^${LEAD}(?:answers?|solutions?|explanation|hints?|details|more|expand|reveal|view|open|here|spoiler|result|output|code|example|see)?$`,
);
const THE_ANSWER = new RegExp(`^${LEAD}(?:answers?|solutions?)$`);
/** From so many blocks under one name on, more than half of all, the name is no question. */
const REPEATED = 3;

const repeatedIn = new WeakMap<SourceDocument, string | undefined>();

/** Whether a summary names no question: it announces an answer, or a table of contents. */
export function isGenericSummary(summary: string, document: SourceDocument): boolean {
  const words = wordsOf(summary);
  return words === '' || CONTENTS.test(words) || saysAnswer(summary, document);
}

/** A summary that announces an answer: it says "Answer", or what most summaries of the file say ("答案", "Lösung"). */
export function saysAnswer(summary: string, document: SourceDocument): boolean {
  const words = wordsOf(summary);
  return words !== '' && (ANSWER.test(words) || words === repeated(document));
}

/** A summary under which all of the answer is folded, so that what stands above it belongs to the question. */
export function isTheAnswer(summary: string, document: SourceDocument): boolean {
  const words = wordsOf(summary);
  return THE_ANSWER.test(words) || (!ANSWER.test(words) && saysAnswer(summary, document));
}

/** What more than half of the file's summaries say. */
function repeated(document: SourceDocument): string | undefined {
  if (repeatedIn.has(document)) return repeatedIn.get(document);
  const counts = new Map<string, number>();
  let all = 0;
  let most = '';
  for (const [, summary = ''] of document.text.matchAll(SUMMARY)) {
    const words = wordsOf(summary);
    const count = (counts.get(words) ?? 0) + 1;
    counts.set(words, count);
    all += 1;
    if (count > (counts.get(most) ?? 0)) most = words;
  }
  const count = counts.get(most) ?? 0;
  const found = count >= REPEATED && count * 2 > all ? most : undefined;
  repeatedIn.set(document, found);
  return found;
}

function wordsOf(summary: string): string {
  return summary
    .replace(/<[^<>]{0,200}>/g, '')
    .replace(/[^\p{L}\p{M}\s]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
