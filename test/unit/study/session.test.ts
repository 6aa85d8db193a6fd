import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StudySession } from '../../../src/study';
import type { Progress, Rating, Scope, StudyCard } from '../../../src/study';
import { DAY, MINUTE, TestClock, makeCards, openIn, temporaryFolder } from './support/help';

describe('a study session', function () {
  this.timeout(20_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let clock: TestClock;
  let progress: Progress;
  beforeEach(async () => {
    folder = temporaryFolder();
    clock = new TestClock();
    progress = await openIn(folder.path, { clock: clock.read });
  });
  afterEach(async () => {
    await progress.close();
    folder.remove();
  });

  const start = (cards: readonly StudyCard[], more: { scope?: Scope; mode?: 'cram'; seed?: number } = {}) =>
    StudySession.start(progress, { cards, ...more });

  /** Rates what comes, a second each, and returns the cards' positions in the deck. */
  async function go(session: StudySession, ratings: readonly Rating[]): Promise<number[]> {
    const seen: number[] = [];
    for (const rating of ratings) {
      clock.pass(1000);
      await session.refresh();
      const card = session.current;
      if (card === undefined) break;
      seen.push(card.order);
      await session.rate(rating);
    }
    return seen;
  }

  it('shows new cards in deck order, learning cards again, and ends when all are learned', async () => {
    const session = start(makeCards(3));
    assert.deepEqual(session.counts, { learning: 0, due: 0, new: 3 });
    assert.deepEqual(await go(session, [3, 3, 3]), [0, 1, 2]);
    assert.deepEqual(session.counts, { learning: 3, due: 0, new: 0 });
    assert.deepEqual(await go(session, [3, 3, 3]), [0, 1, 2], 'ahead of their time, as nothing else is left');
    assert.equal(session.current, undefined);
    assert.equal(session.done, 6);
    const { nextDue, newHeldBack } = session.finished!;
    assert.equal(newHeldBack, 0);
    assert.ok(nextDue !== undefined && nextDue > clock.now && new Date(nextDue).getHours() === 4);
    clock.now = nextDue;
    await session.refresh();
    assert.ok(session.current, 'the next morning goes on');
  });

  it('shows a learning card as soon as it is due, before everything else', async () => {
    const session = start(makeCards(10));
    assert.deepEqual(await go(session, [1, 3]), [0, 1]);
    clock.pass(MINUTE);
    await session.refresh();
    assert.equal(session.current?.order, 2, 'the card on show is not taken away');
    await session.rate(3);
    assert.equal(session.current.order, 0);
  });

  it('shows the longest overdue first and mixes new cards in', async () => {
    const cards = makeCards(12);
    for (const [index, card] of cards.slice(0, 8).entries()) {
      clock.pass(index === 4 ? 2 * DAY : 1000);
      await progress.review(card, 4);
    }
    clock.pass(60 * DAY);
    const session = start(cards);
    assert.deepEqual(session.counts, { learning: 0, due: 8, new: 4 });
    const order = await go(
      session,
      Array.from({ length: 12 }, () => 4 as const),
    );
    const due = order.filter((position) => position < 8);
    assert.equal(due.length, 8);
    const places = order.flatMap((position, place) => (position >= 8 ? [place] : []));
    assert.deepEqual(places, [2, 5, 8, 10], 'evenly among the due ones');
    assert.deepEqual(
      order.filter((position) => position >= 8),
      [8, 9, 10, 11],
    );
  });

  it('holds new cards back beyond the day’s limit, over all decks and sessions', async () => {
    await progress.close();
    progress = await openIn(folder.path, { clock: clock.read, settings: { newPerDay: 3 } });
    await go(start(makeCards(2, 'Round 9', 'other.md')), [4, 4]);
    const session = start(makeCards(5));
    assert.equal(session.counts.new, 1);
    await go(session, [4]);
    assert.equal(session.finished?.newHeldBack, 4);
    clock.pass(DAY);
    await session.refresh();
    assert.equal(session.counts.new, 3);
  });

  it('lets more new cards in today when asked, and only today', async () => {
    await progress.close();
    progress = await openIn(folder.path, { clock: clock.read, settings: { newPerDay: 2 } });
    const cards = makeCards(12);
    const session = start(cards);
    await go(session, [4, 4]);
    assert.deepEqual([session.current, session.finished?.newHeldBack], [undefined, 10]);
    session.allowMoreNew(3);
    assert.equal(session.counts.new, 3);
    const saved: unknown = JSON.parse(JSON.stringify(session.serialize()));
    assert.equal(StudySession.restore(progress, saved, cards)?.counts.new, 3);
    assert.deepEqual(await go(session, [4, 4, 4]), [2, 3, 4]);
    assert.equal(session.finished?.newHeldBack, 7);
    const other = start(cards);
    assert.equal(other.current, undefined, 'the limit holds for other sessions');
    other.allowMoreNew(1);
    assert.deepEqual(await go(other, [4, 4]), [5], 'on top of those that were studied beyond the limit');
    session.allowMoreNew(Number.NaN);
    assert.equal(session.current, undefined);
    clock.pass(DAY);
    await session.refresh();
    assert.equal(session.counts.new, 2, 'tomorrow is a day like others');
  });

  it('takes at least thirty actions back, each to its card, and never those of another session', async () => {
    const cards = makeCards(20);
    const first = start(cards.slice(0, 2));
    await go(first, [3, 3]);
    const before = cards.map(({ uid }) => progress.state(uid));
    const session = start(cards);
    assert.equal(session.canUndo, false);
    assert.equal(await session.undo(), undefined);
    await go(
      session,
      Array.from({ length: 31 }, (_, index) => ((index % 4) + 1) as Rating),
    );
    await session.toggleFlag();
    const suspended = session.current!.uid;
    await session.suspend();
    const buried = session.current!.uid;
    await session.bury();
    assert.deepEqual([progress.state(suspended).suspended, progress.state(suspended).flagged], [true, true]);
    assert.ok(progress.state(buried).buriedUntil);
    assert.deepEqual(await session.undo(), { type: 'bury', uid: buried });
    assert.equal(session.current?.uid, buried);
    assert.deepEqual(await session.undo(), { type: 'suspend', uid: suspended });
    assert.deepEqual(await session.undo(), { type: 'flag', uid: suspended });
    for (let count = 0; count < 31; count += 1) {
      const undone = await session.undo();
      assert.equal(undone?.type, 'review');
      assert.equal(session.current.uid, undone.uid);
    }
    assert.equal(await session.undo(), undefined);
    assert.equal(session.canUndo, false);
    assert.equal(session.done, 0);
    assert.deepEqual(
      cards.map(({ uid }) => progress.state(uid)),
      before,
      'what the first session did stays',
    );
    assert.equal(first.canUndo, true);
    await progress.reload();
    assert.deepEqual(
      cards.map(({ uid }) => progress.state(uid)),
      before,
      'the log says so too',
    );
  });

  it('ignores a second key press while a rating is being written', async () => {
    const session = start(makeCards(3));
    const results = await Promise.all([session.rate(3), session.rate(1), session.undo()]);
    assert.deepEqual(
      results.map((result) => result !== undefined),
      [true, false, false],
    );
    assert.equal(session.done, 1);
    assert.equal(session.current?.order, 1);
  });

  it('crams in a shuffled order that its seed fixes, without touching the schedule', async () => {
    const cards = makeCards(12);
    await progress.review(cards[0]!, 4);
    await progress.suspend(cards[1]!);
    const before = cards.map(({ uid }) => progress.state(uid));
    const session = start(cards, { mode: 'cram', seed: 7 });
    assert.equal(session.counts.due, 11);
    const order = await go(session, [1, ...Array.from({ length: 20 }, () => 3 as const)]);
    assert.equal(order.length, 12, 'the forgotten card came again');
    assert.equal(order[11], order[0]);
    assert.notDeepEqual(
      order.slice(0, 11),
      [...order.slice(0, 11)].sort((a, b) => a - b),
    );
    assert.deepEqual(
      cards.map(({ uid }) => progress.state(uid)),
      before,
    );
    assert.equal([...progress.reviews()].filter(({ mode }) => mode === 'cram').length, 12);
    const again = start(cards, { mode: 'cram', seed: 7 });
    assert.equal(again.current?.order, order[0]);
    const undone = await session.undo();
    assert.equal(undone?.uid, cards[order[11]!]?.uid);
  });

  it('studies one round, one deck, the flagged cards, or one card that is not even due', async () => {
    const cards = [...makeCards(2, 'A'), ...makeCards(2, 'B'), ...makeCards(2, 'C', 'other.md')];
    assert.equal(start(cards, { scope: { type: 'deck', deck: 'deck.md' } }).counts.new, 4);
    assert.equal(start(cards, { scope: { type: 'round', deck: 'deck.md', round: 'B' } }).counts.new, 2);
    await progress.flag(cards[3]!);
    await progress.review(cards[3]!, 4);
    clock.pass(DAY);
    const flagged = start(cards, { scope: { type: 'flagged' } });
    assert.equal(flagged.current?.uid, 'B/1');
    await flagged.toggleFlag();
    assert.equal(flagged.current.uid, 'B/1', 'it stays until it is answered');
    clock.pass(1000);
    await flagged.rate(4);
    assert.equal(flagged.current, undefined);
    await progress.suspend(cards[4]!);
    const one = start(cards, { scope: { type: 'card', uid: 'C/0' } });
    assert.equal(one.current?.uid, 'C/0');
    clock.pass(1000);
    await one.rate(4);
    assert.equal(one.current, undefined);
  });

  it('offers flagged cards that are due or new first, and none that was rated today', async () => {
    const cards = makeCards(5);
    await progress.review(cards[0]!, 4);
    clock.pass(DAY);
    await progress.review(cards[1]!, 4);
    for (const card of cards.slice(0, 4)) await progress.flag(card);
    const session = start(cards, { scope: { type: 'flagged' } });
    assert.deepEqual(await go(session, [4, 4, 4, 4]), [2, 3, 0]);
    assert.equal(session.finished!.nextDue! > clock.now, true);
    assert.equal(start(cards, { scope: { type: 'flagged' } }).current, undefined, 'nothing rated a moment ago');
    clock.pass(DAY);
    assert.equal(start(cards, { scope: { type: 'flagged' } }).counts.due, 4);
  });

  it('shows a single card once, whatever it was rated before, and again when it is due', async () => {
    const cards = makeCards(2);
    const scope: Scope = { type: 'card', uid: cards[0]!.uid };
    for (const rating of [3, 3, 4] as const) {
      const session = start(cards, { scope });
      assert.deepEqual(await go(session, [rating, rating]), [0]);
    }
    await progress.reset(cards[0]!);
    const session = start(cards, { scope });
    await go(session, [1]);
    clock.now = session.finished!.nextDue!;
    await session.refresh();
    assert.equal(session.current?.order, 0);
  });

  it('brings a suspended card back, and takes that back', async () => {
    const [card] = makeCards(1) as [StudyCard];
    await progress.suspend(card);
    const session = start([card], { scope: { type: 'card', uid: card.uid } });
    await session.resume();
    assert.equal(progress.state(card.uid).suspended, false);
    assert.equal(session.current?.uid, card.uid, 'it stays on show');
    assert.deepEqual(await session.undo(), { type: 'unsuspend', uid: card.uid });
    assert.equal(progress.state(card.uid).suspended, true);
  });

  it('skips to the end of the queue and comes back to what was skipped', async () => {
    const session = start(makeCards(3));
    session.skip();
    session.skip();
    assert.deepEqual(await go(session, [4, 4, 4]), [2, 0, 1]);
  });

  it('goes on in the same place after a reload of the window', async () => {
    for (const mode of ['study', 'cram'] as const) {
      const cards = makeCards(8, mode);
      const session = StudySession.start(progress, { cards, mode, seed: 3 });
      await go(session, [3, 1, 4]);
      session.skip();
      const saved: unknown = JSON.parse(JSON.stringify(session.serialize()));
      const { current, counts, done } = session;
      await progress.close();
      progress = await openIn(folder.path, { clock: clock.read });
      const restored = StudySession.restore(progress, saved, cards)!;
      assert.deepEqual(
        [restored.current, restored.counts, restored.done, restored.mode],
        [current, counts, done, mode],
      );
      assert.equal((await restored.undo())?.rating, 4);
      assert.equal(restored.done, 2);
      await restored.rate(4);
      assert.deepEqual(restored.current, current);
    }
    const broken = [
      undefined,
      5,
      {},
      { ...start([]).serialize(), version: 9 },
      { ...start([]).serialize(), seen: [5] },
      { ...start([]).serialize(), moreNew: { day: 'today', limit: 3 } },
    ];
    for (const saved of broken) assert.equal(StudySession.restore(progress, saved, []), undefined);
  });

  it('keeps its place when the deck changes on disk', async () => {
    const cards = makeCards(5);
    const session = start(cards);
    await go(session, [4]);
    const reworded = cards.map((card) => ({ ...card, question: `${card.question} Reworded.` }));
    const shown = (): number | undefined => session.current?.order;
    session.update([...reworded].reverse());
    assert.equal(session.current?.question, 'Question 1? Reworded.');
    session.update(reworded.filter(({ order }) => order !== 1));
    assert.equal(shown(), 2);
    session.update([]);
    assert.equal(shown(), undefined);
    session.update(cards);
    assert.equal(shown(), 1);
    assert.equal(session.done, 1);
  });

  it('drops a card that another window rated', async () => {
    const cards = makeCards(3);
    const session = start(cards);
    const other = await openIn(folder.path, { clock: clock.read });
    await other.review(cards[0]!, 4);
    await other.suspend(cards[1]!);
    await other.close();
    await session.refresh();
    assert.equal(session.current?.order, 2);
  });

  it('always comes to an end, and its counts with it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(1, 2, 3, 4, 'skip', 'undo', 'suspend', 'bury', 'flag'), { maxLength: 40 }),
        async (actions) => {
          const session = start(makeCards(6, `Round ${Math.random()}`));
          const checkCounts = (): void => {
            const { learning, due, new: fresh } = session.counts;
            assert.equal(session.current === undefined, learning + due + fresh === 0);
          };
          for (const action of actions) {
            clock.pass(20_000);
            if (action === 'skip') session.skip();
            else if (action === 'undo') await session.undo();
            else if (action === 'flag') await session.toggleFlag();
            else if (action === 'suspend' || action === 'bury') await session[action]();
            else await session.rate(action as Rating);
            checkCounts();
          }
          for (let left = 0; session.current !== undefined; left += 1) {
            assert.ok(left < 60);
            clock.pass(20_000);
            await session.rate(4);
          }
          clock.pass(DAY);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('calls a card a leech at eight lapses and sums cards up', async () => {
    const cards = makeCards(6);
    const [leech, flagged, suspended, buried] = cards as [StudyCard, StudyCard, StudyCard, StudyCard];
    for (let lapse = 0; lapse < 8; lapse += 1) {
      assert.equal(progress.state(leech.uid).leech, false);
      for (const rating of [4, 1, 4] as const) {
        await progress.review(leech, rating);
        clock.pass(DAY);
      }
    }
    assert.equal(progress.state(leech.uid).leech, true);
    await progress.flag(flagged);
    await progress.suspend(suspended);
    await progress.bury(buried);
    const summary = progress.summary(cards);
    const { total, due, learning, suspended: off, buried: away, flagged: flags, leeches } = summary;
    assert.deepEqual({ total, off, away, flags, leeches }, { total: 6, off: 1, away: 1, flags: 1, leeches: 1 });
    assert.deepEqual({ due, learning, new: summary.new }, { due: 0, learning: 0, new: 3 });
    assert.ok(summary.nextDue! > clock.now);
    await progress.unsuspend(suspended);
    await progress.unbury(buried);
    await progress.unflag(flagged);
    await progress.reset(leech);
    assert.equal(progress.summary(cards).new, 6);
  });

  it('shows on each button what that rating then does', async () => {
    const [card] = makeCards(1) as [StudyCard];
    for (const rating of [3, 3, 3, 1, 2, 4] as const) {
      const choice = progress.preview(card.uid)[rating - 1]!;
      await progress.review(card, rating, { spokenMs: 1234.5, coverage: 0.5 });
      const { due, phase } = progress.state(card.uid);
      if (phase === 'review') assert.ok(Math.abs(due! - clock.now - choice.intervalMs) <= DAY);
      else assert.equal(due! - clock.now, choice.intervalMs);
      clock.now = due! + MINUTE;
    }
    const [review] = progress.reviews();
    assert.deepEqual([review?.spokenMs, review?.coverage, review?.rating], [1235, 0.5, 3]);
  });
});
