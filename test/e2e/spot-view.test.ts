import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { THEMES, Workbench, type Theme } from './support/workbench';

const model = (amount: string): string => `name: Shop
tables:
  sales:
    sql: |
      SELECT * FROM (VALUES (1, 'acme', 'North', 10), (2, 'acme', 'South', 20), (3, 'globex', 'East', 500))
      AS t (id, tenant, region, amount)
    primary_key: [id]
    columns:
      id: {type: attribute, hidden: true}
      tenant: {type: attribute, hidden: true}
      region: {type: attribute, synonyms: [area]}
      amount: ${amount}
formulas:
  - {name: mean sale, expr: "sum([revenue]) / [sales count]", synonyms: [average sale]}
`;
const POLICY = `version: 1
users:
  ana: {tenant: acme, roles: [analyst]}
  gita: {tenant: globex, roles: [analyst]}
rows:
  sales: "[tenant] = {tenant}"
budgets:
  session: {queries: 50}
`;
const GOLDEN = `- ask: revenue by region
  tags: [core]
  user: ana
  expect: {rows: [[North, 10], [South, 25]]}
- ask: revenue
  tags: [core]
  user: gita
  expect: {rows: [[500]]}
- ask: churn
  tags: [words]
  user: ana
  expect: {refused: unknown-term}
`;
const settings = (theme: Theme): string => JSON.stringify({ 'workbench.colorTheme': THEMES[theme] });

describe('the Spot view and the Test Explorer', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({
      theme: 'light',
      viewport: { width: 1280, height: 1000 },
      settings: { 'greenroom.decks.shipped': false, 'testing.automaticallyOpenTestResults': 'neverOpen' },
      files: {
        '.vscode/settings.json': settings('light'),
        'shop/model.yaml': model('{type: measure, aggregation: sum, name: revenue, synonyms: [turnover]}'),
        'shop/policy.yaml': POLICY,
        'shop/golden.yaml': GOLDEN,
        'shop/asks.spot': '%% spot\nrevenue by region\n\n%% spot\nmean sale\n',
        'torn/model.yaml': model('{type: measure, agregation: sum}'),
      },
    });
  });

  after(() => workbench.close());

  const row = (name: string | RegExp): Locator => workbench.page.getByRole('treeitem', { name }).first();
  const header = (view: string): Locator => workbench.page.locator('.pane-header', { hasText: view });

  async function open(name: string | RegExp): Promise<void> {
    const found = row(name);
    await found.waitFor();
    if ((await found.getAttribute('aria-expanded')) === 'false') await found.locator('.monaco-tl-twistie').click();
    await workbench.page.locator('.sidebar .monaco-progress-container.active').first().waitFor({ state: 'hidden' });
  }

  it('shows each model with a name for every row, and a broken one with its line', async () => {
    const { page } = workbench;
    await workbench.activityBar().click();
    if ((await header('Spot').getAttribute('aria-expanded')) === 'false') await header('Spot').click();
    await header('Rounds').click();
    await open(/^shop/);
    await row('Kill switch, released').waitFor();
    await row('Asked as, ana · acme').waitFor();
    await row('Golden suite, 3 cases, not run yet').waitFor();
    await row('Budget, 50 of 50 queries left').waitFor();
    await open('Tables, 1');
    await open(/^sales/);
    await row('revenue, sum, turnover').waitFor();
    await open('Formulas, 1');
    await open('Sample queries');
    await row('mean sale, asks.spot').waitFor();
    await workbench.page.mouse.move(900, 500);
    await row(/^torn, 2 problems/).waitFor();
    await workbench.screenshot('spot-view-light');
    await row(/model\.yaml:12/).click();
    await page.locator('.tab.active', { hasText: 'model.yaml' }).waitFor();
    await page.locator('.statusbar-item', { hasText: 'Ln 12' }).waitFor();
  });

  it('asks as somebody else, and stops and releases with one key', async () => {
    const { page } = workbench;
    await open(/^Asked as/);
    await row(/^gita/).click();
    await row('Asked as, gita · globex').waitFor();
    await row('revenue by region, asks.spot').click();
    const frame = await workbench.frame('greenroom-spot-result');
    await frame.locator('greenroom-spot-result', { hasText: 'East' }).waitFor();
    await page.keyboard.press('Control+Alt+K');
    const stopped = page.locator('.statusbar-item.warning-kind', { hasText: 'Spot is stopped' });
    await stopped.first().waitFor();
    await row('Kill switch, pulled: nothing runs').waitFor();
    for (const theme of ['dark', 'high-contrast'] as const) {
      workbench.writeFile('.vscode/settings.json', settings(theme));
      const kind = theme === 'dark' ? '.vs-dark' : '.hc-black';
      await page.locator(`.monaco-workbench${kind}`).waitFor();
      await workbench.screenshot(`spot-view-stopped-${theme}`);
    }
    await page.keyboard.press('Control+Alt+K');
    await row('Kill switch, released').waitFor();
    assert.equal(await stopped.count(), 0);
  });

  it('runs the golden suite: in the Test Explorer one case fails, with what differs', async () => {
    const { page } = workbench;
    const result = row('Golden suite, 2 of 3 passed · gate failed');
    await workbench.choose(row(/^Golden suite/), /^Run Golden Suite$/, result);
    await workbench.screenshot('spot-view-suite-high-contrast');
    workbench.writeFile('.vscode/settings.json', settings('light'));
    await page.locator('.monaco-workbench.vs').waitFor();
    await workbench.command('Testing: Focus on Test Explorer View');
    await open(/^shop/);
    await open(/^core/);
    await row(/^Gate: more than 95 % pass \(Failed\)/).waitFor();
    const failed = row(/^revenue by region.*\(Failed\)/);
    await failed.waitFor();
    await workbench.choose(failed, /^Go to Test$/, page.locator('.tab.active', { hasText: 'golden.yaml' }));
    await workbench.command('Test: Peek Output');
    const peek = page.locator('.peekview-widget');
    await peek.locator('.editor.original .view-line', { hasText: '25' }).waitFor();
    await peek.locator('.editor.modified .view-line', { hasText: '20' }).waitFor();
    await workbench.screenshot('spot-tests-light');
  });

  it('reads the audit log', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.command('Greenroom: Show Audit Log');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'shop' }).first().click();
    const frame = await workbench.frame('.markdown-body table');
    await frame.getByRole('cell', { name: 'globex' }).first().waitFor();
    await workbench.screenshot('spot-audit-light');
  });
});
