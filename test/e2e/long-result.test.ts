import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { shippedSandbox } from './support/sandbox';
import { THEMES, Workbench, type Theme } from './support/workbench';

const ROWS = 100_000;
/** Each key has one place in the table as it is asked for, and another one when the table is sorted. */
const NOTEBOOK = `---
model: model.yaml
user: ana
---

%% sql
SELECT row_number() OVER (ORDER BY a.sale_id, a.line_no, b.product_id) AS place,
  (row_number() OVER (ORDER BY a.sale_id, a.line_no, b.product_id) * 7919) % 100003 AS key,
  b.name AS product
FROM sale_items a, products b
ORDER BY place
LIMIT ${ROWS}

${'%% sql\nSELECT 1 AS one\n\n'.repeat(12)}`;

const FILES = {
  '.vscode/settings.json': '{}',
  'sandbox/model.yaml': shippedSandbox('model.yaml'),
  'sandbox/policy.yaml': shippedSandbox('policy.yaml'),
  'sandbox/long.spot': NOTEBOOK,
};

const keyOf = (place: number): number => (place * 7919) % 100_003;
const KEYS = Array.from({ length: ROWS }, (_, at) => keyOf(at + 1)).sort((a, b) => a - b);
const PLACES = new Map(Array.from({ length: ROWS }, (_, at) => [keyOf(at + 1), at + 1]));
const placeOf = (key: number): number => PLACES.get(key) ?? 0;
/** With or without a comma between thousands. */
const exactly = (value: number): RegExp => new RegExp(`^\\s*${value.toLocaleString('en').replaceAll(',', ',?')}\\s*$`);
/** Rows in sight, and few more. */
const MOST_DRAWN = 40;

