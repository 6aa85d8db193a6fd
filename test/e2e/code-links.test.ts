import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { accessibilityViolations } from './support/axe';
import { Workbench } from './support/workbench';

const DECK = `---
prototype: prototype
---

# Linked interview

## 🟢 Round 1: Code

**Q: Who stops a runaway agent?**

- **Good Answer**:
  - \`Throttle\` does, and it lives in \`throttle.py\`.
  - Each call is paid for by \`settle_all\`, whichever ledger that is in.
  - It is not \`pandas\`, and the \`20% Tax\` is not code at all.
- **Evidence**: \`gone.py\` is no longer there.
`;

const THROTTLE =
  '"""Stops what costs too much."""\n\n\nclass Throttle:\n    def charge(self, amount):\n        return amount\n';

const FILES = {
  'deck.md': DECK,
  'prototype/throttle.py': THROTTLE,
  'prototype/home/ledger.py': 'def settle_all():\n    return "home"\n',
  'prototype/abroad/ledger.py': 'def settle_all():\n    return "abroad"\n',
};

describe('code links', () => {
  let workbench: Workbench;
  let frame: Frame;

  const chip = (text: string) => frame.locator('a.code', { hasText: text }).first();
  const editor = (text: string) => workbench.page.locator('.editor-instance .view-lines', { hasText: text });
  const pick = (text: string) => workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  const lens = (text: string) => workbench.page.locator('.codelens-decoration a', { hasText: text }).first();
  const focusIsIn = (selector: string) =>
    workbench.page.waitForFunction((wanted) => document.activeElement?.closest(wanted) !== null, selector);

  before(async () => {
    workbench = await Workbench.open({ files: FILES, settings: { 'greenroom.decks.shipped': false } });
  });

  after(() => workbench.close());

  it('are below their card in the tree, and open from there', async () => {
    await workbench.openRounds();
    await workbench.expand('Linked interview');
    await workbench.expand('Code');
    await workbench.expand('Who stops a runaway agent?');
    await workbench.rows('throttle.py:4').waitFor();
    const shown = await workbench.rows(/Throttle|throttle\.py|settle|gone/).allTextContents();
    assert.deepEqual(shown, ['Throttlethrottle.py:4', 'throttle.py', 'settle_all2 places', 'gone.pynot found']);
    await workbench.insist(() => workbench.rows('throttle.py:4').click(), editor('class Throttle'));
    await focusIsIn('.split-view-view .monaco-list');
    await lens('1 card').waitFor();
    await lens('Tour').waitFor();
    await workbench.screenshot('code-links-tree');
  });

  it('stand in the uncovered answer, and only where there is code', async () => {
    await workbench.command('Greenroom: Study Due Cards');
    frame = await workbench.frame('#question');
    await frame.locator('.cover').waitFor();
    await workbench.page.keyboard.press('Enter');
    await chip('Throttle').waitFor();
    assert.deepEqual(await frame.locator('a.code').allTextContents(), ['Throttle', 'throttle.py', 'settle_all']);
    assert.equal(await chip('Throttle').getAttribute('title'), 'throttle.py:4 · class Throttle');
    assert.equal((await frame.locator('.code.broken').textContent())?.trim(), 'gone.py (code not found)');
    assert.deepEqual(await accessibilityViolations(frame), []);
    await workbench.screenshot('code-links-panel');
  });

  it('open beside by keyboard: Enter keeps the focus in the panel, Alt+Enter takes it along', async () => {
    await chip('Throttle').focus();
    await workbench.page.keyboard.press('Enter');
    await editor('class Throttle').waitFor();
    assert.equal((await frame.locator('.tier').count()) > 0, true, 'the panel is still seen');
    await frame.waitForFunction(() => document.hasFocus() && document.activeElement?.textContent === 'Throttle');
    await workbench.screenshot('code-links-beside');
    await workbench.page.keyboard.press('Alt+Enter');
    await focusIsIn('.editor-instance');
  });

  it('ask which place is meant', async () => {
    await chip('settle_all').click();
    await pick('abroad/ledger.py:1').waitFor();
    await workbench.screenshot('code-links-pick');
    await pick('abroad/ledger.py:1').click();
    await editor('return "abroad"').waitFor();
    await frame.waitForFunction(() => document.hasFocus() && document.activeElement?.textContent === 'settle_all');
  });

  it('are listed for who wants to go on by keyboard', async () => {
    await workbench.command('Greenroom: Open Code of This Card');
    await pick('throttle.py:4').waitFor();
    await pick('2 places: choose one').waitFor();
    await workbench.page.keyboard.type('Throttle');
    await workbench.page.keyboard.press('Enter');
    await editor('class Throttle').waitFor();
    await focusIsIn('.editor-instance');
  });

  it('mark the code again after the window was reloaded', async () => {
    const { page } = workbench;
    const mark = page.locator('.cgmr[class*="ced-"]');
    await mark.first().waitFor();
    const marks = await mark.count();
    await workbench.reload();
    await editor('class Throttle').waitFor();
    await lens('1 card').waitFor();
    await lens('Tour').waitFor();
    await page.waitForFunction((count) => document.querySelectorAll('.cgmr[class*="ced-"]').length === count, marks);
    await workbench.insist(
      () =>
        page
          .locator('.view-line', { hasText: 'class Throttle' })
          .locator('span', { hasText: 'Throttle' })
          .last()
          .hover(),
      page.locator('.monaco-hover', { hasText: 'Who stops a runaway agent?' }),
    );
    await workbench.screenshot('code-links-reloaded');
    frame = await workbench.frame('#question');
    await frame.locator('.tier.answer').waitFor();
    // The editor itself forgets what was expanded.
    await workbench.expand('Code');
    await workbench.rows('Who stops a runaway agent?').waitFor();
  });

  it('that lead to code which has changed since the last review say so', async () => {
    await frame.locator('#question').click();
    await workbench.page.keyboard.press('3');
    await frame.locator('.tier').first().waitFor({ state: 'detached' });
    // The review takes note of the code in its own time: a change counts only after that.
    const marked = workbench.rows(/Who stops a runaway agent\?.*code changed/);
    for (let change = 1; (await marked.count()) === 0 && change < 30; change += 1) {
      // The deck that is read again after a reload may close what was opened before.
      await workbench.expand('Code');
      workbench.writeFile('prototype/throttle.py', THROTTLE.replace('amount\n', `amount * ${String(change)}\n`));
      await marked.waitFor({ timeout: 2000 }).catch(() => undefined);
    }
    await marked.click();
    await frame.locator('.cover').waitFor();
    const chip = frame.locator('.badge.changed');
    await chip.waitFor();
    assert.match(await chip.innerText(), /Code changed/);
    assert.doesNotMatch(await frame.locator('.badges').innerHTML(), /Throttle/, 'no hint at the answer');
    assert.deepEqual(await accessibilityViolations(frame), []);
    await workbench.screenshot('code-changed');
  });
});

