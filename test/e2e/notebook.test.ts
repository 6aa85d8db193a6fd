import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Frame, Locator } from 'playwright-core';
import { THEMES, Workbench, type Theme } from './support/workbench';

const MODEL = `name: Shop
tables:
  sales:
    sql: SELECT 1 AS id, 'acme' AS tenant, 'North' AS region, 5 AS amount
    primary_key: [id]
    columns:
      id: {type: attribute, hidden: true}
      tenant: {type: attribute, hidden: true}
      region: {type: attribute}
      amount: {type: measure, agregation: sum}
`;

describe('a Spot notebook', () => {
  let workbench: Workbench;
  let frame: Frame;

  before(async () => {
    const theme = process.env['GREENROOM_THEME'] as Theme | undefined;
    workbench = await Workbench.open({
      theme: theme !== undefined && theme in THEMES ? theme : 'light',
      viewport: { width: 1280, height: 1000 },
      // The shipped notebook is tried out, not changed.
      settings: { 'files.autoSave': 'off' },
      files: { 'shop/asks.spot': '%% spot\namount by region\n' },
    });
  });

  after(() => workbench.close());

  const results = (text?: string | RegExp): Locator =>
    frame.locator('greenroom-spot-result', text === undefined ? {} : { hasText: text });

  it('opens with the sandbox, runs, and shows answers and refusals', async () => {
    const { page } = workbench;
    await workbench.command('Greenroom: Open Sandbox');
    await page.locator('.notebook-editor .code-cell-row').first().waitFor();
    await page.locator('.statusbar-item', { hasText: 'ana · acme' }).waitFor();
    await workbench.screenshot('notebook-opened');
    await workbench.command('Notebook: Run All');
    frame = await workbench.frame('greenroom-spot-result');
    await results('24,504').first().waitFor();
    await workbench.screenshot('notebook-answers');
    // Only what is near the window is drawn.
    await workbench.command('Notebook: Focus Last Cell');
    await results('payroll').first().waitFor();
    await workbench.screenshot('notebook-refusals');
  });

  it('asks again with another word, from the result', async () => {
    await workbench.command('Greenroom: Ask Spot…');
    const box = workbench.page.locator('.quick-input-widget input.input');
    await box.waitFor();
    await workbench.page.locator('.quick-input-widget', { hasText: 'Name a measure' }).waitFor();
    await box.fill('churn by territory');
    await workbench.page.keyboard.press('Enter');
    const refused = results('churn by territory').last();
    await refused.waitFor();
    // A result may end below the window; the keyboard reaches it there too.
    await refused.getByRole('button', { name: 'return rate' }).press('Enter');
    await workbench.page.locator('.code-cell-row', { hasText: 'return rate by territory' }).waitFor();
    await results(/Coastal/)
      .last()
      .waitFor();
    await workbench.screenshot('notebook-asked-again');
  });

  it('goes on after its engine was killed', async () => {
    const pids = engines(workbench);
    assert.equal(pids.length, 1, 'one for one model, however many have asked for it');
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await workbench.command('Greenroom: Ask Spot…');
    const box = workbench.page.locator('.quick-input-widget input.input');
    await workbench.page.locator('.quick-input-widget', { hasText: 'Name a measure' }).waitFor();
    await box.fill('number of customers');
    await workbench.page.keyboard.press('Enter');
    await results('customers count').last().waitFor();
  });

  it('opens a broken model at its mistake', async () => {
    const { page } = workbench;
    workbench.writeFile('shop/model.yaml', MODEL);
    // Closing would save it: the driver answers no question.
    await workbench.command('View: Revert and Close Editor');
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'shop' }).click();
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'asks.spot' }).dblclick();
    await page.locator('.notebook-editor .code-cell-row').first().waitFor();
    await workbench.command('Notebook: Run All');
    const link = page.locator('.cell-statusbar-container', { hasText: 'Open model.yaml:10' }).first();
    await link.waitFor();
    const output = await workbench.frame('text=agregation');
    await output.getByText('model.yaml:10:31').first().waitFor();
    await workbench.screenshot('notebook-broken-model');
    await link.getByText('Open model.yaml:10').click();
    await page.locator('.tab.active', { hasText: 'model.yaml' }).waitFor();
    await page.locator('.statusbar-item', { hasText: 'Ln 10' }).waitFor();
  });
});

/** The engines' processes of a window. */
function engines(workbench: Workbench): number[] {
  const parent = String(workbench.extensionHostPid());
  const lines = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' }).split('\n');
  const pids = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, ...args]) => ppid === parent && args.join(' ').includes('engine-worker'))
    .map(([pid]) => Number(pid));
  assert.ok(pids.length > 0);
  return pids;
}
