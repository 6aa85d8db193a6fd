import { GRAMMAR } from './grammar/index';
import { TIME_OPENINGS } from './time/expression';

/**
 * The words of the grammar as a TextMate grammar (`media/languages/spotql.tmLanguage.json`): what an editor colours
 * before the model is known. Measures and attributes need the model: they are coloured by semantic tokens.
 */
export function textmateGrammar(): Readonly<Record<string, unknown>> {
  const phrases = GRAMMAR.filter(({ keyword }) => keyword.id !== 'filler').flatMap((line) => line.phrases);
  const units = 'hours?|days?|weeks?|months?|quarters?|years?';
  return {
    name: 'Spot',
    scopeName: 'source.spotql',
    patterns: [
      { name: 'comment.line.double-dash.spotql', match: '^\\s*--.*$' },
      { name: 'string.quoted.double.spotql', match: '"(?:[^"]|"")*"?' },
      { name: 'string.quoted.single.spotql', match: "(?<![\\p{L}\\p{N}])'[^']*'" },
      { name: 'variable.other.spotql', match: '\\[[^\\]]*\\]?' },
      {
        name: 'constant.numeric.date.spotql',
        match:
          `(?i)\\b(?:\\d{4}-\\d{1,2}(?:-\\d{1,2})?|q[1-4](?:\\s+\\d{4})?|(?:last|next|past|previous)\\s+(?:\\d+\\s+)?(?:${units})` +
          `|this\\s+(?:${units})|\\d+\\s+(?:${units})\\s+ago|(?:${units})\\s+to\\s+date|${words(TIME_OPENINGS)})\\b`,
      },
      { name: 'keyword.operator.spotql', match: '[<>=!]=?|<>' },
      { name: 'constant.numeric.spotql', match: '[$€£¥]?\\b\\d[\\d,]*(?:\\.\\d+)?(?:%|(?i:bn|[kmb])\\b)?' },
      { name: 'keyword.control.spotql', match: `(?i)(?<![\\p{L}\\p{N}])(?:${words(phrases)})(?![\\p{L}\\p{N}])` },
    ],
  };
}

/** Longest first, so that `year over year` is not taken for `year`. */
function words(phrases: readonly string[]): string {
  return [...new Set(phrases)]
    .filter((phrase) => /^\p{L}/u.test(phrase))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map((phrase) => phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '\\s+'))
    .join('|');
}
