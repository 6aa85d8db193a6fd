import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { Workbench } from './support/workbench';

const MODEL = `name: Shop
tables:
  sales:
    source: sales.csv
    primary_key: [id]
    columns:
      id: {type: attribute, hidden: true}
      tenant: {type: attribute, hidden: true}
      region: {type: attribute}
      channel: {type: attribute}
      amount: {type: measure, aggregation: sum, name: revenue}
`;
const POLICY = `version: 1
users:
  ana: {tenant: acme, roles: [analyst]}
  gita: {tenant: globex, roles: [analyst]}
rows:
  sales: "[tenant] = {tenant}"
`;
const DATA = `id,tenant,region,channel,amount
1,acme,North,web,10
2,acme,South,store,20
3,globex,East,web,500
`;
/** Runs until it is stopped. */
const HEAVY = 'SELECT sum(sqrt(a.amount * r.range)) FROM sales a, range(100000) r, range(100000) s';

describe('work in a Spot notebook', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({
      theme: 'dark',
      viewport: { width: 1280, height: 1000 },
      settings: { 'greenroom.decks.shipped': false, 'files.autoSave': 'off', 'editor.hover.delay': 100 },
      files: {
        'model.yaml': MODEL,
        'policy.yaml': POLICY,
        'sales.csv': DATA,
        'asks.spot': `%% spot\nrevenue by region\n\n%% spot\nrevenu by region\n\n%% sql\n${HEAVY}\n`,
      },
    });
    await workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'asks.spot' }).dblclick();
    await cell('revenue by region').waitFor();
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('notebook-at-work-failed');
  });

  after(() => workbench.close());

  const cell = (text: string): Locator => workbench.page.locator('.code-cell-row', { hasText: text }).first();
  const item = (text: string | RegExp): Locator => workbench.page.locator('.statusbar-item', { hasText: text });
  const stop = (text: string): Locator => cell(text).locator('.run-button-container .codicon-notebook-stop');
  /** A cell's own editor, with the cursor at its end. */
  async function edit(text: string): Promise<void> {
    await cell(text).locator('.view-line').first().click();
    await workbench.page.keyboard.press('Control+End');
  }
  async function run(text: string): Promise<void> {
    await cell(text).hover();
    await cell(text).locator('.run-button-container .codicon-notebook-execute').first().click();
  }
  const shown = async (text: string): Promise<Frame> => workbench.frame(`greenroom-spot-result:has-text("${text}")`);

  it('offers what may come next, and puts a word right that the model does not hold', async () => {
    const { page } = workbench;
    await edit('revenue by region');
    // As it is typed, without being asked for.
    const offered = page.locator('.suggest-widget.visible .monaco-list-row');
    await page.keyboard.type(' and cha', { delay: 60 });
    await offered.first().waitFor();
    await workbench.screenshot('notebook-completion');
    assert.match((await offered.allInnerTexts()).join('\n'), /channel/);
    await page.keyboard.press('Escape');
    for (const key of ['Control+Shift+ArrowLeft', 'Control+Shift+ArrowLeft', 'Delete']) await page.keyboard.press(key);

    await edit('revenu by region');
    await cell('revenu by region').locator('.squiggly-error, .squiggly-warning').first().waitFor();
    await page.keyboard.press('Control+Home');
    const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'revenue' }).first();
    await workbench.insist(() => page.keyboard.press('Control+.'), fix);
    await workbench.screenshot('notebook-quick-fix');
    await page.keyboard.press('Enter');
    await page.locator('.code-cell-row', { hasText: 'revenue by region' }).nth(1).waitFor();
    await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  });

  it('leads from a word to its definition in the model', async () => {
    const { page } = workbench;
    await edit('revenue by region');
    await page.keyboard.press('Control+Home');
    await workbench.insist(() => page.keyboard.press('F12'), page.locator('.tab.active', { hasText: 'model.yaml' }));
    await item('Ln 11').waitFor();
    await workbench.screenshot('notebook-definition');
    await page.locator('.tab', { hasText: 'asks.spot' }).click();
    await cell('revenue by region').waitFor();
  });

  it('brings other rows when somebody else asks', async () => {
    const { page } = workbench;
    await run('revenue by region');
    assert.deepEqual(await rows(await shown('South')), ['North', 'South']);
    await item('ana · acme').click();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'globex' }).first().click();
    await item('gita · globex').waitFor();
    await run('revenue by region');
    assert.deepEqual(await rows(await shown('East')), ['East']);
    await workbench.screenshot('notebook-other-tenant');
    await item('gita · globex').click();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'acme' }).first().click();
    await item('ana · acme').waitFor();
  });

  it('stops a heavy query when its cell is stopped', async () => {
    await run('SELECT sum');
    await stop('SELECT sum').waitFor();
    await stop('SELECT sum').click();
    await (await shown('was cancelled')).getByText('was cancelled').first().waitFor();
    await stop('SELECT sum').waitFor({ state: 'detached' });
    await workbench.screenshot('notebook-cancelled');
  });

  it('stops what runs with one key, and starts nothing until it is released', async () => {
    const { page } = workbench;
    await run('SELECT sum');
    await stop('SELECT sum').waitFor();
    await workbench.insist(() => page.keyboard.press('Control+Alt+K'), item(/Spot is stopped|Spot stopped/i));
    await stop('SELECT sum').waitFor({ state: 'detached' });
    await shown('kill switch');
    await workbench.screenshot('notebook-killed');
    await page.keyboard.press('Control+Alt+K');
    await item(/Spot is stopped|Spot stopped/i).waitFor({ state: 'detached' });
    await run('revenue by region');
    assert.deepEqual(await rows(await shown('South')), ['North', 'South']);
  });

  it('shows the chart that is chosen, and saves it and its rows', async () => {
    const { page, folder } = workbench;
    const frame = await shown('South');
    const result = frame.locator('greenroom-spot-result', { hasText: 'South' }).first();
    const save = async (entry: string, file: string): Promise<string> => {
      await result.getByRole('button', { name: 'Export' }).click();
      await result.getByRole('menuitem', { name: entry }).click();
      await page.locator('.quick-input-widget', { hasText: 'Show Local' }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.notification-toast', { hasText: `Saved ${path.join(folder, file)}` }).waitFor();
      return readFileSync(path.join(folder, file), 'latin1');
    };
    await result.getByRole('tab', { name: 'Chart' }).press('Enter');
    const drawing = result.locator('.canvas');
    await drawing.locator('svg').waitFor({ timeout: 60_000 });
    assert.match((await drawing.getAttribute('aria-label')) ?? '', /^Bar/);
    assert.match(await save('Save chart as SVG', 'revenue-by-region.svg'), /^<svg[^>]+>[^]*South/);
    assert.match(await save('Save chart as PNG', 'revenue-by-region.png'), /^.PNG/);
    await result.getByRole('button', { name: 'Columns', exact: true }).click();
    await result.locator('.canvas[aria-label^="Column"]').waitFor();
    await workbench.screenshot('notebook-chart-chosen');
    assert.match(await save('Save as Parquet', 'revenue-by-region.parquet'), /^PAR1[^]*PAR1$/);
    await result.getByRole('button', { name: 'Export' }).click();
    await result.getByRole('menuitem', { name: 'Open as CSV' }).click();
    await page.locator('.editor-instance .view-line', { hasText: 'North,10' }).waitFor();
    await workbench.screenshot('notebook-exported');
  });

  it('asks no host but this machine, charts and exports included', () => {
    assert.deepEqual(workbench.hosts, ['127.0.0.1']);
  });

  /** The first column of the table. */
  const rows = async (frame: Frame): Promise<string[]> => {
    const first = frame.locator('greenroom-spot-result').first().locator('[role=row] > [role=gridcell]:first-child');
    return (await first.allInnerTexts()).map((text) => text.trim());
  };
});
