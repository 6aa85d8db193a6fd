import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { THEMES, Workbench, type Theme } from './support/workbench';

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

/** The sign in the gutter. */
const MARK = '.cgmr[class*="ced-"]';

/** What the workbench calls itself in each theme. */
const KINDS: Readonly<Record<Theme, string>> = {
  dark: 'vs-dark',
  light: 'vs',
  'high-contrast': 'hc-black',
  'high-contrast-light': 'hc-light',
};

describe('tours', () => {
  let workbench: Workbench;
  const read = (file: string) => readFileSync(path.join(workbench.folder, file), 'utf8');
  const text = () => workbench.page.locator(thread).innerText();
  const step = async (label: string) => {
    await workbench.page.locator(`${thread} .review-title`, { hasText: label }).waitFor();
  };
  const statusItem = (content: string) => workbench.page.locator('.statusbar-item', { hasText: content });

  before(async () => {
    workbench = await Workbench.open({
      files: {
        '.vscode/settings.json': '{}',
        'deck.md': DECK,
        'code/wallet.py': WALLET,
        '.tours/foreign.tour': FOREIGN,
      },
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
    await frame.getByRole('button', { name: 'Tour the code' }).waitFor();
    await workbench.screenshot('tour-card');
    await workbench.page.keyboard.press('t');
    await step('1 of 3');
    assert.match(await text(), /The session pays from a Wallet, before the query runs/);
    await statusItem('Tour 1 of 3').waitFor();
    await workbench.screenshot('tour-step');
    assert.equal(await workbench.page.locator('.part.panel .pane-body').count(), 0, 'no view comes up unasked');
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
    await workbench.page.locator('.editor-group-container.active .tab.active', { hasText: 'All due cards' }).waitFor();
  });

  it('are read in every theme, with the mark of a linked line beside them', async () => {
    const { page } = workbench;
    await workbench.insist(
      () => page.keyboard.press('t'),
      page.locator(`${thread} .review-title`, { hasText: '1 of 3' }),
    );
    for (const theme of Object.keys(THEMES) as Theme[]) {
      workbench.writeFile('.vscode/settings.json', JSON.stringify({ 'workbench.colorTheme': THEMES[theme] }));
      await page.locator(`.monaco-workbench.${KINDS[theme]}`).waitFor();
      const icon = theme.includes('light') ? 'linked-light' : 'linked-dark';
      await page.waitForFunction(
        ([selector, name]) =>
          [...document.querySelectorAll(selector)].some((each) =>
            getComputedStyle(each).backgroundImage.includes(name),
          ),
        [MARK, icon] as const,
      );
      await step('1 of 3');
      await workbench.screenshot(`tour-${theme}`);
    }
    await page.keyboard.press('Shift+Escape');
    await page.locator(thread).waitFor({ state: 'detached' });
  });

  it('are written where they are read', async () => {
    const { page } = workbench;
    await workbench.insist(
      () => page.keyboard.press('t'),
      page.locator(`${thread} .review-title`, { hasText: '1 of 3' }),
    );
    await page.locator(`${thread} .review-comment`).hover();
    await page.locator(`${thread} .review-comment .action-label[aria-label="Edit the Step’s Text"]`).click();
    const box = page.locator(`${thread} .edit-container .monaco-editor`);
    await box.click();
    await workbench.screenshot('tour-editing');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Pays in *advance*.');
    await page.locator(`${thread} .edit-container .monaco-button`, { hasText: 'Save' }).click();
    await page.locator(`${thread} .comment-body em`, { hasText: 'advance' }).waitFor();
    assert.match(read('tours/what-stops-a-runaway-agent.tour'), /Pays in \*advance\*\./);
    await page.keyboard.press('Shift+Escape');
    await page.locator(thread).waitFor({ state: 'detached' });
  });

  it('take in a line of the editor', async () => {
    const { page } = workbench;
    await page.locator('.view-lines .view-line', { hasText: 'raise Overdrawn' }).click();
    await workbench.command('Greenroom: Add This Line to a Tour');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'New tour' }).click();
    const input = async (title: string, answer: string) => {
      await page.locator('.quick-input-title', { hasText: title }).waitFor();
      await page.locator('.quick-input-widget input.input').fill(answer);
      await page.keyboard.press('Enter');
    };
    await input('New tour', 'How it ends');
    await input('Line 10', 'Nothing is left.');
    const toast = page.locator('.notification-toast', { hasText: 'how-it-ends.tour' });
    await toast.waitFor();
    assert.match(read('.tours/how-it-ends.tour'), /"line": 10/);
    await toast.getByRole('button', { name: 'Play' }).click();
    await step('1 of 1');
    assert.match(await text(), /Nothing is left\./);
    await page.keyboard.press('Shift+Escape');
    await page.locator(thread).waitFor({ state: 'detached' });
  });

  it('of others offer to run something, and ask', async () => {
    await workbench.command('Greenroom: Play Tour');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Somebody else’s tour' }).click();
    await step('1 of 2 · Welcome');
    await workbench.screenshot('tour-page');
    await workbench.page.keyboard.press('Alt+.');
    await step('2 of 2');
    assert.match(await text(), /Offers to run:\s*touch ran-it/);
    await workbench.screenshot('tour-offer');
    await workbench.command('Greenroom: Run What the Step Offers');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.filter({ hasText: 'touch ran-it' }).waitFor();
    await workbench.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(existsSync(path.join(workbench.folder, 'ran-it')), false);
    await workbench.page.keyboard.press('Shift+Escape');
    await workbench.page.locator(thread).waitFor({ state: 'detached' });
  });
});

describe('tours in a workspace that is not trusted', () => {
  it('are played, and run nothing', async () => {
    const workbench = await Workbench.open({
      theme: 'high-contrast-light',
      files: { 'code/wallet.py': WALLET, '.tours/foreign.tour': FOREIGN },
      settings: {
        'greenroom.decks.shipped': false,
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'never',
      },
    });
    try {
      await workbench.command('Greenroom: Play Tour');
      await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Somebody else’s tour' }).click();
      await workbench.page.locator(`${thread} .review-title`, { hasText: '1 of 2' }).waitFor();
      await workbench.page.keyboard.press('Alt+.');
      await workbench.page.locator(`${thread} .review-title`, { hasText: '2 of 2' }).waitFor();
      assert.match(await workbench.page.locator(thread).innerText(), /this workspace is not trusted/);
      await workbench.screenshot('tour-untrusted');
      await workbench.command('Greenroom: Run What the Step Offers');
      await workbench.page.locator('.notification-toast', { hasText: 'tours run nothing' }).waitFor();
      assert.equal(existsSync(path.join(workbench.folder, 'ran-it')), false);
    } finally {
      await workbench.close();
    }
  });
});
