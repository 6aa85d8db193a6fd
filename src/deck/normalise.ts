const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|[\ufe0e\ufe0f]|\u200d|\u20e3/gu;
const APOSTROPHE = /['\u2018\u2019\u02bc]/g;
const LINK_TARGET = /\]\([^()\s]{0,500}\)/g;
const NEITHER_LETTER_NOR_DIGIT = /[^\p{L}\p{N}\p{M}+#%]+/gu;

/**
 * The question's words alone: what stays the same when someone touches up case, quotes, punctuation, markup, spacing or
 * emoji. Letters are compatibility-composed (NFKC) and lower case; words are joined by one space. `+`, `#` and `%` stay,
 * or "C++", "C#" and "C" would be one question. Empty when the text has no words.
 */
export function normaliseQuestion(text: string): string {
  return text
    .replace(LINK_TARGET, '] ')
    .normalize('NFKC')
    .replace(EMOJI, '')
    .toLowerCase()
    .replace(APOSTROPHE, '')
    .replace(NEITHER_LETTER_NOR_DIGIT, ' ')
    .trim();
}
