/** A card of a deck as it was, or is, in the order of the deck. */
export interface PlacedCard {
  readonly uid: string;
  readonly question: string;
}

/** How much of the longer text must stand at the beginning and end of both, for one to be an edit of the other. */
const UNTOUCHED_SHARE = 0.5;

/**
 * Follows the edits of a deck that is open: where one card vanished and one appeared between the same two neighbours,
 * and their texts still agree around the edit, it is the same card, however much weight its few words carry.
 *
 * @param before the deck's cards before the edit
 * @param after its cards now; `isNew` says that no history was found for a card
 * @returns for the index of a card in `after`, the uid that it continues
 */
export function followEdits(
  before: readonly PlacedCard[],
  after: readonly (PlacedCard & { readonly isNew: boolean })[],
): ReadonlyMap<number, string> {
  const stayed = new Set(after.map(({ uid }) => uid));
  const vanished = new Map<string, PlacedCard[]>();
  for (const { run, between } of runs(before, ({ uid }) => !stayed.has(uid))) vanished.set(between, run);

  const continued = new Map<number, string>();
  const numbered = after.map((card, index) => ({ ...card, index }));
  for (const { run, between } of runs(numbered, ({ isNew }) => isNew)) {
    const gone = vanished.get(between);
    if (gone?.length !== run.length) continue;
    run.forEach((card, place) => {
      const old = gone[place];
      if (old !== undefined && untouchedShare(old.question, card.question) >= UNTOUCHED_SHARE) {
        continued.set(card.index, old.uid);
      }
    });
  }
  return continued;
}

/** Longest stretches of cards that `belongs` accepts, each with the uids of the cards around it. */
function runs<C extends PlacedCard>(
  cards: readonly C[],
  belongs: (card: C) => boolean,
): { run: C[]; between: string }[] {
  const found: { run: C[]; between: string }[] = [];
  let left = '';
  let run: C[] = [];
  const close = (right: string) => {
    if (run.length > 0) found.push({ run, between: JSON.stringify([left, right]) });
    run = [];
    left = right;
  };
  for (const card of cards) {
    if (belongs(card)) run.push(card);
    else close(card.uid);
  }
  close('');
  return found;
}

/** Common beginning and end of two texts, as a share of the longer one. */
function untouchedShare(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return (start + end) / Math.max(1, a.length, b.length);
}
