import { readFileSync } from 'node:fs';
import { Workbench } from '../test/e2e/support/workbench';
import { median, ms, ratio, row } from './support/measure';

// A Spot notebook over the shipped sandbox in a real VS Code, as a user sees it: from opening the file, and from the key
// that runs a cell, to the answer on the screen. The floor is what the editor itself needs to show the notebook's cells.
const SANDBOX = new URL('../decks/spot-director/sandbox/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, SANDBOX), 'utf8');

const QUESTIONS = [
  'revenue by region',
  'revenue by brand',
  'orders by channel',
  'margin by region',
  'units by category',
];
const NOTEBOOK = `---\nuser: ana\n---\n\n${QUESTIONS.map((question) => `%% spot\n${question}\n`).join('\n')}`;

const shown: number[] = [];
const first: number[] = [];
const next: number[] = [];

for (let round = 0; round < 3; round++) {
  const workbench = await Workbench.open({
    files: {
      'sandbox/model.yaml': read('model.yaml'),
      'sandbox/policy.yaml': read('policy.yaml'),
      'sandbox/bench.spot': NOTEBOOK,
    },
    settings: { 'greenroom.decks.shipped': false },
    viewport: { width: 1280, height: 1400 },
  });
  try {
    const { page } = workbench;
    // Everything of the editor has settled; the extension is active and has opened nothing.
    await page.waitForTimeout(3000);
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'sandbox' }).click();
    const file = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'bench.spot' });
    await file.waitFor();
    const opened = performance.now();
    await file.dblclick();
    const cell = page.locator('.notebook-editor .code-cell-row').first();
    await cell.waitFor();
    shown.push(performance.now() - opened);
    await cell.locator('.monaco-editor').click();
    await page.keyboard.press('Control+Enter');
    const frame = await workbench.frame('greenroom-spot-result');
    const results = frame.locator('greenroom-spot-result .verdict');
    await results.first().waitFor();
    first.push(performance.now() - opened);
    for (let at = 1; at < QUESTIONS.length; at++) {
      await page.locator('.notebook-editor .code-cell-row').nth(at).locator('.monaco-editor').click();
      const pressed = performance.now();
      await page.keyboard.press('Control+Enter');
      await results.nth(at).waitFor();
      next.push(performance.now() - pressed);
    }
  } finally {
    await workbench.close();
  }
}

row('a Spot notebook in VS Code (17,000 order lines)', 'median', 'of floor');
row('  floor: opening it to its first cell on the screen', ms(median(shown)), ratio(1, 1));
row('  opening it to the first cell’s answer', ms(median(first)), ratio(median(first), median(shown)));
row('  the key that runs another cell to its answer', ms(median(next)), ratio(median(next), median(shown)));
