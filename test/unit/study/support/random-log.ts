import path from 'node:path';
import type { Progress, Rating, StudyCard } from '../../../../src/study';
import { DAY, MINUTE, TestClock, makeCards, openIn } from './help';

/** Numbers from 0 to 1 that are the same for the same seed (a linear congruence modulo 2^32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

export const DECK = 'interviews/deck.md';

/** Cards of two rounds; their questions hold whatever is awkward in a file. */
export function awkwardCards(): StudyCard[] {
  const texts = ['007', '2026-01-01', '', ' a, "b"; c ', 'two\nlines', 'CR\r\nLF', 'naïve 🙂 \u2028', 'null', "it's"];
  return ['System design', 'Round "1"'].flatMap((round) =>
    makeCards(texts.length, round, DECK).map((card, order) => ({ ...card, question: texts[order] ?? '' })),
  );
}

/** Some weeks of study: ratings at all hours, crams, undone ratings, suspended, buried, flagged and reset cards, an adoption. */
export async function studyAtRandom(
  folder: string,
  seed: number,
  steps: number,
): Promise<{ progress: Progress; cards: StudyCard[]; clock: TestClock }> {
  const random = randomNumbers(seed);
  const clock = new TestClock();
  const progress = await openIn(path.join(folder, String(seed)), { clock: clock.read });
  const cards = awkwardCards();
  const [former] = makeCards(1, 'Former', DECK);
  if (former !== undefined) {
    await progress.review(former, 3);
    clock.pass(20 * MINUTE);
    await progress.review(former, 3);
    const heir = cards[1];
    if (heir !== undefined && seed % 2 === 0) await progress.adopt(former.uid, heir.uid);
  }
  for (let step = 0; step < steps; step += 1) {
    clock.pass(random() < 0.5 ? 2 * MINUTE : random() * 2 * DAY);
    const card = cards[Math.floor(random() * (cards.length - 2))];
    if (card === undefined) continue;
    const choice = random();
    if (choice < 0.85) {
      const rating = ([1, 2, 3, 3, 3, 4] as const)[Math.floor(random() * 6)] ?? 3;
      const { id } = await progress.review(card, rating satisfies Rating, {
        mode: random() < 0.1 ? 'cram' : 'study',
        ...(random() < 0.7 ? { spokenMs: Math.round(random() * 200_000) } : {}),
        ...(random() < 0.5 ? { coverage: random() } : {}),
      });
      if (random() < 0.1) await progress.undo(id);
    } else if (choice < 0.88) await progress.suspend(card);
    else if (choice < 0.92) await progress.unsuspend(card);
    else if (choice < 0.94) await progress.bury(card);
    else if (choice < 0.98) await progress.flag(card);
    else await progress.reset(card);
  }
  return { progress, cards, clock };
}
