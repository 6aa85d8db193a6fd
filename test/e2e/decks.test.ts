import assert from 'node:assert/strict';
import { syntheticDeck } from '../../bench/support/decks';
import { accessibilityViolations } from './support/axe';
import { Workbench } from './support/workbench';

describe('a deck with problems', () => {
  const text = [
    '# Notes with quirks',
    '## Round 4: First',
    '**Q: What is trust?**',
    '*   **Answer**: "It\u00e2\u20ac\u2122s what the user keeps \u00e2\u2020\u2019 or loses."',
    '## Round 4: Second',
    '**Q: And without an answer?**',
    '',
  ].join('\n\n');
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({ files: { 'deck.md': text }, settings: { 'greenroom.decks.shipped': false } });
  });

  after(() => workbench.close());

  it('opens with all that can be read, repaired, and says what is wrong where', async () => {
    await workbench.openRounds();
    await workbench.expand('First');
    await workbench.rows('What is trust?').waitFor();
    await workbench.command('View: Focus Problems');
    const problems = workbench.page.locator('.markers-panel .monaco-list-row');
    for (const code of ['double-encoded', 'duplicate-round-number', 'empty-answer']) {
      await problems.filter({ hasText: code }).first().waitFor();
    }
    await workbench.screenshot('problems');
    await workbench.rows('What is trust?').click();
    const frame = await workbench.frame('#question');
    await frame.locator('.cover').waitFor();
    await workbench.page.keyboard.press('Enter');
    const answer = await frame.locator('.tier.answer').textContent();
    assert.match(answer ?? '', /It’s what the user keeps → or loses/);
  });
});

describe('a workspace without a deck', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({ settings: { 'greenroom.decks.shipped': false }, theme: 'light' });
  });

  after(() => workbench.close());

  it('offers to make one, from the view and from the panel, and the panel shows its first card', async () => {
    const { page } = workbench;
    await workbench.activityBar().click();
    await page.getByRole('button', { name: 'New Deck…' }).waitFor();
    await workbench.command('Greenroom: Study Due Cards');
    const frame = await workbench.frame('.finished');
    await frame.locator('#question', { hasText: 'No cards yet' }).waitFor();
    assert.deepEqual(await accessibilityViolations(frame), []);
    await workbench.screenshot('no-deck');
    const title = page.locator('.quick-input-widget', { hasText: 'What is the interview?' });
    await workbench.insist(() => frame.getByRole('button', { name: 'New Deck…' }).click(), title);
    await page.keyboard.type('Staff engineer');
    await page.keyboard.press('Enter');
    await page.locator('.editor-instance .view-lines', { hasText: 'title: "Staff engineer"' }).waitFor();
    await workbench.rows('Staff engineer').first().waitFor();
    await workbench.screenshot('new-deck');
    await page.locator('.tab', { hasText: 'All due cards' }).click();
    await (await workbench.frame('.cover')).locator('#question', { hasText: 'Tell me about yourself?' }).waitFor();
  });
});

describe('a deck of 10,000 cards', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({
      files: { 'deck.md': syntheticDeck(10_000) },
      settings: { 'greenroom.decks.shipped': false },
    });
  });

  after(() => workbench.close());

  it('shows its tree and studies a card', async () => {
    await workbench.openRounds();
    await workbench.expand(/1 · /);
    const card = workbench.rows('in case 0?').first();
    await card.waitFor();
    await card.click();
    const frame = await workbench.frame('#question');
    await frame.locator('#question', { hasText: 'in case 0?' }).waitFor();
    await frame.locator('.cover').waitFor();
    await workbench.page.keyboard.press('Enter');
    await frame.locator('.tier.answer').waitFor();
    await workbench.page.keyboard.press('3');
    await frame.locator('.finished, .cover').first().waitFor();
    await workbench.screenshot('ten-thousand');
  });
});
