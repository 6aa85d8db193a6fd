import type { Card, CodeLink } from '../../deck';
import type { ResolvedLink } from '../../tour';
import type { LoadedDeck } from '../decks/library';

/** A card and the deck that it stands in. */
export interface DeckCard {
  readonly deck: LoadedDeck;
  readonly card: Card;
}

/** Text of a card that names code, and what it means. */
export interface CardLink {
  readonly link: CodeLink;
  /** What the rendered text calls it: its text, or path and fragment of an explicit link. */
  readonly key: string;
  readonly found: ResolvedLink;
}

export function linkKey({ text, target }: CodeLink): string {
  if (target === undefined) return text;
  return target.fragment === undefined ? target.path : `${target.path}#${target.fragment}`;
}

/** Each link once, in the order of the answer. */
export function uniqueLinks(links: readonly CardLink[]): readonly CardLink[] {
  const seen = new Set<string>();
  return links.filter(({ key }) => !seen.has(key) && seen.add(key));
}

const PAUSE_AFTER_MS = 8;
/** So much may be spent on answers in one go by somebody who cannot wait. */
const BURST_MS = 40;
const NONE: readonly CodeLink[] = [];

/** The code links of whole decks. Answers are parsed a little at a time, so that the editor goes on, and only once. */
export class LinkTable {
  private readonly known = new WeakMap<Card, readonly CodeLink[]>();
  /** When the current burst began; undefined between two. */
  private burst: number | undefined;

  /** The cards of a deck that have code links. */
  async *cards({ deck }: LoadedDeck): AsyncGenerator<{ readonly card: Card; readonly links: readonly CodeLink[] }> {
    let since = performance.now();
    for (const { cards } of deck.rounds) {
      for (const card of cards) {
        const links = this.linksOf(card);
        if (links.length > 0) yield { card, links };
        if (performance.now() - since < PAUSE_AFTER_MS) continue;
        await new Promise((resolve) => setImmediate(resolve));
        since = performance.now();
      }
    }
  }

  /** The links of a card, unless too many answers have been parsed in this turn already. */
  atOnce(card: Card): readonly CodeLink[] | undefined {
    const known = this.known.get(card);
    if (known !== undefined) return known;
    if (this.burst === undefined) {
      this.burst = performance.now();
      setImmediate(() => {
        this.burst = undefined;
      });
    }
    return performance.now() - this.burst < BURST_MS ? this.linksOf(card) : undefined;
  }

  linksOf(card: Card): readonly CodeLink[] {
    const known = this.known.get(card);
    if (known !== undefined) return known;
    const links = card.codeLinks.length > 0 ? card.codeLinks : NONE;
    this.known.set(card, links);
    return links;
  }
}
