// npm run screenshots [-- name …]: takes the README's pictures in a real VS Code.
import { copyFileSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { ROOT, run } from './run.mjs';
import { THEMES, Workbench, type Theme } from '../test/e2e/support/workbench';

const VIEWPORT = { width: 1080, height: 660 };
const LARGEST_KB = 170;

const sandbox = (name: string): string => readFileSync(path.join(ROOT, 'decks/spot-director/sandbox', name), 'utf8');
/** The shipped sandbox with notebooks as short as a picture is high. */
const FILES = {
  'shop/model.yaml': sandbox('model.yaml'),
  'shop/policy.yaml': sandbox('policy.yaml'),
  'shop/questions.spot': '---\nuser: ana\n---\n\n%% spot\nrevenue by region monthly this year\n',
  'shop/refused.spot': `---
user: ana
---

%% spot
churn by territory

%% spot
revenue by promotion
`,
};

/** Each picture by its name, in the order in which they are taken. */
const PICTURES: Readonly<Record<string, { theme: Theme; take: (workbench: Workbench) => Promise<void> }>> = {
  covered: { theme: 'dark', take: coveredCard },
  compared: { theme: 'dark', take: comparedAnswer },
  links: { theme: 'light', take: codeLinks },
  tour: { theme: 'dark', take: tourStep },
  proof: { theme: 'light', take: proofs },
  notebook: { theme: 'light', take: notebookCell },
  refused: { theme: 'high-contrast', take: refusedQuestions },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(PICTURES, name));
if (unknown.length > 0) {
  console.error(`No such picture: ${unknown.join(', ')}. There are: ${Object.keys(PICTURES).join(', ')}.`);
  process.exit(2);
}

await run(process.execPath, ['esbuild.mjs']);
for (const [name, { theme, take }] of Object.entries(PICTURES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const workbench = await Workbench.open({
    theme,
    viewport: VIEWPORT,
    files: FILES,
    settings: {
      'breadcrumbs.enabled': false,
      'editor.minimap.enabled': false,
      'files.autoSave': 'off',
      'window.commandCenter': false,
      'window.title': '${activeEditorShort}',
    },
  });
  try {
    await take(workbench);
    await keep(workbench, name);
  } finally {
    await workbench.close();
  }
}

async function keep(workbench: Workbench, name: string): Promise<void> {
  await workbench.page.mouse.move(0, 0);
  // Selections and scroll bars fade.
  await workbench.page.waitForTimeout(600);
  const picture = path.join(ROOT, 'media', `readme-${name}.png`);
  copyFileSync(await workbench.screenshot(`readme-${name}`), picture);
  const kilobytes = Math.ceil(statSync(picture).size / 1024);
  console.log(`media/readme-${name}.png  ${THEMES[PICTURES[name]?.theme ?? 'dark']}, ${String(kilobytes)} KB`);
  if (kilobytes > LARGEST_KB) throw new Error(`The picture is larger than ${String(LARGEST_KB)} KB.`);
}

async function coveredCard(workbench: Workbench): Promise<void> {
  await openCard(workbench, 'Backend & system design', 'GIL');
}

async function comparedAnswer(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const frame = await openCard(workbench, 'Backend & system design', 'GIL');
  await page.keyboard.press('w');
  await page.keyboard.type(
    'One thread runs bytecode at a time, but a thread that waits on a socket lets go of the lock, so threads overlap I/O. The agent idles on the model or the database most of its life. The hazard is a tight loop of pure Python that freezes every stream on the event loop. DuckDB, Polars and NumPy drop the lock while native code runs.',
  );
  await page.keyboard.press('Control+Enter');
  await frame.locator('.tier').first().waitFor();
  await page.keyboard.press('Enter');
  await frame.locator('.tier.answer').waitFor();
  await frame.locator('.coverage').scrollIntoViewIfNeeded();
}

async function codeLinks(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const frame = await openCardAlone(workbench, 'Agentic AI strategy', 'Several customers');
  await page.keyboard.press('Enter');
  const chip = frame.locator('a.code', { hasText: 'PermissionChecker' }).first();
  await chip.focus();
  await page.keyboard.press('Enter');
  await page.locator('.editor-instance .view-lines', { hasText: 'class PermissionChecker' }).waitFor();
  await page.locator('.codelens-decoration', { hasText: 'card' }).filter({ visible: true }).first().waitFor();
  await chip.scrollIntoViewIfNeeded();
}

async function tourStep(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const frame = await openCardAlone(workbench, 'Agentic AI strategy', 'Several customers');
  await page.keyboard.press('Enter');
  await frame.getByRole('button', { name: 'Tour the code' }).waitFor();
  await page.keyboard.press('t');
  await page.locator('.review-widget .review-title', { hasText: '1 of' }).waitFor();
  await page.keyboard.press('Alt+.');
  await page.locator('.review-widget .review-title', { hasText: '2 of' }).waitFor();
}

async function proofs(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const frame = await openCardAlone(workbench, 'Agentic AI strategy', 'Several customers');
  await page.keyboard.press('Enter');
  await frame.locator('.claim.waiting').first().waitFor();
  await page.keyboard.press('r');
  await frame.locator('.proofs .count', { hasText: 'hold' }).waitFor({ timeout: 120_000 });
  const claim = frame.locator('.claim', { hasText: 'An OR in the wrong place' });
  await claim.locator('summary').first().click();
  await claim.locator('greenroom-spot-result').first().waitFor();
  await frame.locator('.proofs').evaluate((proofsOfCard) => {
    proofsOfCard.scrollIntoView();
  });
}

async function notebookCell(workbench: Workbench): Promise<void> {
  const frame = await runNotebook(workbench, 'questions.spot');
  await frame.getByRole('tab', { name: 'Chart' }).click();
  await frame.locator('greenroom-spot-result svg').first().waitFor();
}

async function refusedQuestions(workbench: Workbench): Promise<void> {
  const frame = await runNotebook(workbench, 'refused.spot');
  await frame.locator('greenroom-spot-result', { hasText: '“churn” is not defined' }).waitFor();
  await frame.locator('greenroom-spot-result', { hasText: 'promotion' }).last().waitFor();
}

/** The shipped deck's card in the panel, with the focus in it. */
async function openCard(workbench: Workbench, round: string, question: string): Promise<Frame> {
  await workbench.openRounds();
  await workbench.expand(round);
  await workbench.rows(question).first().click();
  const frame = await workbench.frame('#question');
  await frame.locator('.cover').waitFor();
  return frame;
}

/** Without the Rounds view beside it. */
async function openCardAlone(workbench: Workbench, round: string, question: string): Promise<Frame> {
  const frame = await openCard(workbench, round, question);
  await workbench.command('View: Toggle Primary Side Bar Visibility');
  await frame.locator('#question').focus();
  return frame;
}

async function runNotebook(workbench: Workbench, name: string): Promise<Frame> {
  const { page } = workbench;
  await workbench.command('View: Close Primary Side Bar');
  await page.keyboard.press('Control+p');
  await page.locator('.quick-input-widget input.input').fill(name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.notebook-editor .code-cell-row').first().waitFor();
  await workbench.command('Notebook: Run All');
  return workbench.frame('greenroom-spot-result');
}
