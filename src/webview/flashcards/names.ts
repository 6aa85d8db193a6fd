import type { CardView, FlashcardStringKey, Rating } from '../../protocol';

/** The text that names each rating. */
export const RATING_NAMES = { 1: 'again', 2: 'hard', 3: 'good', 4: 'easy' } as const satisfies Record<
  Rating,
  FlashcardStringKey
>;

/** The text that names each state of a card. */
export const STATE_NAMES = {
  new: 'stateNew',
  learning: 'stateLearning',
  review: 'stateReview',
  relearning: 'stateRelearning',
} as const satisfies Record<CardView['state'], FlashcardStringKey>;
