import type * as vscode from 'vscode';
import type { StepPlace, Tour, TourFolder } from '../../tour';
import type { IndexedCard } from '../cards/card-index';
import type { LoadedDeck } from '../decks/library';

/** A tour and what is needed to walk it. */
export interface PlayableTour {
  readonly tour: Tour;
  /** The `.tour` file; a generated tour has none. */
  readonly file?: vscode.Uri;
  /** Folders of code that its steps may be in, first one first. */
  readonly folders: readonly TourFolder[];
  /** Where the steps are. */
  readonly places: readonly StepPlace[];
  /** Where to return at the end. */
  readonly card?: IndexedCard;
  /** Whose tour it is; says where it is saved. */
  readonly deck?: LoadedDeck;
}
