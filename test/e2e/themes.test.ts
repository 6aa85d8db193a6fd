import assert from 'node:assert/strict';
import { accessibilityViolations } from './support/axe';
import { THEMES, Workbench, type Theme } from './support/workbench';

for (const theme of Object.keys(THEMES) as Theme[]) {
  describe(`the flashcard panel in ${theme}`, () => {
    let workbench: Workbench;

    before(async () => {
      workbench = await Workbench.open({ theme });
    });

    after(() => workbench.close());

    it('is accessible covered, uncovered, with ticks and with its shortcuts shown', async () => {
      await workbench.openRounds();
      await workbench.command('Greenroom: Study Due Cards');
      const frame = await workbench.frame('#question');
      await frame.locator('.cover').waitFor();
      await workbench.screenshot(`${theme}-covered`);
      assert.deepEqual(await accessibilityViolations(frame), []);

      await workbench.page.keyboard.press('w');
      await workbench.page.keyboard.type(
        'I lead teams and I still build. Data platforms have been my field for fifteen years.',
      );
      await workbench.page.keyboard.press('Control+Enter');
      await frame.locator('.tier').first().waitFor();
      await workbench.page.keyboard.press('Enter');
      await frame.locator('.tier.answer').waitFor();
      await workbench.screenshot(`${theme}-uncovered`);
      assert.deepEqual(await accessibilityViolations(frame), []);

      await workbench.page.keyboard.press('?');
      await frame.locator('dialog[open]').waitFor();
      await workbench.screenshot(`${theme}-shortcuts`);
      assert.deepEqual(await accessibilityViolations(frame), []);
      await workbench.page.keyboard.press('Escape');

      await workbench.page.keyboard.press('3');
      await frame.locator('.cover').waitFor();
    });

    it('is accessible when nothing is left to study', async () => {
      await workbench.expand('Bonus');
      await workbench.rows("Spotter's governance").first().click();
      const frame = await workbench.frame('#question');
      await frame.locator('#question', { hasText: 'governance' }).click();
      await workbench.page.keyboard.press('Enter');
      await frame.locator('.ratings').waitFor();
      await workbench.page.keyboard.press('3');
      await frame.locator('.finished', { hasText: 'Well done' }).waitFor();
      await workbench.screenshot(`${theme}-finished`);
      assert.deepEqual(await accessibilityViolations(frame), []);
    });
  });
}
