import { chmodSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { Workbench } from './support/workbench';

const MODEL = `name: Shop
tables:
  sales:
    sql: |
      SELECT * FROM (VALUES (1, 'acme', 'North', 'red', 10), (2, 'acme', 'South', 'blue', 20))
      AS t (id, tenant, region, colour, amount)
    primary_key: [id]
    columns:
      id: {type: attribute, hidden: true}
      tenant: {type: attribute, hidden: true}
      region: {type: attribute}
      colour: {type: attribute}
      amount: {type: measure, aggregation: sum, name: revenue}
formulas:
  - {name: mean sale, expr: "sum([revenue]) / [sales count]"}
`;
const POLICY = `version: 1
users:
  ana: {tenant: acme, roles: [analyst]}
rows:
  sales: "[tenant] = {tenant}"
`;
const GOLDEN = `- ask: revenue by region
  user: ana
  expect: {rows: [[North, 10], [South, 25]]}
- ask: revenue
  user: ana
  expect: {rows: [[30]]}
`;
/** Stands in for a Python with all that the prototype needs: it says the script's first line, and ends as that has it. */
const PYTHON = `#!/bin/sh
if [ "$1" = -c ]; then echo; exit 0; fi
read -r line < "$2"
echo "$line"
case "$line" in *green*) exit 0;; esac
exit 1
`;

const PROTOTYPE = /^Prototype: tests\/run_suite\.py/;

describe('a golden suite in the Test Explorer', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({
      theme: 'dark',
      viewport: { width: 1280, height: 1000 },
      // No Python starts.
      env: { PYTHONHOME: '/nowhere' },
      settings: { 'greenroom.decks.shipped': false, 'testing.automaticallyOpenTestResults': 'neverOpen' },
      files: {
        'shop/model.yaml': MODEL,
        'shop/policy.yaml': POLICY,
        'shop/golden.yaml': GOLDEN,
        'prototype/tests/run_suite.py': '# green: 2 of 2\n',
      },
    });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('test-explorer-failed');
  });

  after(() => workbench.close());

  const row = (name: string | RegExp): Locator => workbench.page.getByRole('treeitem', { name }).first();

  async function open(name: RegExp): Promise<void> {
    const found = row(name);
    await found.waitFor();
    if ((await found.getAttribute('aria-expanded')) === 'false') await found.locator('.monaco-tl-twistie').click();
  }

  async function run(test: RegExp): Promise<void> {
    await row(test).hover();
    await row(test).getByRole('button', { name: 'Run Test', exact: true }).click();
  }

  async function peek(test: RegExp): Promise<void> {
    await row(test).dblclick();
    await workbench.page.locator('.tab.active', { hasText: 'run_suite.py' }).waitFor();
    await workbench.command('Test: Peek Output');
  }

  it('shows which definitions of the model no case asks about', async () => {
    const { page } = workbench;
    await workbench.command('Greenroom: Run Golden Suite with Coverage of the Model');
    await page.locator('.activitybar .action-label[aria-label^="Testing"]').click();
    await open(/^shop/);
    await open(/^without a tag/);
    await row(/^Gate: more than 95 % pass \(Failed\)/).waitFor();
    await row(/^revenue by region · ana \(Failed\)/).waitFor();
    await row(/^revenue · ana \(Passed\)/).waitFor();
    const covered = row(/^model\.yaml/);
    await covered.waitFor();
    await workbench.screenshot('test-coverage');
    await covered.dblclick();
    await page.locator('.tab.active', { hasText: 'model.yaml' }).waitFor();
    await page.locator('.coverage-deco-gutter.coverage-deco-miss').first().waitFor();
    await workbench.screenshot('test-coverage-model');
  });

  it('says what the prototype’s suite needs, where that is missing', async () => {
    const { page } = workbench;
    await run(PROTOTYPE);
    await row(/^Prototype: tests\/run_suite\.py \(Errored\)/).waitFor();
    await peek(PROTOTYPE);
    await page.locator('.peekview-widget', { hasText: 'No Python 3.9 or newer is found' }).waitFor();
    await page.locator('.peekview-widget', { hasText: 'pip install -r requirements.txt' }).waitFor();
    await workbench.screenshot('test-prototype-missing');
  });

  it('runs the prototype’s suite, and shows what it says', async () => {
    const { page } = workbench;
    workbench.writeFile('prototype/.venv/bin/python', PYTHON);
    chmodSync(path.join(workbench.folder, 'prototype/.venv/bin/python'), 0o755);
    await run(PROTOTYPE);
    await row(/^Prototype: tests\/run_suite\.py \(Passed\)/).waitFor();
    workbench.writeFile('prototype/tests/run_suite.py', '# red: 1 of 2\n');
    await run(PROTOTYPE);
    await row(/^Prototype: tests\/run_suite\.py \(Failed\)/).waitFor();
    await peek(PROTOTYPE);
    await page.locator('.peekview-widget', { hasText: '# red: 1 of 2' }).waitFor();
    await workbench.screenshot('test-prototype-red');
  });
});
