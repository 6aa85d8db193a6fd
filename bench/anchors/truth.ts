import { blamed } from './blame';
import { git } from './repository';
import { squeeze, track, type Spot } from './tracking';

export interface Sample extends Spot {
  readonly text: string;
}

/**
 * - `alive`: tracking and blame see the line at the same place
 * - `edited`: tracking followed it through edits, blame gave it up
 * - `gone`: neither sees it any more
 * - `disputed`: they disagree; counted apart
 */
export type Truth =
  | { readonly kind: 'alive' | 'edited'; readonly spot: Spot }
  | { readonly kind: 'gone' }
  | { readonly kind: 'disputed'; readonly spots: readonly Spot[] };

/** What became of the lines, by two methods that the resolver does not use. */
export async function truths(
  folder: string,
  commit: string,
  samples: readonly Sample[],
  newText: (spot: Spot) => string | undefined,
): Promise<Truth[]> {
  const head = git(folder, 'rev-parse', 'HEAD').trim();
  const fates = track(folder, commit, head, samples);
  const files = [...new Set(samples.map(({ file }) => file))];
  const blame = new Map<string, (Spot | undefined)[]>();
  for (const file of files) blame.set(file, await blamed(folder, commit, head, file));
  return samples.map((sample, at): Truth => {
    const { spot, edited } = fates[at] ?? { edited: false };
    const seen = blame.get(sample.file)?.[sample.line];
    if (spot === undefined && seen === undefined) return { kind: 'gone' };
    if (spot !== undefined && seen !== undefined && same(spot, seen)) return { kind: 'alive', spot };
    if (spot !== undefined && seen === undefined) {
      if (edited) return { kind: 'edited', spot };
      // Blame gives up a line that was moved within a commit or rewrapped around; its text is there to see.
      if (squeeze(newText(spot) ?? '') === squeeze(sample.text)) return { kind: 'alive', spot };
    }
    return { kind: 'disputed', spots: [spot, seen].filter((one) => one !== undefined) };
  });
}

export function same(left: Spot, right: Spot): boolean {
  return left.file === right.file && left.line === right.line;
}
