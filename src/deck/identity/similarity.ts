/**
 * How alike two questions are: the symmetrised Tversky ratio over words (Jimenez, Becerra and Gelbukh 2013, after
 * Tversky 1977), words weighted by how much they tell (scaffolding such as "what is" little, rare words most), and
 * words that differ slightly counted in part by their letter pairs (Dice 1945), as in SoftTFIDF (Cohen, Ravikumar and
 * Fienberg 2003). Tversky's ratio, unlike Dice's, forgives words that were only added or only taken away more than
 * words that were replaced: a question that grew is the same question, one whose subject changed is not.
 */

/** Words that most questions share, whatever they are about. */
const SCAFFOLDING = new Set(
  (
    'a an the and or of in on at to for from with by as is are was were be been it its this that these those there ' +
    'what which who whom whose when where why how do does did can could will would should shall may might must ' +
    'have has had i you your yours me my we our us they them their so if then than about into between vs versus ' +
    'explain describe define tell give name discuss talk walk through mean means please some any difference whats hows'
  ).split(' '),
);
const SCAFFOLDING_WEIGHT = 0.12;

/** Share of what is missing that is charged to the side that misses less: 0.5 would be Dice. */
const SMALLER_SIDE = 0.75;
/** Letter-pair similarity from which two words count as one spelling of the other. */
const SAME_WORD = 0.65;
/** A longer question is compared by its first words. */
const MAX_WORDS = 64;
const MAX_WORD_LENGTH = 48;
/** The same words in another order: alike, but "X over Y" is not "Y over X". */
const REORDERED_CAP = 0.84;

interface Word {
  readonly text: string;
  readonly weight: number;
  /** Not scaffolding. */
  readonly telling: boolean;
}

/** A question prepared for comparison. */
export interface Prepared {
  readonly words: readonly Word[];
  readonly weight: number;
}

/** How often each word occurs in a deck's questions: a word of many questions tells little. */
export class WordWeights {
  readonly #frequency = new Map<string, number>();
  #questions = 0;

  add(normalised: string): void {
    this.#questions++;
    for (const word of new Set(splitWords(normalised))) this.#frequency.set(word, (this.#frequency.get(word) ?? 0) + 1);
  }

  prepare(normalised: string): Prepared {
    const words = splitWords(normalised).map((text) => ({
      text,
      weight: this.#weight(text),
      telling: !SCAFFOLDING.has(text),
    }));
    return { words, weight: words.reduce((sum, word) => sum + word.weight, 0) };
  }

