/**
 * The English stemmer of M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, pp. 130-137, written
 * from the paper: "scheduling", "schedules" and "scheduled" become one word. Expects lower-case a to z.
 */
export function stem(word: string): string {
  if (word.length < 3 || word.length > LONGEST_WORD) return word;
  return step5(applyLongest(STEP_4, step3(applyLongest(STEP_2, step1c(step1b(step1a(word))), 0)), 1));
}

/** Longer runs of letters are no words. */
const LONGEST_WORD = 60;

type Rule = readonly [suffix: string, replacement: string];

const STEP_2: readonly Rule[] = [
  ['ational', 'ate'],
  ['ization', 'ize'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['entli', 'ent'],
  ['ousli', 'ous'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['abli', 'able'],
  ['alli', 'al'],
  ['ator', 'ate'],
  ['eli', 'e'],
];

const STEP_3: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
];

const STEP_4: readonly Rule[] = [
  'ement', 'ance', 'ence', 'able', 'ible', 'ment', 'ant', 'ent', 'ion', 'ism', 'ate', 'iti', 'ous', 'ive', 'ize',
  'al', 'er', 'ic', 'ou',
].map((suffix) => [suffix, ''] as const); // prettier-ignore

function isConsonant(word: string, index: number): boolean {
  const letter = word.charAt(index);
  if (letter === 'y') return index === 0 || !isConsonant(word, index - 1);
  return !'aeiou'.includes(letter);
}

/** Porter's m: how often a vowel is followed by a consonant. */
function measure(word: string): number {
  let count = 0;
  let afterVowel = false;
  let before = true;
  for (let index = 0; index < word.length; index += 1) {
    const letter = word.charAt(index);
    // The same as isConsonant, without looking back over a run of y's.
    const consonant: boolean = letter === 'y' ? index === 0 || !before : !'aeiou'.includes(letter);
    if (consonant && afterVowel) count += 1;
    afterVowel = !consonant;
    before = consonant;
  }
  return count;
}

function hasVowel(word: string): boolean {
  for (let index = 0; index < word.length; index += 1) if (!isConsonant(word, index)) return true;
  return false;
}

function endsInDouble(word: string): boolean {
  const last = word.length - 1;
  return last > 0 && word.charAt(last) === word.charAt(last - 1) && isConsonant(word, last);
}

/** Porter's *o: consonant, vowel, consonant, the last not w, x or y. */
function endsShort(word: string): boolean {
  const last = word.length - 1;
  return (
    last >= 2 &&
    isConsonant(word, last) &&
    !isConsonant(word, last - 1) &&
    isConsonant(word, last - 2) &&
    !'wxy'.includes(word.charAt(last))
  );
}

function step1a(word: string): string {
  if (word.endsWith('sses') || word.endsWith('ies')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function step1b(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const suffix = word.endsWith('ed') ? 2 : word.endsWith('ing') ? 3 : 0;
  const base = word.slice(0, word.length - suffix);
  if (suffix === 0 || !hasVowel(base)) return word;
  if (base.endsWith('at') || base.endsWith('bl') || base.endsWith('iz')) return `${base}e`;
  if (endsInDouble(base) && !'lsz'.includes(base.charAt(base.length - 1))) return base.slice(0, -1);
  return measure(base) === 1 && endsShort(base) ? `${base}e` : base;
}

function step1c(word: string): string {
  return word.endsWith('y') && hasVowel(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;
}

function step3(word: string): string {
  return applyLongest(STEP_3, word, 0);
}

/** The longest suffix that fits decides, whether or not its stem is long enough. */
function applyLongest(rules: readonly Rule[], word: string, longerThan: number): string {
  const rule = rules.find(([suffix]) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const base = word.slice(0, word.length - rule[0].length);
  if (rule[0] === 'ion' && !base.endsWith('s') && !base.endsWith('t')) return word;
  return measure(base) > longerThan ? base + rule[1] : word;
}

function step5(word: string): string {
  let result = word;
  if (result.endsWith('e')) {
    const base = result.slice(0, -1);
    const count = measure(base);
    if (count > 1 || (count === 1 && !endsShort(base))) result = base;
  }
  return result.endsWith('ll') && measure(result) > 1 ? result.slice(0, -1) : result;
}
