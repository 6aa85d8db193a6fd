import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { ROOT } from '../../scripts/run.mjs';
import { accessibilityViolations } from './support/axe';
import { shippedSandbox } from './support/sandbox';
import { THEMES, Workbench, type Theme } from './support/workbench';

const NOTEBOOK = `---
model: model.yaml
user: ana
now: 2025-12-31
---

%% spot
revenue by region last quarter

%% spot
revenue by month last year

%% spot
churn by region

%% sql
SELECT a.sale_id * 1000 + b.store_id AS pair, a.line_no AS line, '<b>' || b.city || '</b>' AS city
FROM sale_items a, stores b
ORDER BY 1
LIMIT 20000
`;

/** Of the last cell. */
const ROWS = 20_000;
const RESULTS = 4;
/** The page around the results is the editor's. */
const OF_THE_NOTEBOOK = /^(document-title|landmark-one-main|page-has-heading-one|region):/;

const FILES = {
  '.vscode/settings.json': '{}',
  'sandbox/model.yaml': shippedSandbox('model.yaml'),
  'sandbox/policy.yaml': shippedSandbox('policy.yaml'),
  'sandbox/golden.yaml': shippedSandbox('golden.yaml'),
  'sandbox/results.spot': NOTEBOOK,
};

async function runAll(workbench: Workbench): Promise<Frame> {
  await workbench.openFile('results.spot');
  await workbench.page.locator('.notebookOverlay').waitFor();
  await workbench.page.getByRole('button', { name: 'Run All' }).first().click();
  return workbench.frame('greenroom-spot-result .grid', 120_000);
}