  #weight(word: string): number {
    if (SCAFFOLDING.has(word)) return SCAFFOLDING_WEIGHT;
    // Small decks say nothing about frequency; the floor keeps their words at full weight.
    const questions = Math.max(this.#questions, 20);
    const frequency = Math.max(this.#frequency.get(word) ?? 0, 1);
    return Math.log(1 + questions / frequency) / Math.log(1 + questions);
  }
}

const WORD = /[^ ]+/g;
/** "10,000" was normalised to "10 000". */
const THOUSANDS = /(\d) (?=\d{3}(?!\d))/g;
/** Normalised "didn't" and the like: what they negate is scaffolding, the negation is not. */
const NEGATED = new Set(
  'isnt arent wasnt werent dont doesnt didnt cant couldnt wont wouldnt shouldnt hasnt havent'.split(' '),
);
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{2,}$/u;

/** The words of a normalised question. Scripts without spaces are cut into overlapping pairs of characters. */
export function splitWords(normalised: string): string[] {
  const words: string[] = [];
  const whole = normalised.slice(0, MAX_WORDS * MAX_WORD_LENGTH).replace(THOUSANDS, '$1');
  for (const [found] of whole.matchAll(WORD)) {
    if (words.length >= MAX_WORDS) break;
    if (NEGATED.has(found)) words.push('not');
    else if (UNSPACED.test(found)) words.push(...characterPairs(found));
    else words.push(found.slice(0, MAX_WORD_LENGTH));
  }
  return words.slice(0, MAX_WORDS);
}

function characterPairs(text: string): string[] {
  const characters = Array.from(text);
  return characters.slice(1).map((character, index) => (characters[index] ?? '') + character);
}

/** Between 0 (nothing telling in common) and 1 (the same words in the same order). */
export function similarity(left: Prepared, right: Prepared): number {
  const { shared, contentPairs, inOrder } = align(left, right);
  const onlyLeft = left.weight - shared;
  const onlyRight = right.weight - shared;
  if (contentPairs === 0) return 0;
  const smaller = Math.max(0, Math.min(onlyLeft, onlyRight));
  const larger = Math.max(0, onlyLeft, onlyRight);
  // One word in common is a topic, not a question: "What is TCP?", "What is TCP congestion control?".
  if (contentPairs < 2 && larger > 0.5) return 0;
  const ratio = shared / (shared + SMALLER_SIDE * smaller + (1 - SMALLER_SIDE) * larger);
  return inOrder ? ratio : Math.min(ratio, REORDERED_CAP);
}

interface Alignment {
  readonly shared: number;
  /** Pairs of words that are not scaffolding. */
  readonly contentPairs: number;
  readonly inOrder: boolean;
}

/** Pairs the words of both sides one to one: equal ones first, then the most alike spellings. */
function align(left: Prepared, right: Prepared): Alignment {
  const partner = new Array<number>(left.words.length).fill(-1);
  const taken = new Set<number>();
  const places = new Map<string, number[]>();
  right.words.forEach((word, index) => {
    const list = places.get(word.text);
    if (list === undefined) places.set(word.text, [index]);
    else list.push(index);
  });
  let shared = 0;
  let contentPairs = 0;
  left.words.forEach((word, index) => {
    const place = places.get(word.text)?.shift();
    if (place === undefined) return;
    partner[index] = place;
    taken.add(place);
    shared += word.weight;
    if (word.telling) contentPairs++;
  });

  const spellings: { left: number; right: number; weight: number }[] = [];
  left.words.forEach((word, index) => {
    if (partner[index] !== -1 || !word.telling) return;
    right.words.forEach((other, place) => {
      if (taken.has(place) || !other.telling) return;
      const alike = spelling(word.text, other.text);
      // Squared: two near spellings are more often two words than two equal ones are.
      if (alike >= SAME_WORD) {
        spellings.push({ left: index, right: place, weight: alike * alike * Math.min(word.weight, other.weight) });
      }
    });
  });
  spellings.sort((a, b) => b.weight - a.weight || a.left - b.left || a.right - b.right);
  for (const pair of spellings) {
    if (partner[pair.left] !== -1 || taken.has(pair.right)) continue;
    partner[pair.left] = pair.right;
    taken.add(pair.right);
    shared += pair.weight;
    contentPairs++;
  }

  let last = -1;
  let inOrder = true;
  left.words.forEach((word, index) => {
    const place = partner[index] ?? -1;
    if (place === -1 || !word.telling) return;
    if (place < last) inOrder = false;
    last = place;
  });
  return { shared, contentPairs, inOrder };
}

/**
 * Dice's coefficient of the letter pairs of two words; 0 where a slip of the keyboard is unlikely. First letters are
 * rarely mistyped (Pollock and Zamora 1984) and often turn a word into its opposite (synchronous, asynchronous); a
 * digit is never a spelling.
 */
function spelling(left: string, right: string): number {
  if (left.length < 4 || right.length < 4 || !right.startsWith(left.charAt(0))) return 0;
  if (/\p{N}/u.test(left) || /\p{N}/u.test(right)) return 0;
  const pairs = new Map<string, number>();
  for (let index = 0; index + 1 < left.length; index++) {
    const pair = left.slice(index, index + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  let common = 0;
  for (let index = 0; index + 1 < right.length; index++) {
    const pair = right.slice(index, index + 2);
    const count = pairs.get(pair) ?? 0;
    if (count === 0) continue;
    pairs.set(pair, count - 1);
    common++;
  }
  return (2 * common) / (left.length + right.length - 2);
}
