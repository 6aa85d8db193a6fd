import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { loggedRatings } from './support/log';
import { Workbench } from './support/workbench';

const DECK = `# Faults

## Round 1: All

${Array.from({ length: 6 }, (_, n) => `**Q: Question ${String(n)}?**\n\nAnswer ${String(n)}.\n`).join('\n')}`;

const settings = { 'greenroom.decks.shipped': false, 'greenroom.progress.folder': 'progress' };

async function study(workbench: Workbench): Promise<Frame> {
  await workbench.openRounds();
  await workbench.command('Greenroom: Study Due Cards');
  // After a reload the panel may first be restored as it was, in a frame that is then replaced.
  for (let tries = 1; tries < 4; tries += 1) {
    const frame = await workbench.frame('#question');
    const covered = frame.locator('.cover').waitFor({ timeout: 8000 });
    const isThere = await covered.then(
      () => !frame.isDetached(),
      () => false,
    );
    if (isThere) return frame;
  }
  return workbench.frame('#question');
}

async function rate(workbench: Workbench, frame: Frame, number: number, key: string): Promise<void> {
  await frame.locator('#question', { hasText: `Question ${String(number)}?` }).waitFor();
  await frame.locator('.cover').waitFor();
  await workbench.page.keyboard.press('Space');
  await frame.locator('.tier').waitFor();
  await workbench.page.keyboard.press(key);
}

describe('a progress folder that cannot be written', () => {
  let workbench: Workbench;

  before(async () => {
    // A file where the folder should be: not even root can write below it.
    workbench = await Workbench.open({ files: { 'deck.md': DECK, progress: 'in the way' }, settings });
  });

  after(() => workbench.close());

  it('says so, goes on, and writes everything once it can', async () => {
    const frame = await study(workbench);
    const folder = path.join(workbench.folder, 'progress');
    await rate(workbench, frame, 0, '3');
    await frame.locator('[role=alert]', { hasText: 'kept in memory' }).waitFor();
    await workbench.screenshot('cannot-write');
    await rate(workbench, frame, 1, '4');
    await frame.locator('#question', { hasText: 'Question 2?' }).waitFor();

    rmSync(folder);
    mkdirSync(folder);
    await rate(workbench, frame, 2, '2');
    await frame.locator('#question', { hasText: 'Question 3?' }).waitFor();
    assert.deepEqual(loggedRatings(folder), [3, 4, 2]);
    assert.equal(await frame.locator('[role=alert]', { hasText: 'kept in memory' }).count(), 0);
  });
});

describe('a log with torn lines and conflict markers', () => {
  const damaged = ['<<<<<<< ours', '{"v":1,"id":"a', '=======', '>>>>>>> theirs', 'not json', ''].join('\n');
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({ files: { 'deck.md': DECK, 'progress/old.jsonl': damaged }, settings });
  });

  after(() => workbench.close());

  it('reports them, leaves the file as it is, and goes on', async () => {
    const frame = await study(workbench);
    await workbench.page.locator('.notification-toast', { hasText: 'Greenroom' }).first().waitFor();
    await workbench.screenshot('damaged-log');
    await rate(workbench, frame, 0, '3');
    await frame.locator('#question', { hasText: 'Question 1?' }).waitFor();
    assert.equal(readFileSync(path.join(workbench.folder, 'progress/old.jsonl'), 'utf8'), damaged);
    assert.deepEqual(loggedRatings(path.join(workbench.folder, 'progress')), [3]);
  });
});

describe('an extension host that is killed', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({ files: { 'deck.md': DECK }, settings });
  });

  after(() => workbench.close());

  it('has lost no rating and doubled none, and goes on after a reload', async () => {
    let frame = await study(workbench);
    await rate(workbench, frame, 0, '3');
    await frame.locator('#question', { hasText: 'Question 1?' }).waitFor();
    process.kill(workbench.extensionHostPid(), 'SIGKILL');
    const folder = path.join(workbench.folder, 'progress');
    assert.deepEqual(loggedRatings(folder), [3]);
    await workbench.reload();
    frame = await study(workbench);
    await rate(workbench, frame, 1, '3');
    await frame.locator('#question', { hasText: 'Question 2?' }).waitFor();
    assert.deepEqual(loggedRatings(folder), [3, 3]);
  });
});
