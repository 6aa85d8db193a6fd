import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Workbench } from './support/workbench';

describe('a Spot notebook', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({ theme: 'light', viewport: { width: 1280, height: 1000 } });
  });

  after(() => workbench.close());

  it('opens with the sandbox, runs from top to bottom, and shows its results', async () => {
    const { page } = workbench;
    await workbench.command('Greenroom: Open Sandbox');
    await page.locator('.notebook-editor .cell-list-container .monaco-list-row').first().waitFor();
    await page.locator('.statusbar-item', { hasText: 'ana · acme' }).waitFor();
    await workbench.screenshot('notebook-opened');
    await workbench.command('Notebook: Run All');
    const frame = await workbench.frame('.spot-result, spot-result');
    await frame.getByText('24,504').or(frame.getByText('24504')).first().waitFor();
    await workbench.screenshot('notebook-answers');
    void execFileSync;
    assert.ok(true);
  });
});
