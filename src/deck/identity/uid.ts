import { createHash } from 'node:crypto';
import { normaliseQuestion } from '../normalise';
import type { CardIdentity } from './types';

/** 80 bits in base 32: no collisions to expect below some billion cards, and short enough to read in a log. */
const UID_LENGTH = 16;
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * The uid of a card without history: a hash of its deck and its explicit id, else its normalised question and round.
 * Two devices that meet the same card give it the same uid. `ordinal` sets apart cards that agree in all of these
 * (0 for the first).
 */
export function cardUid(card: Omit<CardIdentity, 'id'>, ordinal = 0): string {
  const { deck, explicitId } = card;
  return comparableUid(
    { deck, explicitId, question: comparable(card.question), round: comparable(card.round) },
    ordinal,
  );
}

/** The same for texts that are comparable already. */
export function comparableUid(
  {
    deck,
    explicitId,
    question,
    round,
  }: Pick<CardIdentity, 'deck' | 'question' | 'round'> & { explicitId: string | undefined },
  ordinal = 0,
): string {
  const key = explicitId === undefined ? ['question', deck, question, round] : ['id', deck, explicitId];
  // JSON keeps the parts apart whatever they contain.
  const digest = createHash('sha256')
    .update(JSON.stringify(ordinal === 0 ? key : [...key, ordinal]))
    .digest();
  let uid = '';
  for (let index = 0; index < UID_LENGTH; index++) uid += ALPHABET.charAt((digest[index] ?? 0) & 31);
  return uid;
}

/** Far more than anybody asks in one breath; what follows is not compared. */
const MAX_QUESTION = 4000;

/** The text as identity sees it. Texts without a word, such as `[] + {}`, are compared as they stand. */
export function comparable(text: string): string {
  const start = text.slice(0, MAX_QUESTION);
  return normaliseQuestion(start) || start.trim();
}
