const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|[\ufe0e\ufe0f]|\u200d|\u20e3/gu;
const APOSTROPHE = /['\u2018\u2019\u02bc]/g;
const LINK_TARGET = /\]\([^()\s]{0,500}\)/g;
const BEYOND_ASCII = /[\u0080-\uffff]/;
// Most questions are plain: what the general patterns do to them, these do in a fraction of the time.
const NEITHER_IN_ASCII = /[^a-z0-9+#%]+/g;
const NEITHER_LETTER_NOR_DIGIT = /[^\p{L}\p{N}\p{M}+#%]+/gu;

/**
 * The question's words alone: what stays the same when someone touches up case, quotes, punctuation, markup, spacing or
 * emoji. Letters are compatibility-composed (NFKC) and lower case; words are joined by one space. `+`, `#` and `%` stay,
 * or "C++", "C#" and "C" would be one question. Empty when the text has no words.
 */
export function normaliseQuestion(text: string): string {
  if (!BEYOND_ASCII.test(text) && !text.includes('](')) {
    return text.toLowerCase().replaceAll("'", '').replace(NEITHER_IN_ASCII, ' ').trim();
  }
  return text
    .replace(LINK_TARGET, '] ')
    .normalize('NFKC')
    .replace(EMOJI, '')
    .toLowerCase()
    .replace(APOSTROPHE, '')
    .replace(NEITHER_LETTER_NOR_DIGIT, ' ')
    .trim();
}