describe('a result of 100,000 rows', () => {
  let workbench: Workbench;
  let frame: Frame;

  before(async () => {
    workbench = await Workbench.open({ files: FILES, theme: 'light', viewport: { width: 1280, height: 900 } });
    const { page } = workbench;
    await workbench.openFile('long.spot');
    await page.locator('.notebookOverlay').waitFor();
    await page.locator('.code-cell-row .monaco-editor').first().click();
    await page.keyboard.press('Control+Enter');
    frame = await workbench.frame('greenroom-spot-result .grid', 120_000);
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('long-result-failed');
  });

  after(() => workbench.close());

  const result = (): Locator => frame.locator('greenroom-spot-result').first();
  const grid = (): Locator => result().locator('.grid');
  const row = (number: number): Locator => result().locator(`[aria-rowindex="${number + 1}"]`);
  const cells = (number: number): Locator => row(number).locator('[role=gridcell]');
  const shows = async (number: number, place: number, key: number): Promise<void> => {
    await cells(number)
      .first()
      .filter({ hasText: exactly(place) })
      .waitFor();
    await cells(number)
      .nth(1)
      .filter({ hasText: exactly(key) })
      .waitFor();
  };
  const firstInSight = (): Promise<number> =>
    grid().evaluate(
      (element) =>
        Math.ceil(element.scrollTop / (element.querySelector('.row')?.getBoundingClientRect().height ?? 1)) + 1,
    );
  const isShort = async (): Promise<void> => {
    const drawn = await result().locator('.body [role=row]').count();
    assert.ok(drawn > 10 && drawn <= MOST_DRAWN, `${String(drawn)} rows are drawn`);
  };

  it('tells how many there are, and draws those in sight', async () => {
    await result().locator('.footer', { hasText: '100,000 rows' }).waitFor();
    assert.equal(await grid().getAttribute('aria-rowcount'), String(ROWS + 1));
    await shows(1, 1, keyOf(1));
    await isShort();
    await workbench.screenshot('long-result-top');
  });

  it('is scrolled to its end and back with the keyboard', async () => {
    const { keyboard } = workbench.page;
    await grid().focus();
    await keyboard.press('Control+End');
    await shows(ROWS, ROWS, keyOf(ROWS));
    await isShort();
    assert.equal(await grid().getAttribute('aria-activedescendant'), `cell-${String(ROWS - 1)}-2`);
    await keyboard.press('PageUp');
    await shows(ROWS - 20, ROWS - 20, keyOf(ROWS - 20));
    await keyboard.press('Control+Home');
    await shows(1, 1, keyOf(1));
    for (let times = 0; times < 30; times += 1) await keyboard.press('PageDown');
    const active = /^cell-(\d+)-0$/.exec((await grid().getAttribute('aria-activedescendant')) ?? '');
    const at = Number(active?.[1]) + 1;
    assert.ok(at > 300, `the keyboard is at row ${String(at)}`);
    await shows(at, at, keyOf(at));
    await isShort();
  });

  it('is scrolled with the wheel and the scroll bar, and never draws more than is in sight', async () => {
    const { page } = workbench;
    await grid().evaluate((element) => {
      element.scrollTop = 0;
    });
    const box = await grid().boundingBox();
    assert.ok(box);
    const most = await mostDrawn(frame);
    await page.mouse.move(box.x + 60, box.y + 200);
    for (let times = 0; times < 40; times += 1) await page.mouse.wheel(0, 2_000);
    await frame.waitForFunction(() => {
      const root = document.querySelector('greenroom-spot-result')?.shadowRoot;
      return (root?.querySelector('.grid')?.scrollTop ?? 0) >= 80_000;
    });
    // The notebook stays where it is.
    assert.deepEqual(await grid().boundingBox(), box);
    const first = await firstInSight();
    await shows(first, first, keyOf(first));
    // To the lower end in leaps, as the scroll bar is dragged.
    for (const share of [0.25, 0.5, 0.75, 1]) {
      await grid().evaluate((element, part) => {
        element.scrollTop = part * element.scrollHeight;
      }, share);
    }
    await shows(ROWS, ROWS, keyOf(ROWS));
    assert.ok((await most()) <= MOST_DRAWN);
  });

  it('is sorted over all of its rows', async () => {
    const heading = result().locator('[role=columnheader]', { hasText: 'key' });
    const [least = 0, most = 0] = [KEYS[0], KEYS.at(-1)];
    for (const [way, first, last] of [
      ['descending', most, least],
      ['ascending', least, most],
    ] as const) {
      await heading.click();
      await result().locator(`[role=columnheader][aria-sort="${way}"]`, { hasText: 'key' }).waitFor();
      await shows(1, placeOf(first), first);
      await grid().focus();
      await workbench.page.keyboard.press('Control+End');
      await shows(ROWS, placeOf(last), last);
      await workbench.page.keyboard.press('Control+Home');
    }
    await isShort();
  });

  it('looks right in each theme', async () => {
    await grid().focus();
    await workbench.page.keyboard.press('Shift+ArrowDown');
    for (const theme of ['light', 'dark', 'high-contrast'] as const satisfies Theme[]) {
      workbench.writeFile('.vscode/settings.json', JSON.stringify({ 'workbench.colorTheme': THEMES[theme] }));
      await frame.locator(`body[data-vscode-theme-id*="${THEMES[theme]}"]`).waitFor({ state: 'attached' });
      await workbench.screenshot(`long-result-${theme}`);
    }
  });
});

/** Counts the rows that are drawn from now on, after every change; gives the highest count. */
async function mostDrawn(frame: Frame): Promise<() => Promise<number>> {
  const counting = await frame.evaluateHandle(() => {
    const root = document.querySelector('greenroom-spot-result')?.shadowRoot;
    if (!root) throw new Error('No result is shown.');
    const counted = { most: 0 };
    new MutationObserver(() => {
      counted.most = Math.max(counted.most, root.querySelectorAll('.body [role=row]').length);
    }).observe(root, { childList: true, subtree: true });
    return counted;
  });
  return () => counting.evaluate(({ most }) => most);
}
