import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openSandbox, type Cell, type Sandbox } from '../../../src/spot';
import { progressTables, type PhasedReview, type Progress, type StudyCard } from '../../../src/study';
import { dayToText } from '../../../src/study/calendar';
import { open } from '../engine/support';
import { temporaryFolder, type TestClock } from './support/help';
import { studyAtRandom } from './support/random-log';

const MEDIA = path.resolve('media/progress');
const RATINGS = ['', 'Again', 'Hard', 'Good', 'Easy'];

async function openAt(folder: string): Promise<Sandbox> {
  return openSandbox({
    files: { model: path.join(MEDIA, 'model.yaml'), policy: path.join(MEDIA, 'policy.yaml') },
    engine: open(),
    parameters: { folder },
  });
}

function writeTables(folder: string, progress: Progress, cards: readonly StudyCard[], now: number): void {
  mkdirSync(folder, { recursive: true });
  const shown = cards.map((card) => ({ ...card, deckTitle: 'Interviews', kind: 'answer' }));
  for (const { name, csv } of progressTables(progress, shown, now)) {
    writeFileSync(path.join(folder, `${name}.csv`), [...csv].join(''));
  }
}

describe('progress, asked about', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let sandbox: Sandbox;
  let progress: Progress;
  let cards: readonly StudyCard[];
  let clock: TestClock;
  let reviews: readonly PhasedReview[];
  let today: number;

  before(async () => {
    ({ progress, cards, clock } = await studyAtRandom(folder.path, 2, 200));
    today = progress.calendar.dayOf(clock.now);
    reviews = [...progress.ratings()];
    // A folder's name is no pattern.
    const at = path.join(folder.path, "it's [a] folder");
    writeTables(at, progress, cards, clock.now);
    sandbox = await openAt(at);
  });
  after(async () => {
    await sandbox.close();
    await progress.close();
    folder.remove();
  });

  async function ask(question: string): Promise<readonly (readonly Cell[])[]> {
    const answer = await sandbox.ask({ question, user: 'you', now: dayToText(today) });
    assert.equal(answer.status, 'answered', `${question}: ${answer.message ?? ''}`);
    return answer.rows;
  }

  const roundOf = (uid: string): string => cards.find((card) => card.uid === uid)?.round ?? assert.fail(uid);
  const counts = (review: PhasedReview): boolean => review.mode === 'study' && review.phase === 'review';
  const retention = (of: readonly PhasedReview[]): number | null => {
    const counted = of.filter(counts);
    return counted.length === 0 ? null : counted.filter(({ rating }) => rating > 1).length / counted.length;
  };
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

  function groups<T>(items: readonly T[], key: (item: T) => string, value: (items: readonly T[]) => Cell): Cell[][] {
    const found = new Map<string, T[]>();
    for (const item of items) found.set(key(item), [...(found.get(key(item)) ?? []), item]);
    return [...found].map(([name, members]) => [name, value(members)]);
  }

  function assertSame(actual: readonly (readonly Cell[])[], expected: readonly (readonly Cell[])[]): void {
    const plain = (rows: readonly (readonly Cell[])[]): string[] =>
      rows
        .map((row) =>
          row.map((cell) =>
            cell !== null && cell !== '' && Number.isFinite(Number(cell)) && cell !== '007'
              ? Number(cell).toFixed(9)
              : cell,
          ),
        )
        .map((row) => JSON.stringify(row))
        .sort();
    assert.deepEqual(plain(actual), plain(expected));
  }

  it('counts reviews by round, rating, day and card', async () => {
    const number = (items: readonly unknown[]): number => items.length;
    const round = ({ uid }: PhasedReview): string => roundOf(uid);
    assertSame(await ask('reviews'), [[reviews.length]]);
    assertSame(await ask('reviews by round'), groups(reviews, round, number));
    assertSame(
      await ask('reviews by rating'),
      groups(reviews, ({ rating }) => RATINGS[rating] ?? '', number),
    );
    assertSame(
      await ask('reviews daily'),
      groups(reviews, ({ day }) => dayToText(day), number),
    );
    assertSame(
      await ask('reviews by question'),
      groups(reviews, ({ uid }) => cards.find((card) => card.uid === uid)?.question ?? '', number),
    );
    assertSame(
      await ask('reviews by hour of day'),
      groups(reviews, ({ at }) => String(new Date(at).getHours()), number),
    );
    assertSame(await ask('cram reviews'), [[reviews.filter(({ mode }) => mode === 'cram').length]]);
  });

  it('computes retention, of all time and lately', async () => {
    assertSame(await ask('retention'), [[retention(reviews)]]);
    const lately = reviews.filter(({ day }) => day >= today - 30 && day < today);
    assertSame(
      await ask('retention by round last 30 days'),
      groups(lately, ({ uid }) => roundOf(uid), retention),
    );
    assertSame(await ask('lapses'), [[reviews.filter((one) => counts(one) && one.rating === 1).length]]);
  });

  it('adds up speaking time and averages coverage', async () => {
    const spoken = reviews.flatMap(({ spokenMs }) => spokenMs ?? []);
    assertSame(await ask('minutes spoken'), [[sum(spoken) / 60_000]]);
    assertSame(await ask('average speaking time'), [[sum(spoken) / 1000 / spoken.length]]);
    const covered = reviews.flatMap(({ coverage }) => coverage ?? []);
    assertSame(await ask('average coverage'), [[sum(covered) / covered.length]]);
  });

  it('knows where cards stand today', async () => {
    const { due } = progress.summary(cards, clock.now);
    assertSame(await ask('cards due'), [[due]]);
    const known = cards.filter(({ uid }) => progress.state(uid).phase === 'review');
    assertSame(await ask('known cards'), [[known.length]]);
    assertSame(await ask('cards known by round and deck'), groupsOfRounds(known));
    const suspended = cards.filter(({ uid }) => progress.state(uid).suspended);
    assertSame(await ask('cards where state is suspended'), [[suspended.length]]);
    assertSame(await ask('cards by state'), await ask('number of cards by state'));
  });

  function groupsOfRounds(known: readonly StudyCard[]): Cell[][] {
    return [...new Set(cards.map(({ round }) => round))].map((round) => [
      round,
      'Interviews',
      known.filter((card) => card.round === round).length,
    ]);
  }

  it('answers somebody who never studied, too', async () => {
    const none = await studyAtRandom(folder.path, 0, 0);
    const at = path.join(folder.path, 'nothing');
    writeTables(at, none.progress, [], none.clock.now);
    const empty = await openAt(at);
    try {
      for (const question of ['reviews by round', 'retention by round last 30 days', 'cards due', 'minutes spoken']) {
        const { status } = await empty.ask({ question, user: 'you', now: '2026-03-02' });
        assert.equal(status, 'answered', question);
      }
    } finally {
      await empty.close();
      await none.progress.close();
    }
  });
});
