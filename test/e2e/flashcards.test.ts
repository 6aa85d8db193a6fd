import assert from 'node:assert/strict';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { loggedRatings, loggedRecords } from './support/log';
import { Workbench } from './support/workbench';

const DECK = `# Systems interview

## 🟢 Round 1: Basics (warm-up)

**Q: Why is a queue put before a worker?**

- **Bad Answer**: "It makes things async."
- **Key Concepts**: back pressure, retries, smoothing
- **Good Answer**:
  - It absorbs bursts, so that the worker runs at a steady rate.
  - *Failure*: a crashed worker loses nothing, the message is delivered again.
  - The price is that every handler must be idempotent.

**Q: What does a replica give you?**

- **Good Answer**: Reads scale. A failed primary can be replaced.

## 🟡 Round 2: Design

**Q: How do you shard a table?**

- **Good Answer**: By the key that most queries carry.
`;

const SETTINGS = { 'greenroom.decks.shipped': false };

const question = (frame: Frame) => frame.locator('#question');

async function questionIs(frame: Frame, text: string): Promise<void> {
  await question(frame).filter({ hasText: text }).waitFor();
}

const progress = (workbench: Workbench) => path.join(workbench.storage, 'progress');
const ratings = (workbench: Workbench) => loggedRatings(progress(workbench));

describe('studying', () => {
  let workbench: Workbench;
  let frame: Frame;

  before(async () => {
    workbench = await Workbench.open({ files: { 'deck.md': DECK }, settings: SETTINGS });
  });

  after(() => workbench.close());

  it('shows deck, rounds and cards in the tree', async () => {
    await workbench.openRounds();
    await workbench.rows('Systems interview').waitFor();
    await workbench.expand('Basics');
    await workbench.rows('Why is a queue put before a worker?').waitFor();
    assert.match((await workbench.rows('Basics').first().textContent()) ?? '', /2 new/);
    await workbench.screenshot('rounds');
  });

  it('studies a card from cover to rating by keyboard alone', async () => {
    await workbench.command('Greenroom: Study Due Cards');
    frame = await workbench.frame('#question');
    await questionIs(frame, 'Why is a queue put before a worker?');
    assert.equal(await frame.locator('.tier').count(), 0, 'the answer is covered');
    await workbench.screenshot('card-covered');

    await workbench.page.keyboard.press('3');
    assert.deepEqual(ratings(workbench), [], 'a covered card cannot be rated');

    await workbench.page.keyboard.press('w');
    await workbench.page.keyboard.type(
      'It absorbs bursts so the worker keeps a steady rate, and handlers have to be idempotent.',
    );
    await workbench.page.keyboard.press('Control+Enter');
    await frame.locator('.tier.avoid').waitFor();
    assert.equal(await frame.locator('.tier').count(), 1, 'uncovered tier by tier');
    await workbench.page.keyboard.press('Enter');
    await frame.locator('.tier.answer').waitFor();
    assert.equal(await frame.locator('.tier').count(), 3);
    assert.ok((await frame.locator('.tier.answer mark').count()) > 3, 'said words are marked');
    assert.match((await frame.locator('.coverage').textContent()) ?? '', /2 of 3 key points/);
    await workbench.screenshot('card-uncovered');

    await workbench.page.keyboard.press('3');
    await questionIs(frame, 'What does a replica give you?');
    assert.deepEqual(ratings(workbench), [3], 'on disk before the next card shows');
  });

  it('takes a rating back and shows the card as it was left', async () => {
    await workbench.page.keyboard.press('u');
    await questionIs(frame, 'Why is a queue put before a worker?');
    assert.equal(await frame.locator('.tier').count(), 3, 'uncovered as before');
    await workbench.page.keyboard.press('4');
    await questionIs(frame, 'What does a replica give you?');
    assert.deepEqual(ratings(workbench), [3, 4], 'the log keeps what was taken back');
    assert.ok(loggedRecords(progress(workbench)).some(({ type }) => type === 'undo'));
  });

  it('goes on in mid-card after the window is reloaded', async () => {
    await workbench.page.keyboard.press('w');
    await workbench.page.keyboard.type('Reads scale out');
    await workbench.page.keyboard.press('Control+Enter');
    await frame.locator('.tier.answer').waitFor();
    await workbench.reload();
    frame = await workbench.frame('#question');
    await questionIs(frame, 'What does a replica give you?');
    await frame.locator('.tier.answer').waitFor();
    assert.equal(await frame.locator('textarea').inputValue(), 'Reads scale out');
  });

  it('keeps the place when the deck is edited on disk', async () => {
    workbench.writeFile(
      'deck.md',
      DECK.replace('Reads scale.', 'Reads scale out.').replace('# Systems interview', '# Systems, edited'),
    );
    await frame.locator('.tier.answer', { hasText: 'Reads scale out.' }).waitFor();
    await questionIs(frame, 'What does a replica give you?');
    await workbench.rows('Systems, edited').waitFor();
  });

  it('flags, suspends, buries and skips from the keyboard', async () => {
    await question(frame).focus();
    await workbench.page.keyboard.press('f');
    await frame.locator('.badge.flagged').waitFor();
    await workbench.page.keyboard.press('b');
    await questionIs(frame, 'How do you shard a table?');
    await workbench.page.keyboard.press('s');
    await frame.locator('.finished, [data-finish]').first().waitFor();
    assert.deepEqual(
      loggedRecords(progress(workbench))
        .map(({ type }) => type)
        .filter((type) => ['flag', 'bury', 'suspend'].includes(type)),
      ['flag', 'bury', 'suspend'],
    );
    await workbench.screenshot('finished');
  });

  it('asks no host but this machine', () => {
    assert.deepEqual(workbench.hosts, ['127.0.0.1']);
  });
});
