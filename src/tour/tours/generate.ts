import type { Anchor } from '../anchors';
import { isWholeFile, type LinkTarget } from '../links';
import { newStep, newTour } from './edit';
import type { Tour, TourStep } from './types';

/** A code link of a card that has one place. */
export interface TourStop {
  readonly target: LinkTarget;
  /** The sentence in which the link stands, as Markdown. */
  readonly note: string;
  /** Taken of the target's line, where the tour is to outlive edits. */
  readonly anchor?: Anchor;
}

export interface CardStops {
  readonly question: string;
  readonly stops: readonly TourStop[];
}

/** A step with the folder that its file is relative to. */
export interface GeneratedStep {
  readonly step: TourStep;
  readonly root: string;
}

export interface GeneratedTour {
  readonly tour: Tour;
  /** The absolute folder of each step's file. */
  readonly roots: readonly string[];
}

/**
 * The tour of one card: a step per link, in the order of the answer. Two links to one place in one sentence are one step.
 */
export function cardTour({ question, stops }: CardStops): GeneratedTour {
  return chain(question, [{ question, stops }], false);
}

/** The tour of a round: its cards' tours one after the other; each step says whose it is. */
export function roundTour(title: string, cards: readonly CardStops[]): GeneratedTour {
  return chain(title, cards, true);
}

function chain(title: string, cards: readonly CardStops[], named: boolean): GeneratedTour {
  const generated = cards.flatMap(({ question, stops }) =>
    unique(stops).map(({ target, note, anchor }): GeneratedStep => {
      const { file } = target;
      return {
        step: newStep({
          title: named ? question : nameOf(target),
          description: note,
          file: file.path,
          ...(isWholeFile(target) ? {} : { line: target.line + 1 }),
          ...(anchor === undefined ? {} : { anchor }),
        }),
        root: file.root,
      };
    }),
  );
  return {
    tour: newTour(
      title,
      generated.map(({ step }) => step),
    ),
    roots: generated.map(({ root }) => root),
  };
}

function unique(stops: readonly TourStop[]): readonly TourStop[] {
  const seen = new Set<string>();
  return stops.filter(({ target, note }) => {
    const key = JSON.stringify([target.file.root, target.file.path, target.line, note]);
    return !seen.has(key) && seen.add(key);
  });
}

/** `ControlPlane.charge`, or the file. */
const nameOf = ({ symbol, file }: LinkTarget): string =>
  symbol === undefined ? file.path : [...symbol.container, symbol.name].join('.');
