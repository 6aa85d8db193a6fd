import assert from 'node:assert/strict';
import { Workbench } from './support/workbench';

const WALLET = `"""Money that a session may spend."""


class Wallet:
    def __init__(self, cents):
        self.left = cents

    def charge(self, cents):
        if cents > self.left:
            raise Overdrawn(cents)
        self.left -= cents


class Overdrawn(Exception):
    pass
`;

const DECK = `---
prototype: code
---
# Prototype deck

## Round 1: Budgets

**Q: What stops a runaway agent?**

- **Answer**: A budget does, not a prompt.
- The session pays from a \`Wallet\`, before the query runs.
- \`Wallet.charge\` refuses what the session cannot pay. Nothing is booked then.
- The refusal is an \`Overdrawn\` error, and the planner sees it.
`;

const FOREIGN = JSON.stringify({
  $schema: 'https://aka.ms/codetour-schema',
  title: 'Somebody else’s tour',
  steps: [
    { title: 'Welcome', description: 'Read this **first**.' },
    { file: 'code/wallet.py', line: 8, description: 'Charging.\n\n>> touch ran-it' },
  ],
});

const thread = '.review-widget';

describe('tours', () => {
  let workbench: Workbench;
  const text = () => workbench.page.locator(thread).innerText();
  const step = async (label: string) => {
    await workbench.page.locator(`${thread} .review-title`, { hasText: label }).waitFor();
  };
  const statusItem = (content: string) => workbench.page.locator('.statusbar-item', { hasText: content });

  before(async () => {
    workbench = await Workbench.open({
      files: { 'deck.md': DECK, 'code/wallet.py': WALLET, '.tours/foreign.tour': FOREIGN },
      settings: { 'greenroom.decks.shipped': false },
    });
  });

  after(() => workbench.close());

  it('are played from a card to their end by keyboard, and lead back to the card', async () => {
    await workbench.openRounds();
    await workbench.command('Greenroom: Study Due Cards');
    const frame = await workbench.frame('#question');
    await frame.locator('#question').waitFor();
    await workbench.page.keyboard.press('Shift+Space');
    await frame.locator('.tier').first().waitFor();
    await workbench.page.keyboard.press('Space');
    await frame.getByRole('button', { name: 'Tour the code' }).waitFor();
    await workbench.screenshot('tour-card');
    await workbench.page.keyboard.press('t');
    await step('1 of 3');
    assert.match(await text(), /The session pays from a Wallet, before the query runs/);
    await statusItem('Tour 1 of 3').waitFor();
    await workbench.screenshot('tour-step');
    await workbench.page.keyboard.press('Alt+.');
    await step('2 of 3');
    assert.match(await text(), /refuses what the session cannot pay\./);
    await workbench.page.keyboard.press('Alt+.');
    await step('3 of 3');
    await workbench.page.keyboard.press('Alt+,');
    await step('2 of 3');
    await workbench.page.keyboard.press('Alt+.');
    await workbench.page.keyboard.press('Alt+.');
    await workbench.page.locator(thread).waitFor({ state: 'detached' });
    await statusItem('Tour').waitFor({ state: 'detached' });
    // The card has the focus again.
    await workbench.page.keyboard.press('3');
    await workbench.frame('#question');
  });
});
