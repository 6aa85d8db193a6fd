import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { Workbench } from './support/workbench';

const DECK = `# Filtered interview

## Round 1: Basics

**Q: What is a shard?**

- **Answer**: One part of the data.

**Q: What is a replica?**

- **Answer**: A copy of the data.

## Round 2: Still empty
`;

describe('the Rounds view', () => {
  let workbench: Workbench;

  const input = () => workbench.page.locator('.quick-input-widget input.input');
  const pick = (text: string) => workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  const filterBy = async (name: string) => {
    await workbench.command('Greenroom: Filter Cards');
    await pick(name).first().click();
    await input().press('Enter');
  };
  const choose = (row: string, entry: string, effect: Locator): Promise<string[]> =>
    workbench.choose(workbench.rows(row).first(), entry, effect);

  before(async () => {
    workbench = await Workbench.open({ files: { 'deck.md': DECK }, settings: { 'greenroom.decks.shipped': false } });
    await workbench.openRounds();
    await workbench.expand('Basics');
    await workbench.rows('What is a shard?').waitFor();
  });

  after(() => workbench.close());

  it('opens only what holds something, and offers only what there is', async () => {
    assert.equal(await workbench.rows('Still empty').getAttribute('aria-expanded'), null);
    const offered = await choose('What is a replica?', 'Flag', workbench.rows(/What is a replica\?.*flagged/));
    assert.equal(offered.includes('Open Code of This Card…'), false, 'the card names no code');
  });

  it('is narrowed by a filter, which it tells', async () => {
    await filterBy('Flagged');
    await workbench.rows('What is a shard?').waitFor({ state: 'detached' });
    await workbench.rows('What is a replica?').waitFor();
    await workbench.page.getByText('Only cards that are: Flagged').waitFor();
    await workbench.screenshot('rounds-filtered');
  });

  it('offers to clear a filter that nothing passes, and does', async () => {
    await choose('What is a replica?', 'Remove Flag', workbench.page.getByText('No card matches the filter.'));
    await workbench.screenshot('rounds-nothing-left');
    await workbench.page.getByRole('button', { name: 'Clear Filter' }).last().click();
    await workbench.rows('Filtered interview').waitFor();
    await workbench.page.getByText('Only cards that are').waitFor({ state: 'hidden' });
  });

  it('finds a card by its question', async () => {
    await workbench.command('Greenroom: Search Cards');
    await input().fill('shard');
    await pick('What is a shard?').waitFor();
    await workbench.screenshot('rounds-search');
    await input().press('Enter');
    const frame = await workbench.frame('#question');
    await frame.locator('#question', { hasText: 'What is a shard?' }).waitFor();
  });
});
