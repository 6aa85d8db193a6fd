import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { accessibilityViolations } from './support/axe';
import { Workbench } from './support/workbench';

const LONG = `Imagine a customer with ${'three warehouses, four thousand dashboards and '.repeat(6)}one analyst: what do you check first?`;

const DECK = `---
prototype: prototype
---
# Shapes

## Round 1: Wide and long

**Q: ${LONG}**

- **Bad Answer**: "The spreadsheet is wrong."
- **Good Answer**: First the definition, then the filter.

**Q: Show me a retry loop.**

- **Good Answer**:
  - It doubles:

    \`\`\`python
    def retry(call, attempts=5):  # a comment that is far too long for a narrow panel, and must not make it wider
        return [call() for attempt in range(attempts)]
    \`\`\`

**Q: Which index?**

| need | index | cost on write | cost on read | comment about it |
|---|---|---|--:|---|
| ranges | B-tree | medium | O(log n) | the default, and nearly always right |

![How a B-tree splits](btree.png)

**Q: מהו מנעול המפרש?**

- **Good Answer**:
  - \`workers.py\` משתמש בתהליכים.
  - \`workers.py\` uses processes.
`;

describe('a card', () => {
  let workbench: Workbench;
  let frame: Frame;

  const open = async (question: string) => {
    for (let skips = 0; skips < 4; skips += 1) {
      if ((await frame.locator('#question').innerText()).includes(question)) break;
      await workbench.page.keyboard.press('n');
      await frame.locator('.cover').waitFor();
      await workbench.page.waitForTimeout(200);
    }
    await frame.locator('#question', { hasText: question }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await frame.locator('.tier.answer').waitFor();
  };
  const fits = () => frame.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  const sizeOf = (selector: string) =>
    frame.locator(selector).evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));

  before(async () => {
    workbench = await Workbench.open({
      files: { 'deck.md': DECK, 'prototype/workers.py': 'POOL = 4\n' },
      settings: { 'greenroom.decks.shipped': false },
    });
    await workbench.openRounds();
    await workbench.command('Greenroom: Study Due Cards');
    frame = await workbench.frame('#question');
    await frame.locator('.cover').waitFor();
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await workbench.page.setViewportSize({ width: 400, height: 860 });
    await frame.waitForFunction(() => window.innerWidth < 360);
    await frame.locator('#question').focus();
  });

  after(() => workbench.close());

  it('asks for ticks only once there is something to tick', async () => {
    assert.ok(await fits());
    await workbench.screenshot('shape-long-question');
    // A long question does not fit on the screen: Space shows the rest of it first.
    for (let keys = 0; (await frame.locator('.tier').count()) === 0 && keys < 5; keys += 1) {
      await workbench.page.keyboard.press('Space');
      await workbench.page.waitForTimeout(300);
    }
    await frame.locator('.tier.avoid').waitFor();
    assert.equal(await frame.getByText('Tick the key points').count(), 0);
    await workbench.page.keyboard.press('Enter');
    await frame.locator('.tier.answer').waitFor();
    await frame.locator('.coverage', { hasText: 'Tick the key points' }).waitFor();
  });

  it('shows a long question in smaller type than a short one', async () => {
    const long = await sizeOf('#question');
    await open('Show me a retry loop.');
    assert.ok((await sizeOf('#question')) > long && long > (await sizeOf('.point .text')));
  });

  it('scrolls wide code and tables in a box of their own that the keyboard reaches', async () => {
    assert.ok(await fits());
    await frame.locator('pre.scroll-box[tabindex="0"]').waitFor();
    assert.deepEqual(await accessibilityViolations(frame), []);
    await workbench.screenshot('shape-code');
    await open('Which index?');
    assert.ok(await fits());
    await frame.locator('.scroll-box[tabindex="0"] table').waitFor();
    const number = frame.locator('td', { hasText: 'O(log n)' });
    assert.equal(await number.evaluate((cell) => getComputedStyle(cell).textAlign), 'right');
    await frame.locator('.image', { hasText: 'How a B-tree splits' }).waitFor();
    assert.deepEqual(await accessibilityViolations(frame), []);
    await workbench.screenshot('shape-table');
  });

  it('reads from right to left where its text does, also when it begins with code', async () => {
    await open('מהו');
    const directions = await frame
      .locator('.tier.answer label.point')
      .evaluateAll((points) => points.map((point) => getComputedStyle(point).direction));
    assert.deepEqual(directions, ['rtl', 'ltr']);
    assert.deepEqual(await accessibilityViolations(frame), []);
    await workbench.screenshot('shape-right-to-left');
  });
});
