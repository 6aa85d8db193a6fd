import { normaliseQuestion } from './normalise';
import type { Section } from './types';

/** What cards are compared by. */
export interface Fingerprint {
  /** The normalised question. */
  readonly question: string;
  /** For each section a hash of its words; 0 where it is no answer or says too little to be compared. */
  readonly sections: readonly number[];
}

/** Fewer letters than this are an answer like "Yes, it does.", which two questions may well share. */
const MIN_LETTERS = 24;

export function fingerprint(question: string, sections: readonly Section[]): Fingerprint {
  return {
    question: normaliseQuestion(question),
    sections: sections.map((section) => (section.kind === 'answer' ? hashSection(section) : 0)),
  };
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
  #low = 0x811c9dc5;
  #high = 0x9e3779b1;

  add(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      let code = text.charCodeAt(at);
      if (code < 128) {
        if (code >= 65 && code <= 90) code += 32;
        if (!((code >= 97 && code <= 122) || (code >= 48 && code <= 57))) continue;
      } else if (code >= 0x2010 && code <= 0x2027) continue;
      this.letters += 1;
      this.#low = Math.imul(this.#low ^ code, 0x01000193);
      this.#high = Math.imul(this.#high ^ code, 0x85ebca6b);
    }
  }

  get value(): number {
    return (this.#high >>> 11) * 0x1_0000_0000 + (this.#low >>> 0);
  }
}