describe('code links, when only code is open', () => {
  it('mark it after a reload as soon as the user does something in it, and lead to their card', async () => {
    const workbench = await Workbench.open({ files: FILES, settings: { 'greenroom.decks.shipped': false } });
    try {
      const { page } = workbench;
      const code = page.locator('.editor-instance .view-lines', { hasText: 'class Throttle' });
      const lens = page.locator('.codelens-decoration a', { hasText: '1 card' }).first();
      await workbench.openRounds();
      await workbench.expand('Linked interview');
      await workbench.expand('Code');
      await workbench.expand('Who stops a runaway agent?');
      await workbench.insist(() => workbench.rows('throttle.py:4').click(), code);
      await lens.waitFor();
      await workbench.command('View: Show Explorer');
      await page.locator('.explorer-folders-view').waitFor();
      await workbench.reload();
      await code.waitFor();
      await page.locator('.view-line', { hasText: 'Stops what costs' }).click();
      await workbench.insist(() => page.keyboard.press('ArrowDown'), lens);
      await page.locator('.cgmr[class*="ced-"]').first().waitFor();
      await workbench.command('Greenroom: Show Cards for This Code');
      const frame = await workbench.frame('#question');
      await frame.locator('#question', { hasText: 'Who stops a runaway agent?' }).waitFor();
    } finally {
      await workbench.close();
    }
  });
});
