import { dayToText } from '../calendar';
import type { Progress } from '../progress';
import { statusOf } from '../schedule/status';
import type { PhasedReview, Rating, StudyCard } from '../types';
import { csvText, type Bare, type CsvCell } from './csv';

/** A card as a table shows it. */
export interface TableCard extends StudyCard {
  /** What the user calls the deck; `deck` may be a path. */
  readonly deckTitle: string;
  readonly kind: string;
}

/** One table as text. */
export interface ProgressTable {
  readonly name: 'rounds' | 'cards' | 'reviews';
  /** CSV in pieces, made while it is read. */
  readonly csv: Iterable<string>;
}

const ROUND_COLUMNS = ['round_id', 'deck', 'deck_path', 'round'];
const CARD_COLUMNS = [
  ...['card_id', 'round_id', 'question', 'kind', 'in_deck', 'state', 'due_on', 'due', 'known', 'flagged', 'leech'],
  ...['interval_days', 'stability', 'difficulty', 'introduced_on'],
];
const REVIEW_COLUMNS = [
  ...['review_id', 'card_id', 'reviewed_on', 'reviewed_at', 'rating', 'rating_name', 'mode', 'phase'],
  ...['recalled', 'lapse', 'spoken_seconds', 'coverage'],
];

const RATING_NAMES: Readonly<Record<Rating, string>> = { 1: 'Again', 2: 'Hard', 3: 'Good', 4: 'Easy' };
/** A label needs no more, and the reader of a file has limits. */
const LONGEST_TEXT = 1000;

/**
 * The user's progress as three tables, for questions about it: rounds, cards (of the decks that are there, and cards
 * with a history whose deck is not), reviews (every rating that was not taken back, under the card that continues its
 * own). Days are study days; times are local. `now`: milliseconds since the epoch. Nothing is written.
 */
export function progressTables(progress: Progress, cards: readonly TableCard[], now: number): readonly ProgressTable[] {
  const rounds = new Map<string, readonly CsvCell[]>();
  const roundOf = (path: string, title: string, round: string): number => {
    const key = JSON.stringify([path, round]);
    const known = rounds.get(key)?.[0];
    if (typeof known === 'number') return known;
    rounds.set(key, [rounds.size, label(title), label(path), label(round)]);
    return rounds.size - 1;
  };

  const titles = new Map(cards.map(({ deck, deckTitle }) => [deck, deckTitle]));
  const numbers = new Map<string, number>();
  const rows: (readonly CsvCell[])[] = [];
  const add = (card: StudyCard, kind: string | undefined, title: string): void => {
    if (numbers.has(card.uid)) return;
    const round = roundOf(card.deck, title, card.round);
    rows.push([
      numbers.size,
      round,
      label(card.question),
      kind,
      ...cardState(progress, card.uid, kind !== undefined, now),
    ]);
    numbers.set(card.uid, numbers.size);
  };
  for (const card of cards) add(card, card.kind, card.deckTitle);
  for (const known of progress.knownCards()) {
    add({ ...known, order: 0 }, undefined, titles.get(known.deck) ?? known.deck);
  }

  const reviewRow = (review: PhasedReview, id: number): readonly CsvCell[] => {
    const counts = review.mode === 'study' && review.phase === 'review';
    return [
      ...[id, numbers.get(review.uid), day(review.day), localTime(review.at)],
      ...[review.rating, RATING_NAMES[review.rating], review.mode, review.phase],
      counts ? flag(review.rating > 1) : undefined,
      flag(counts && review.rating === 1),
      review.spokenMs === undefined ? undefined : review.spokenMs / 1000,
      review.coverage,
    ];
  };
  return [
    { name: 'rounds', csv: csvText(ROUND_COLUMNS, rounds.values()) },
    { name: 'cards', csv: csvText(CARD_COLUMNS, rows) },
    { name: 'reviews', csv: csvText(REVIEW_COLUMNS, numbered(progress.ratings(), reviewRow)) },
  ];
}

/** From `in_deck` on. */
function cardState(progress: Progress, uid: string, inDeck: boolean, now: number): CsvCell[] {
  const standing = progress.standing(uid);
  const { memory, dueDay, firstDay } = standing;
  const status = statusOf(standing, progress.calendar.dayOf(now));
  const isNew = memory.phase === 'new';
  return [
    flag(inDeck),
    inDeck ? (status === 'later' ? 'scheduled' : status) : 'not in a deck',
    dueDay === undefined ? undefined : day(dueDay),
    flag(inDeck && status === 'due'),
    flag(inDeck && memory.phase === 'review'),
    { bare: String(standing.flagged) },
    { bare: String(memory.lapses >= progress.settings.leechLapses) },
    isNew ? undefined : memory.intervalDays,
    isNew ? undefined : memory.stability,
    isNew ? undefined : memory.difficulty,
    firstDay === undefined ? undefined : day(firstDay),
  ];
}

function* numbered<T, Row>(items: Iterable<T>, row: (item: T, number: number) => Row): Generator<Row, void, undefined> {
  let number = 0;
  for (const item of items) {
    yield row(item, number);
    number += 1;
  }
}

const flag = (yes: boolean): number => (yes ? 1 : 0);

const day = (number: number): Bare => ({ bare: dayToText(number) });

function localTime(at: number): Bare {
  const local = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${String(local.getFullYear()).padStart(4, '0')}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
  return { bare: `${date} ${two(local.getHours())}:${two(local.getMinutes())}:${two(local.getSeconds())}` };
}

/** Well-formed, so that what is written can be read. */
function label(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}
