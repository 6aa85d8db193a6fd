import type { Range, Section } from './types';

/** What is kept of an answer that was parsed: what the deck's problems are found by. */
export interface AnswerFacts {
  readonly sections: number;
  /** There is nothing in any section. */
  readonly empty: boolean;
  /** The sections that are answers, in order. */
  readonly answers: readonly AnswerBlock[];
}

export interface AnswerBlock {
  /** Its index among the card's sections. */
  readonly section: number;
  /** Of its words; 0 where it says too little to be compared. */
  readonly hash: number;
  readonly range: Range;
}

/** Fewer letters than this are an answer like "Yes, it does.", which two questions may well share. */
const MIN_LETTERS = 24;

export function answerFacts(sections: readonly Section[]): AnswerFacts {
  const answers: AnswerBlock[] = [];
  for (const [index, section] of sections.entries()) {
    if (section.kind === 'answer') answers.push({ section: index, hash: hashSection(section), range: section.range });
  }
  return { sections: sections.length, empty: sections.every(({ blocks }) => blocks.length === 0), answers };
}

function hashSection(section: Section): number {
  const hash = new TextHash();
  for (const block of section.blocks) {
    if (block.type === 'markdown') hash.add(block.markdown);
    else {
      const point = section.points[block.point];
      if (point?.label !== undefined) hash.add(point.label);
      hash.add(point?.text ?? '');
    }
  }
  return hash.letters < MIN_LETTERS ? 0 : hash.value;
}

/** 53 bits from two multiplicative hashes (FNV-1a with two primes); punctuation, ASCII case and spaces do not count. */
export class TextHash {
  letters = 0;
  #low = 0x811c9dc5 | 0;
  #high = 0x9e3779b1 | 0;

  add(text: string): void {
    let letters = 0;
    let low = this.#low;
    let high = this.#high;
    for (let at = 0; at < text.length; at += 1) {
      let code = text.charCodeAt(at);
      if (code < 128) {
        if (code >= 65 && code <= 90) code += 32;
        if (!((code >= 97 && code <= 122) || (code >= 48 && code <= 57))) continue;
      } else if (code >= 0x2010 && code <= 0x2027) continue;
      letters += 1;
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x85ebca6b);
    }
    this.letters += letters;
    this.#low = low;
    this.#high = high;
  }

  get value(): number {
    return (this.#high >>> 11) * 0x1_0000_0000 + (this.#low >>> 0);
  }
}