describe('a result in a Spot notebook', () => {
  let workbench: Workbench;
  let frame: Frame;
  const result = (at: number): Locator => frame.locator('greenroom-spot-result').nth(at);

  before(async () => {
    workbench = await Workbench.open({ files: FILES, viewport: { width: 1280, height: 1500 } });
    frame = await runAll(workbench).finally(() => workbench.screenshot('spot-result-started'));
    await result(RESULTS - 1)
      .locator('.grid')
      .waitFor({ timeout: 120_000 });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('spot-result-failed');
  });

  after(() => workbench.close());

  it('shows what was understood, the table with exact numbers, and what vouches for it', async () => {
    await result(0).locator('.chip', { hasText: 'stores.region' }).waitFor();
    await result(0).locator('.chip', { hasText: 'acme' }).waitFor();
    assert.match(await result(0).locator('.body').innerText(), /East\s+\$24,504\.47/);
    assert.match(await result(0).locator('.footer').innerText(), /checks passed\s+6 rows · [\d.,]+ ms/);
  });

  it('is sorted and walked through with the keyboard', async () => {
    const grid = result(0).locator('.grid');
    await grid.focus();
    for (const key of ['ArrowUp', 'ArrowRight', 'Enter', 'ArrowDown']) await workbench.page.keyboard.press(key);
    const heading = result(0).locator('[role=columnheader]', { hasText: 'revenue' });
    assert.equal(await heading.getAttribute('aria-sort'), 'descending');
    const active = (await grid.getAttribute('aria-activedescendant')) ?? '';
    assert.equal((await result(0).locator(`#${active}`).innerText()).trim(), '$34,097.16');
  });

  it('fetches rows as they come into sight, and shows hostile text as text', async () => {
    const grid = result(3).locator('.grid');
    assert.equal(await grid.getAttribute('aria-rowcount'), String(ROWS + 1));
    await grid.focus();
    await workbench.page.keyboard.press('Control+End');
    const last = result(3)
      .locator(`[aria-rowindex="${ROWS + 1}"] [role=gridcell]`)
      .last();
    await last.filter({ hasText: /^\s*<b>.+<\/b>\s*$/ }).waitFor();
    assert.ok((await result(3).locator('[role=row]').count()) < 60);
  });

  it('underlines what a refusal is about and keeps its trace', async () => {
    assert.equal(await result(2).locator('.question u').innerText(), 'churn');
    await result(2).getByRole('button', { name: 'Define it in model.yaml' }).waitFor();
    await result(2).getByRole('button', { name: 'Details', exact: true }).click();
    await result(2).locator('.trace .step', { hasText: 'plan' }).first().waitFor();
  });

  it('draws a chart, told in words', async () => {
    // A drawn chart moves what is below it: a click could miss.
    for (const at of [0, 1]) {
      const tab = result(at).getByRole('tab', { name: 'Chart' });
      await workbench.insist(() => tab.press('Enter'), result(at).getByRole('tab', { name: 'Chart', selected: true }));
    }
    const image = result(1).locator('.canvas');
    await image.locator('svg').waitFor({ timeout: 60_000 });
    assert.match((await image.getAttribute('aria-label')) ?? '', /^Line of revenue by .+\. 11 values\. From \$/);
    await result(0).locator('.canvas svg').waitFor();
  });

  it('takes a vote on an answer, and none on SQL', async () => {
    const thumb = result(0).getByRole('button', { name: 'This answer is wrong' });
    await thumb.click();
    await result(0).locator('.thumb[aria-pressed="true"]').waitFor();
    assert.equal(await thumb.getAttribute('aria-pressed'), 'true');
    assert.equal(await result(0).locator('.alert').count(), 0);
    assert.equal(await result(3).locator('.thumb').count(), 0);
  });

  it('follows the theme, the charts too, and is accessible in each', async () => {
    const colours = new Set<string>();
    for (const theme of ['light', 'high-contrast', 'high-contrast-light', 'dark'] as const satisfies Theme[]) {
      workbench.writeFile('.vscode/settings.json', JSON.stringify({ 'workbench.colorTheme': THEMES[theme] }));
      await frame.locator(`body[data-vscode-theme-id="${THEMES[theme]}"]`).waitFor({ state: 'attached' });
      const drawn = await result(1).locator('.canvas').evaluateHandle(followsTheme);
      colours.add((await drawn.jsonValue()).join());
      await workbench.screenshot(`spot-result-${theme}`);
      const found = await accessibilityViolations(frame);
      assert.deepEqual(
        found.filter((violation) => !OF_THE_NOTEBOOK.test(violation)),
        [],
      );
    }
    assert.equal(colours.size, Object.keys(THEMES).length);
  });

  it('fits a narrow window: nothing is cut off, and no word is broken', async () => {
    await workbench.page.setViewportSize({ width: 640, height: 1500 });
    const tabs = result(1).getByRole('tab');
    for (const tab of await tabs.all()) assert.ok(((await tab.boundingBox())?.height ?? 0) < 40);
    const wider = await result(1).evaluate((host) => {
      const edge = host.getBoundingClientRect().right + 1;
      const parts = [...(host.shadowRoot?.querySelectorAll('button, p, li, svg') ?? [])];
      return parts.filter((part) => part.getBoundingClientRect().right > edge).map(({ outerHTML }) => outerHTML);
    });
    assert.deepEqual(wider, []);
    await workbench.screenshot('spot-result-narrow');
    await workbench.page.setViewportSize({ width: 1280, height: 1500 });
  });

  it('keeps the vote where the result is drawn again', async () => {
    const before = new Set(workbench.page.frames());
    const split = workbench.page.getByRole('button', { name: /^Split Editor Right/ }).first();
    await workbench.insist(() => split.click(), workbench.page.locator('.editor-group-container').nth(1));
    const second = await workbench.frame('greenroom-spot-result .grid', 60_000, (one) => !before.has(one));
    const again = second.locator('greenroom-spot-result', { hasText: 'last quarter' });
    await again.locator('.thumb[aria-pressed="true"]').waitFor();
    const thumb = again.getByRole('button', { name: 'This answer is wrong' });
    assert.equal(await thumb.getAttribute('aria-pressed'), 'true');
  });

  it('loads charts only when one is shown, and is small', () => {
    const folder = path.join(ROOT, 'dist/webview');
    const size = (name: string): number => statSync(path.join(folder, name)).size;
    const chunks = readdirSync(path.join(folder, 'chunks')).filter((name) => name.endsWith('.js'));
    const entry = size('spot-result.js');
    const all = chunks.reduce((sum, name) => sum + size(path.join('chunks', name)), entry);
    assert.ok(entry <= 150_000, `the entry has ${entry} bytes`);
    assert.ok(all <= 900_000, `all together has ${all} bytes`);
  });
});

/** Waits until a chart's line and its words have the colours of the page; gives them. */
function followsTheme(canvas: Element): Promise<string[]> {
  const probe = canvas.appendChild(document.createElement('span'));
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const line = canvas.querySelector('.mark-line path');
      const words = canvas.querySelector('.role-axis-label text');
      const drawn = [line && getComputedStyle(line).stroke, words && getComputedStyle(words).fill];
      const wanted = ['--vscode-charts-blue', '--quiet'].map((variable) => {
        probe.style.color = `var(${variable})`;
        return getComputedStyle(probe).color;
      });
      if (drawn.join() !== wanted.join()) return;
      clearInterval(timer);
      probe.remove();
      resolve(wanted);
    }, 50);
  });
}
