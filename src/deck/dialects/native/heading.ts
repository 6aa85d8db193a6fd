import { plainText, withoutQuotes } from '../../body';

export interface RoundHeading {
  readonly title: string;
  readonly emoji?: string;
  readonly number?: number;
  readonly tag?: string;
  /** The round's list items are questions that the candidate asks. */
  readonly ask: boolean;
}

const EMOJI =
  /^(?:\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}\p{Emoji_Modifier}?[\ufe0e\ufe0f]?(?:\u200d\p{Extended_Pictographic}\p{Emoji_Modifier}?[\ufe0e\ufe0f]?){0,10})/u;
const ROUND = /^round\s*#?(\d{1,6})\s*(?:[:：.)\u2013\u2014-]\s*|$)/i;
const ASK =
  /\b(you|you'll|you can|you should|i|i'll) ask\b|\bask (them|the|your)\b|\bquestions? (to ask|for (them|us|the (interviewer|panel|company|team|manager)))\b/i;

/** Reads `<emoji>? Round N: Name (tag)?`; any other heading is a round's name as well. */
export function readHeading(markdown: string): RoundHeading {
  let rest = plainText(markdown);
  let emoji = '';
  for (let found = EMOJI.exec(rest); found; found = EMOJI.exec(rest)) {
    emoji += found[0];
    rest = rest.slice(found[0].length).trimStart();
  }
  const numbered = ROUND.exec(rest);
  if (numbered) rest = rest.slice(numbered[0].length);
  const { name, tag } = splitTag(rest);
  const title = withoutQuotes(name) || (numbered ? `Round ${numbered[1] ?? ''}` : plainText(markdown));
  return {
    title,
    ask: ASK.test(title),
    ...(emoji && { emoji }),
    ...(numbered && { number: Number(numbered[1]) }),
    ...(tag && { tag }),
  };
}

/** Takes the brackets off the end; they may hold brackets themselves. */
function splitTag(text: string): { name: string; tag?: string } {
  const trimmed = text.trim();
  if (!trimmed.endsWith(')')) return { name: trimmed };
  let depth = 0;
  for (let at = trimmed.length - 1; at > 0; at -= 1) {
    if (trimmed[at] === ')') depth += 1;
    else if (trimmed[at] === '(') depth -= 1;
    if (depth === 0) return { name: trimmed.slice(0, at).trim(), tag: trimmed.slice(at + 1, -1).trim() };
  }
  return { name: trimmed };
}
