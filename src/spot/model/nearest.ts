/** Optimal string alignment distance, given up (as `limit + 1`) once it exceeds `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1;
      let value = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      const swapped =
        i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (swapped) value = Math.min(value, (before[j - 2] ?? 0) + 1);
      current.push(value);
      smallest = Math.min(smallest, value);
    }
    if (smallest > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
}

/** The candidates that a misspelt word may have meant, nearest first; at most three, none if all are far off. */
export function nearest(word: string, candidates: Iterable<string>): string[] {
  if (word.length > 100) return [];
  const wanted = word.toLowerCase();
  const limit = wanted.length <= 3 ? 1 : wanted.length <= 7 ? 2 : 3;
  const found: { candidate: string; far: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const far = distance(wanted, candidate.toLowerCase(), limit);
    if (far <= limit) found.push({ candidate, far });
  }
  found.sort((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1));
  return found.slice(0, 3).map(({ candidate }) => candidate);
}

/** `Did you mean "x"?`, or else what there is to choose from. */
export function hint(word: string, candidates: Iterable<string>): string {
  const all = [...new Set(candidates)];
  const [first] = nearest(word, all);
  if (first !== undefined) return `Did you mean "${first}"?`;
  if (all.length === 0) return '';
  const listed = all.slice(0, 12).join(', ');
  return `Choose one of: ${listed}${all.length > 12 ? ', …' : ''}.`;
}
