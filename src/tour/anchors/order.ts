import type { Memory } from './memory';
import { accepted, type Accepted } from './accept';
import type { Candidate } from './search';

interface Searched {
  readonly memory: Memory;
  /** Best first. */
  readonly candidates: readonly Candidate[];
}

interface Pin {
  readonly from: number;
  readonly to: number;
  readonly evidence: number;
}

/**
 * Decides for several anchors of one file at once. Lines rarely change places: those that are sure pin the order, and
 * one that could be in several places is where the order has room for it. Some are known to have stayed.
 */
export function inOrder(
  searched: readonly Searched[],
  stayed: readonly { readonly from: number; readonly to: number }[],
  stayedIn: string,
): (Accepted | undefined)[] {
  const chosen = searched.map(({ candidates }) => accepted(candidates));
  const pins = new Map<string, readonly Pin[]>();
  const pinsOf = (file: string): readonly Pin[] => {
    let known = pins.get(file);
    if (known === undefined) {
      known = rising([
        ...(file === stayedIn ? stayed.map((pin) => ({ ...pin, evidence: CERTAIN })) : []),
        ...chosen.flatMap((best, at) =>
          best?.candidate.target.file === file
            ? [
                {
                  from: searched[at]?.memory.anchor.line ?? 0,
                  to: best.candidate.line,
                  evidence: best.candidate.evidence,
                },
              ]
            : [],
        ),
      ]);
      pins.set(file, known);
    }
    return known;
  };
  return searched.map(({ memory, candidates }, at) => {
    const best = chosen[at];
    if (best !== undefined) return best;
    const fitting = candidates.filter((candidate) =>
      fits(memory.anchor.line, candidate, pinsOf(candidate.target.file)),
    );
    return fitting.length < candidates.length ? accepted(fitting) : undefined;
  });
}

function fits(from: number, { line }: Candidate, pins: readonly Pin[]): boolean {
  return pins.every((pin) => pin.from === from || pin.from < from === pin.to < line);
}

/** The pins of most evidence in all whose order has not changed: a longest increasing subsequence by weight. */
function rising(all: readonly Pin[]): Pin[] {
  const pins = [...all].sort((a, b) => a.from - b.from || a.to - b.to).slice(0, MAX_PINS);
  const best = pins.map(({ evidence }) => evidence);
  const previous = pins.map(() => -1);
  pins.forEach((pin, at) => {
    for (let before = 0; before < at; before++) {
      const sum = (best[before] ?? 0) + pin.evidence;
      const earlier = pins[before];
      if (earlier === undefined || earlier.to >= pin.to || sum <= (best[at] ?? 0)) continue;
      best[at] = sum;
      previous[at] = before;
    }
  });
  const kept: Pin[] = [];
  for (let at = best.indexOf(Math.max(...best)); at >= 0; at = previous[at] ?? -1) {
    const pin = pins[at];
    if (pin !== undefined) kept.push(pin);
  }
  return kept;
}

/** As much as an untouched line has. */
const CERTAIN = 12;

/** Keeps the table small: it grows with the square. */
const MAX_PINS = 1500;
