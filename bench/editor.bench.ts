import { Workbench } from '../test/e2e/support/workbench';
import { syntheticDeck } from './support/decks';
import { median, ms, ratio, row } from './support/measure';
import { appears, clicked, middle } from './support/screen';

// A deck of 10,000 cards in a real VS Code, as a user sees it: from the click to what it brings on the screen. The floors
// are what the editor itself needs for the like, measured in the same window.
const ROUNDS = 9;
const trees: number[] = [];
const explorers: number[] = [];
const cards: number[] = [];
const dialogs: number[] = [];

for (let run = 0; run < 3; run++) {
  const workbench = await Workbench.open({
    files: { 'deck.md': syntheticDeck(10_000) },
    settings: { 'greenroom.decks.shipped': false },
  });
  try {
    const { page } = workbench;
    // Everything of the editor has settled; the extension is active and has read no deck.
    await page.waitForTimeout(3000);
    const rounds = await middle(workbench.activityBar());
    const explorer = await middle(page.locator('.activitybar .action-label[aria-label^="Explorer"]'));
    trees.push(await clicked(page, rounds, appears(page, '.monaco-list-row', 'Synthetic deck')));
    // What follows the first look is done.
    await page.waitForTimeout(3000);
    explorers.push(await clicked(page, explorer, appears(page, '.explorer-folders-view .monaco-list-row', '')));
    await workbench.openRounds();
    await workbench.expand(/1 · /);
    await workbench.rows('in case 0?').first().click();
    const frame = await workbench.frame('#question');
    await frame.locator('.cover').waitFor();
    for (let round = 1; round <= ROUNDS; round++) {
      const label = `in case ${String(round)}?`;
      const place = await middle(workbench.rows(label).first());
      const shown = appears(frame, '#question', label);
      cards.push(await clicked(page, place, shown));
      await frame.locator('#question').focus();
      const opened = appears(frame, 'dialog[open]', '');
      const pressed = Date.now();
      await page.keyboard.press('?');
      dialogs.push((await opened) - pressed);
      await page.keyboard.press('Escape');
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
