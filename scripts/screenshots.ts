// npm run screenshots: takes the README's pictures in a real VS Code.
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, run } from './run.mjs';
import { Workbench } from '../test/e2e/support/workbench';

await run(process.execPath, ['esbuild.mjs']);
const workbench = await Workbench.open({ viewport: { width: 1180, height: 760 } });
try {
  await workbench.openRounds();
  await workbench.expand('Backend & system design');
  await workbench.rows('GIL').first().click();
  const frame = await workbench.frame('#question');
  await frame.locator('.cover').waitFor();
  await keep('covered');
  await workbench.page.keyboard.press('w');
  await workbench.page.keyboard.type(
    'One thread runs bytecode at a time, but a thread that waits on a socket lets go of the lock, so threads overlap I/O. The agent idles on the model or the database most of its life. The hazard is a tight loop of pure Python that freezes every stream on the event loop. DuckDB, Polars and NumPy drop the lock while native code runs.',
  );
  await workbench.page.keyboard.press('Control+Enter');
  await frame.locator('.tier').first().waitFor();
  await workbench.page.keyboard.press('Enter');
  await frame.locator('.tier.answer').waitFor();
  await frame.locator('.coverage').scrollIntoViewIfNeeded();
  await keep('compared');
} finally {
  await workbench.close();
}

async function keep(name: string): Promise<void> {
  await workbench.page.mouse.move(0, 0);
  await workbench.page.waitForTimeout(300);
  copyFileSync(await workbench.screenshot(`readme-${name}`), path.join(ROOT, 'media', `readme-${name}.png`));
}
