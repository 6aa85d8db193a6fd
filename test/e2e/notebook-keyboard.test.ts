import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { shippedSandbox } from './support/sandbox';
import { Workbench } from './support/workbench';

/** Runs until it is stopped. */
const HEAVY = 'SELECT sum(sqrt(a.amount * r.range)) FROM sale_items a, range(100000) r, range(100000) s';

const NOTEBOOK = `---
model: model.yaml
user: ana
now: 2025-12-31
---

%% spot
revenue by region monthly last year

%% spot
customers count by city

%% spot
churn by territory

%% sql
${HEAVY}
`;
const CELLS = 4;

/** Nothing in here touches a mouse: every stop is reached by keys, and is in sight when it is. */
describe('a Spot notebook without a mouse', () => {
  let workbench: Workbench;
  let frame: Frame;

  before(async () => {
    workbench = await Workbench.open({
      theme: 'dark',
      // Lower than a result, which the notebook has to scroll.
      viewport: { width: 1280, height: 560 },
      settings: { 'greenroom.decks.shipped': false, 'files.autoSave': 'off' },
      files: {
        'model.yaml': shippedSandbox('model.yaml'),
        'policy.yaml': shippedSandbox('policy.yaml'),
        'keys.spot': NOTEBOOK,
      },
    });
    await workbench.openFile('keys.spot');
    await workbench.page.locator('.notebook-editor .code-cell-row').first().waitFor();
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('notebook-keyboard-failed');
  });

  after(() => workbench.close());

  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await workbench.page.keyboard.press(key);
  };
  const result = (text: string | RegExp): Locator => frame.locator('greenroom-spot-result', { hasText: text }).first();
  const inCells = (): Promise<boolean> =>
    workbench.page.evaluate(() => document.activeElement?.classList.contains('monaco-list') === true);

  /** What has the focus in a result: its role and its name. */
  const focused = (): Promise<string> =>
    frame.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      if (at === null || !document.hasFocus()) return 'nothing';
      const name = at.getAttribute('aria-label') ?? at.textContent;
      return `${at.getAttribute('role') ?? at.tagName.toLowerCase()} ${name.replace(/\s+/g, ' ').trim()}`;
    });

  async function eventually(holds: () => Promise<boolean>, what: () => Promise<string>): Promise<void> {
    for (const end = Date.now() + 15_000; Date.now() < end;) {
      if (await holds()) return;
      await workbench.page.waitForTimeout(50);
    }
    assert.fail(await what());
  }

  /** The focus is there, is marked, and is where the notebook shows it. */
  async function stopsAt(expected: RegExp): Promise<void> {
    await eventually(
      async () => expected.test(await focused()),
      async () => `the focus is at ${await focused()}, not at ${String(expected)}`,
    );
    await eventually(
      async () => (await whereFocused()) === 'in sight',
      async () => `${String(expected)} is ${await whereFocused()}`,
    );
  }

  async function whereFocused(): Promise<string> {
    const handle = await frame.evaluateHandle(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at?.querySelector('.cell.active') ?? at;
    });
    const box = await handle.asElement()?.boundingBox();
    const view = await workbench.page.locator('.notebookOverlay .cell-list-container').first().boundingBox();
    if (!box || !view) return 'nowhere';
    if (box.y < view.y - 1 || box.y + box.height > view.y + view.height + 1) return 'out of sight';
    const marked = await handle.evaluate((element) => {
      if (!element) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return element.matches('.cell.active, [role=menuitem]') || (outlineStyle !== 'none' && outlineWidth !== '0px');
    });
    return marked ? 'in sight' : 'not marked';
  }

  /** Among the cells to one of them, counted from 1. */
  async function goTo(number: number): Promise<void> {
    await eventually(inCells, () => Promise.resolve('the cells do not have the focus'));
    const status = workbench.page.locator('.statusbar-item', { hasText: /^Cell \d/ });
    for (let at = Number(/\d+/.exec(await status.innerText())?.[0]); at !== number;) {
      await press(at < number ? 'ArrowDown' : 'ArrowUp');
      at += at < number ? 1 : -1;
      await status.filter({ hasText: `Cell ${String(at)} of ${String(CELLS)}` }).waitFor();
    }
  }

  async function run(number: number): Promise<void> {
    await goTo(number);
    await press('Control+Enter');
  }

  async function enter(first: RegExp): Promise<void> {
    await press('Control+Shift+ArrowDown');
    await eventually(
      async () => (await focused()).startsWith('div'),
      async () => `the result is not entered: ${await focused()}`,
    );
    await press('Tab');
    await stopsAt(first);
  }

  async function leave(): Promise<void> {
    await press('Escape');
    // The editor is told by the result's page that the focus has left it, and loses track of who is back before that.
    await eventually(async () => (await inCells()) && (await focused()).startsWith('nothing'), focused);
    await workbench.page.waitForTimeout(200);
  }

  it('goes through a result, stop by stop, and back to the cell', async () => {
    await run(1);
    frame = await workbench.frame('greenroom-spot-result .grid', 120_000);
    await enter(/^button revenue/);
    for (const stop of [
      /^button region/,
      /^tab Table/,
      /This answer is right/,
      /This answer is wrong/,
      /^button Export/,
    ]) {
      await press('Tab');
      await stopsAt(stop);
    }
    await press('Tab');
    await stopsAt(/^grid Table/);
    await press('Tab');
    await stopsAt(/^button 4 checks passed/);
    await workbench.screenshot('notebook-keyboard-stops');
    await leave();
  });

  it('sorts and scrolls the table, and keeps the cell whatever is typed in it', async () => {
    await enter(/^button revenue/);
    for (let times = 0; times < 6; times += 1) await press('Tab');
    await stopsAt(/^grid/);
    await press('ArrowUp', 'ArrowRight', 'ArrowRight', 'Enter');
    await result('monthly').locator('[role=columnheader][aria-sort=descending]', { hasText: 'revenue' }).waitFor();
    await stopsAt(/^grid/);
    assert.equal(await result('monthly').locator('.cell.selected').count(), 0, 'no row is selected at a heading');
    await press('Control+End');
    await stopsAt(/^grid/);
    await press('Delete', 'Backspace', 'x', 'b', 'ArrowDown', 'Control+Home');
    await stopsAt(/^grid/);
    assert.equal(await workbench.page.locator('.statusbar-item', { hasText: `Cell 1 of ${String(CELLS)}` }).count(), 1);
    await leave();
  });

  it('copies from a menu, which gives the focus back', async () => {
    await enter(/^button revenue/);
    for (let times = 0; times < 5; times += 1) await press('Tab');
    await stopsAt(/^button Export/);
    await press('Enter');
    await stopsAt(/^menuitem Copy as CSV/);
    await press('End');
    await stopsAt(/^menuitem/);
    await press('Escape');
    await stopsAt(/^button Export/);
    await press('Enter', 'ArrowDown');
    await stopsAt(/^menuitem Copy as Markdown/);
    await press('Enter');
    await result('monthly').locator('.done', { hasText: 'Copied' }).waitFor();
    await stopsAt(/^button Export/);
    await leave();
  });

  it('shows a chart of another kind, and votes', async () => {
    await enter(/^button revenue/);
    await press('Tab', 'Tab');
    await stopsAt(/^tab Table/);
    await press('ArrowRight', 'Enter');
    await stopsAt(/^tab Chart/);
    await result('monthly').locator('.canvas svg').waitFor({ timeout: 60_000 });
    await press('Tab', 'Enter');
    await result('monthly').locator('.thumb[aria-pressed=true]').waitFor();
    await stopsAt(/This answer is right/);
    await press('Tab', 'Tab', 'Tab');
    await stopsAt(/^button Line/);
    await press('Tab', 'Enter');
    await stopsAt(/^button Columns/);
    await result('monthly').locator('.canvas[aria-label^="Column"]').waitFor();
    await leave();
  });

  it('chooses another reading and stays in the new answer', async () => {
    await run(2);
    await result('customers.city').waitFor();
    await enter(/^button customers count/);
    await press('Tab', 'Tab');
    await stopsAt(/^button Other readings/);
    await press('Enter');
    await stopsAt(/^menuitem store city/);
    await press('Enter');
    await result('stores.city').waitFor();
    await stopsAt(/^tab Table/);
    // Asked again from inside, it keeps the focus too.
    await press('Control+Enter');
    await result(/from the cache/).waitFor();
    await stopsAt(/^tab Table/);
    await leave();
  });

  it('corrects a refused question from its refusal', async () => {
    await run(3);
    await result('is not defined').waitFor();
    await enter(/^button channel/);
    await press('Tab', 'Tab');
    await stopsAt(/^button return rate/);
    await press('Enter');
    await result('Coastal').waitFor();
    await stopsAt(/^(tab|button)/);
    await workbench.page.locator('.code-cell-row', { hasText: 'return rate by territory' }).waitFor();
    await leave();
  });

  it('stops a heavy query', async () => {
    const running = workbench.page.locator('.code-cell-row .codicon-notebook-stop');
    await run(4);
    await running.first().waitFor();
    await workbench.command('Notebook: Stop Cell Execution');
    await frame
      .getByText(/cancelled/i)
      .first()
      .waitFor();
  });

  it('jumps from a word to its line in the model', async () => {
    await goTo(1);
    await enter(/^button revenue/);
    await press('Enter');
    await workbench.page.locator('.tab.active', { hasText: 'model.yaml' }).waitFor();
    const line = shippedSandbox('model.yaml')
      .split('\n')
      .findIndex((text) => text === '      amount:');
    await workbench.page.locator('.statusbar-item', { hasText: `Ln ${String(line + 1)},` }).waitFor();
  });
});
