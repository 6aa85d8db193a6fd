import { blamed } from './blame';
import { definedIn, uniqueDefinitions } from './names';
import { git } from './repository';
import { squeeze, track, type Spot } from './tracking';
import { survivors } from './windows';

export interface Sample extends Spot {
  readonly text: string;
}

/**
 * - `alive`: it is followed to a line of the same text, and no method sees it elsewhere
 * - `edited`: the same with another text: through edits, or by a name that both trees define once
 * - `gone`: none of them sees it any more
 * - `disputed`: they disagree, or it is changed beyond recognition; counted apart
 */
export type Truth = { readonly kind: 'alive' | 'edited'; readonly spot: Spot } | { readonly kind: 'gone' | 'disputed' };

type Texts = ReadonlyMap<string, string>;

/** What became of the lines, by four methods that the resolver does not use. */
export async function truths(
  folder: string,
  commit: string,
  samples: readonly Sample[],
  { old, now }: { readonly old: Texts; readonly now: Texts },
): Promise<Truth[]> {
  const head = git(folder, 'rev-parse', 'HEAD').trim();
  const fates = track(folder, commit, head, samples);
  const blame = new Map<string, (Spot | undefined)[]>();
  for (const file of new Set(samples.map((sample) => sample.file))) {
    blame.set(file, await blamed(folder, commit, head, file));
  }
  const [defined, definedNow] = [uniqueDefinitions(old), uniqueDefinitions(now)];
  const windows = survivors(old, now);
  const splitNow = new Map([...now].map(([file, text]) => [file, text.split('\n')]));
  return samples.map((sample, at): Truth => {
    const tracked = fates[at]?.spot;
    const seen = blame.get(sample.file)?.[sample.line];
    const name = definedIn(sample.text);
    const named = name !== undefined && defined.has(name) ? definedNow.get(name) : undefined;
    const among = windows.get(`${sample.file}:${sample.line}`);
    const spots = [tracked, seen, named, among].filter((spot) => spot !== undefined);
    const [spot] = spots;
    if (spot === undefined) return { kind: fates[at]?.unsure === true ? 'disputed' : 'gone' };
    // Blame also sees copies that were there before, and lines among their old neighbours may be such copies too.
    if (tracked === undefined && named === undefined) return { kind: 'disputed' };
    if (!spots.every((other) => same(other, spot))) return { kind: 'disputed' };
    // Blame gives up a line that moved within a commit; its text is there to see.
    const unchanged = squeeze(splitNow.get(spot.file)?.[spot.line] ?? '') === squeeze(sample.text);
    return { kind: unchanged ? 'alive' : 'edited', spot };
  });
}

export function same(left: Spot, right: Spot): boolean {
  return left.file === right.file && left.line === right.line;
}
