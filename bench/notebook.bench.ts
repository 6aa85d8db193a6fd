import type { Frame, Locator } from 'playwright-core';
import { shippedSandbox } from '../test/e2e/support/sandbox';
import { Workbench } from '../test/e2e/support/workbench';
import { answerByHand } from './spot/first-answer';
import { median, ms, ratio, row } from './support/measure';
import { clickable, clicked, drawn, firstDrawn, middle, noteFirst } from './support/screen';

// A Spot notebook on the shipped data in a real VS Code: from the double click on its file to its first answer on the
// screen, and from a click on a cell's run button to the next one. The floors are what DuckDB needs for the first by
// itself, and a question that the guardrail stops: the same way through editor, extension and page, with nothing run.
const RUNS = 3;
const ASKED = ['January', 'February', 'March', 'April', 'May'].map((month) => `revenue in ${month} 2025`);
const BLOCKED = ['president', 'senator'].map((word) => `revenue and the ${word}`);
const readies: number[] = [];
const firsts: number[] = [];
const floors: number[] = [];
const nexts: number[] = [];
const stopped: number[] = [];

for (let run = 0; run < RUNS; run++) {
  const start = performance.now();
  await answerByHand();
  floors.push(performance.now() - start);
  const questions = ['revenue by region', ...BLOCKED, ...ASKED].map((question) => `%% spot\n${question}\n`);
  const workbench = await Workbench.open({
    files: {
      'model.yaml': shippedSandbox('model.yaml'),
      'policy.yaml': shippedSandbox('policy.yaml'),
      'asks.spot': ['---\nuser: ana\n---\n', ...questions].join('\n'),
    },
    settings: { 'greenroom.decks.shipped': false, 'notebook.globalToolbar': false },
  });
  try {
    const { page } = workbench;
    // Everything of the editor has settled; the extension is active and has opened no model.
    await page.waitForTimeout(3000);
    const button = async (question: string): Promise<Locator> => {
      const cell = page.locator('.code-cell-row', { hasText: question }).first();
      await cell.hover();
      const found = cell.locator('.run-button-container .codicon-notebook-execute').first();
      await found.waitFor();
      return found;
    };
    const file = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'asks.spot' });
    const place = await middle(file);
    await noteFirst(page, 'greenroom-spot-result');
    const runnable = clickable(page, '.code-cell-row[data-index="0"] .run-button-container .codicon-notebook-execute');
    const opened = Date.now();
    await page.mouse.dblclick(place.x, place.y);
    // At once, which is sooner than a hand can be there.
    const first = await runnable;
    await page.mouse.click(first.x, first.y);
    const frame: Frame = await workbench.frame('greenroom-spot-result');
    readies.push(first.at - opened);
    firsts.push((await firstDrawn(frame)) - opened);
    // Every cell in sight, so that none has to be scrolled to.
    await page.setViewportSize({ width: 1280, height: 3000 });
    await page.waitForTimeout(1000);

    const took = async (question: string): Promise<number> => {
      const at = await middle(await button(question));
      const time = await clicked(page, at, drawn(frame, 'greenroom-spot-result'));
      // As a person would: reads, and only then goes on.
      await page.waitForTimeout(500);
      return time;
    };
    for (const question of BLOCKED) stopped.push(await took(question));
    for (const question of ASKED) nexts.push(await took(question));
  } finally {
    await workbench.close();
  }
}

row('a Spot notebook on the shipped data', 'median', 'of floor');
row('  floor: a fresh DuckDB, the same tables, one SELECT', ms(median(floors)), '');
row('  floor: opened to a cell that can be run', ms(median(readies)), '');
const floor = median(floors) + median(readies);
row('  opened to its first answer (goal: 1.5 s)', ms(median(firsts)), ratio(median(firsts), floor));
row('  floor: a question that is stopped at the guardrail', ms(median(stopped)), ratio(1, 1));
row('  the next answer (goal: 100 ms)', ms(median(nexts)), ratio(median(nexts), median(stopped)));
