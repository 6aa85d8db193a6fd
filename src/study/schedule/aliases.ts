/** A confirmed match, in the order in which matches count. */
export interface Adoption {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly device: string;
  readonly seq: number;
  readonly idHash: number;
}

/**
 * Which card each card continues as, after all adoptions. A card is adopted once, by the first adoption in order; one
 * that would close a circle is left out.
 */
export function resolveAdoptions(adoptions: readonly Adoption[]): Map<number, number> {
  const next = new Map<number, number>();
  const find = (card: number): number => {
    let root = card;
    for (let up = next.get(root); up !== undefined; up = next.get(root)) root = up;
    let step = card;
    for (let up = next.get(step); up !== undefined && up !== root; up = next.get(step)) {
      next.set(step, root);
      step = up;
    }
    return root;
  };
  for (const { from, to } of [...adoptions].sort(compare)) {
    if (!next.has(from) && find(to) !== from) next.set(from, to);
  }
  return new Map([...next.keys()].map((card) => [card, find(card)]));
}

function compare(a: Adoption, b: Adoption): number {
  return (
    a.at - b.at || (a.device < b.device ? -1 : a.device > b.device ? 1 : 0) || a.seq - b.seq || a.idHash - b.idHash
  );
}
