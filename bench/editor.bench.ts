import type { Frame, Locator } from 'playwright-core';
import { Workbench } from '../test/e2e/support/workbench';
import { syntheticDeck } from './support/decks';
import { median, ms, ratio, row } from './support/measure';

// A deck of 10,000 cards in a real VS Code, as a user sees it: from the click to what it brings on the screen. The floors
// are what the editor itself needs for the like, measured in the same window.
const ROUNDS = 9;
const trees: number[] = [];
const explorers: number[] = [];
const cards: number[] = [];
const dialogs: number[] = [];

async function timed(act: () => Promise<unknown>, seen: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await Promise.all([act(), seen()]);
  return performance.now() - start;
}

/** The moment (by the machine's one clock) at which the panel shows an element with a text; asked for before it is brought about. */
function appears(frame: Frame, selector: string, text: string): Promise<number> {
  return frame.evaluate(
    ([wanted, words]) =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          if (document.querySelector(wanted)?.textContent.includes(words) !== true) return;
          observer.disconnect();
          resolve(Date.now());
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      }),
    [selector, text] as const,
  );
}

/** Where to click: found beforehand, so that the driver's own look-up is not counted. */
async function middle(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('Nothing to click at.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

for (let run = 0; run < 3; run++) {
  const workbench = await Workbench.open({
    files: { 'deck.md': syntheticDeck(10_000) },
    settings: { 'greenroom.decks.shipped': false },
  });
  try {
    // Everything of the editor has settled; the extension is active and has read no deck.
    await workbench.page.waitForTimeout(3000);
    trees.push(
      await timed(
        () => workbench.activityBar().click(),
        () => workbench.rows('Synthetic deck').first().waitFor(),
      ),
    );
    const explorer = workbench.page.locator('.activitybar .action-label[aria-label^="Explorer"]');
    explorers.push(
      await timed(
        () => explorer.click(),
        () => workbench.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor(),
      ),
    );
    await workbench.openRounds();
    await workbench.expand(/1 · /);
    await workbench.rows('in case 0?').first().click();
    const frame = await workbench.frame('#question');
    await frame.locator('.cover').waitFor();
    for (let round = 1; round <= ROUNDS; round++) {
      const label = `in case ${String(round)}?`;
      const place = await middle(workbench.rows(label).first());
      const shown = appears(frame, '#question', label);
      const clicked = Date.now();
      await workbench.page.mouse.click(place.x, place.y);
      cards.push((await shown) - clicked);
      await frame.locator('#question').focus();
      const opened = appears(frame, 'dialog[open]', '');
      const pressed = Date.now();
      await workbench.page.keyboard.press('?');
      dialogs.push((await opened) - pressed);
      await workbench.page.keyboard.press('Escape');
    }
  } finally {
    await workbench.close();
  }
}

row('a deck of 10,000 cards in VS Code', 'median', 'of floor');
row('  floor: a click to the Explorer', ms(median(explorers)), ratio(1, 1));
row('  first click to the Rounds tree (reads the deck)', ms(median(trees)), ratio(median(trees), median(explorers)));
row('  floor: a key to the panel’s own dialog', ms(median(dialogs)), ratio(1, 1));
row('  a click on a card in the tree to its question', ms(median(cards)), ratio(median(cards), median(dialogs)));
