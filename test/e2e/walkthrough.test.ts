import { Workbench } from './support/workbench';

for (const theme of ['light', 'dark'] as const) {
  describe(`the walkthrough in ${theme}`, () => {
    let workbench: Workbench;

    before(async () => {
      workbench = await Workbench.open({ theme });
    });

    after(() => workbench.close());

    it('shows four steps with their pictures, and the first one is done once a card was studied', async () => {
      const { page } = workbench;
      await workbench.command('Greenroom: Get Started');
      const step = (title: string) => page.locator('.getting-started-step', { hasText: title });
      const titles = ['Answer your first card', 'Walk the code behind an answer', 'Ask Spot', 'Write your own deck'];
      for (const title of titles) {
        await step(title).click();
        await page.locator('.getting-started-step.expanded', { hasText: title }).waitFor();
        await workbench.frame('svg[viewBox="0 0 480 300"]');
        // The picture follows the step after a fade.
        await page.waitForTimeout(500);
        await workbench.screenshot(`walkthrough-${theme}-${String(titles.indexOf(title) + 1)}`);
      }
      if (theme === 'light') return;
      await step('Ask Spot').click();
      await page.getByRole('button', { name: 'Open the Sandbox' }).click();
      await page.locator('.notebook-editor .code-cell-row').first().waitFor();
      await workbench.command('Greenroom: Get Started');
      await step('Answer your first card').click();
      await page.getByRole('button', { name: 'Study Due Cards' }).click();
      await (await workbench.frame('#question')).locator('.cover').waitFor();
      await workbench.command('Greenroom: Get Started');
      await step('Answer your first card').locator('.codicon-getting-started-step-checked.complete').waitFor();
      await workbench.screenshot('walkthrough-done');
    });
  });
}
