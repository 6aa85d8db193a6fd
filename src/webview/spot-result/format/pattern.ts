/** One section of a spreadsheet number format, read once. */
export interface Section {
  readonly prefix: string;
  readonly suffix: string;
  /** False for a section of text only: `"none"`. */
  readonly hasNumber: boolean;
  readonly leastWhole: number;
  readonly leastFraction: number;
  readonly mostFraction: number;
  readonly grouped: boolean;
  /** The value is multiplied by this power of ten: 2 for each percent sign, -3 for each comma at the end. */
  readonly power: number;
}

/** Positive, negative and zero; absent ones fall back to the first. */
export interface Pattern {
  readonly positive: Section;
  readonly negative?: Section;
  readonly zero?: Section;
}

const LONGEST = 200;

/**
 * Reads a number format as spreadsheets write it: `$#,##0.00`, `0.0%`, `#,##0;(#,##0);"none"`, `0.0,,"M"`. Colours,
 * fill characters and a fourth section are left out. Undefined for what is none: dates, fractions, powers of ten.
 */
export function readPattern(text: string): Pattern | undefined {
  if (text.length > LONGEST) return undefined;
  const sections = splitSections(text).slice(0, 3).map(readSection);
  const [positive, negative, zero] = sections;
  if (positive === undefined || sections.includes(undefined)) return undefined;
  if (!positive.hasNumber && sections.length === 1) return undefined;
  return { positive, ...(negative === undefined ? {} : { negative }), ...(zero === undefined ? {} : { zero }) };
}

interface Token {
  /** A `literal` stands as it is unless it means something; what was `quoted` never does. */
  readonly kind: 'literal' | 'quoted' | 'digit' | 'other';
  readonly text: string;
}

function splitSections(text: string): Token[][] {
  const sections: Token[][] = [[]];
  for (const token of tokens(text)) {
    if (token.kind === 'other' && token.text === ';') sections.push([]);
    else sections.at(-1)?.push(token);
  }
  return sections;
}

function* tokens(text: string): Generator<Token> {
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === '"') {
      const end = text.indexOf('"', at + 1);
      const close = end < 0 ? text.length : end;
      yield { kind: 'quoted', text: text.slice(at + 1, close) };
      at = close;
    } else if (character === '\\') {
      yield { kind: 'quoted', text: next };
      at++;
    } else if (character === '_') {
      yield { kind: 'quoted', text: ' ' };
      at++;
    } else if (character === '*') {
      at++;
    } else if (character === '[') {
      const end = text.indexOf(']', at);
      const close = end < 0 ? text.length : end;
      yield { kind: 'quoted', text: currencyIn(text.slice(at + 1, close)) };
      at = close;
    } else if ('0#?'.includes(character)) {
      yield { kind: 'digit', text: character };
    } else {
      yield { kind: '.,%;'.includes(character) ? 'other' : 'literal', text: character };
    }
  }
}

/** `[$€-407]` holds a currency; colours and conditions hold nothing to show. */
function currencyIn(bracket: string): string {
  return bracket.startsWith('$') ? (bracket.slice(1).split('-')[0] ?? '') : '';
}

/** What means something else than itself outside quotes: parts of dates, powers of ten, fractions, text. */
const MEANINGFUL = /^[ymdhseg@/]$/i;

function readSection(tokens: readonly Token[]): Section | undefined {
  const draft = { prefix: '', suffix: '', leastWhole: 0, leastFraction: 0, mostFraction: 0, grouped: false, power: 0 };
  let place: 'before' | 'whole' | 'fraction' | 'after' = 'before';
  let commas = 0;
  const scale = (): void => {
    draft.power -= 3 * commas;
    commas = 0;
  };
  for (const { kind, text } of tokens) {
    const inNumber = place === 'whole' || place === 'fraction';
    if (kind === 'digit') {
      if (place === 'after') return undefined;
      if (place === 'before') place = 'whole';
      if (commas > 0) draft.grouped = true;
      commas = 0;
      addDigit(draft, place, text);
    } else if (kind === 'other' && text === '.' && (place === 'before' || place === 'whole')) {
      scale();
      place = 'fraction';
    } else if (kind === 'other' && text === ',' && inNumber) {
      commas++;
    } else {
      if (kind === 'literal' && MEANINGFUL.test(text)) return undefined;
      if (kind === 'other' && text === '%') draft.power += 2;
      scale();
      if (place === 'before') draft.prefix += text;
      else {
        draft.suffix += text;
        place = 'after';
      }
    }
  }
  scale();
  return { ...draft, hasNumber: place !== 'before' };
}

function addDigit(
  draft: { leastWhole: number; leastFraction: number; mostFraction: number },
  place: 'whole' | 'fraction',
  text: string,
): void {
  if (place === 'fraction') {
    draft.mostFraction++;
    if (text === '0') draft.leastFraction = draft.mostFraction;
  } else if (text === '0' || draft.leastWhole > 0) {
    draft.leastWhole++;
  }
}
