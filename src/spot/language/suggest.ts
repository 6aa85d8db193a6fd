import type { Names } from './lexicon/names';
import { fieldKey, type ValueIndex } from './lexicon/values';
import { SimilarTexts } from './lexicon/similar';
import type { Resolver } from './resolve/resolver';
import { quote } from './resolve/resolver';
import { fold } from './text/normalise';
import { phraseKey } from './text/tokens';
import type { Suggestion } from './types';

const MOST = 4;

/** What an unknown word may have been meant to be: names, synonyms and the tenant's values that look like it. */
export class Suggester {
  private index: SimilarTexts | undefined;

  constructor(
    private readonly names: Names,
    private readonly values: ValueIndex,
  ) {}

  suggest(text: string, start: number, end: number, resolver: Resolver): Suggestion[] {
    const wanted = fold(text.trim().replace(/^["'[]|["'\]]$/g, ''));
    this.index ??= new SimilarTexts(this.names.all.map(({ phrase }) => fold(phrase)));
    const names = this.index.find(wanted, MOST).flatMap(({ id, score }) => {
      const entry = this.names.all[id];
      return entry ? [{ text: entry.phrase, key: entry.key, score: score + 0.05 }] : [];
    });
    const values = this.values.similar(wanted, MOST).flatMap(({ of, value, score }) => {
      const known = this.names.own(fieldKey(of));
      const plain = this.values.lookup(phraseKey(value, 'text')).length === 1 && /^[\p{L}\p{N} ]+$/u.test(value);
      const written = plain ? value : `${quote(value)} ${resolver.phraseOf(of)}`;
      return known ? [{ text: written, key: `${fieldKey(of)}=${value}`, score: score - 0.05 }] : [];
    });
    const seen = new Set<string>();
    return [...names, ...values]
      .sort((a, b) => b.score - a.score || (a.text < b.text ? -1 : 1))
      .filter(({ key }) => (seen.has(key) ? false : seen.add(key)))
      .slice(0, MOST)
      .map((found) => ({ text: found.text, start, end, label: found.text }));
  }
}
