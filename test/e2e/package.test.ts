import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { thisPlatform } from '../../scripts/duckdb.mjs';
import { vsixFile } from '../../scripts/package.mjs';
import { removeFolder } from '../../scripts/run.mjs';
import { installServer } from '../../scripts/vscode/install-server.mjs';
import { installVsix } from '../../scripts/vscode/server.mjs';
import { Workbench } from './support/workbench';

const vsix = vsixFile(thisPlatform());

describe('the package', () => {
  for (const vscode of ['minimum', 'newest'] as const) {
    it(`installs into a clean VS Code (${vscode}) and studies a card of the shipped deck`, async () => {
      const dataDir = mkdtempSync(path.join(os.tmpdir(), 'greenroom-installed-'));
      try {
        await installVsix(await installServer(vscode), dataDir, vsix);
        holdsWhatItNeeds(dataDir);
        const workbench = await Workbench.open({ vscode, installedIn: dataDir });
        try {
          await workbench.openRounds();
          await workbench.rows('Director of Engineering').first().waitFor();
          await workbench.command('Greenroom: Study Due Cards');
          const frame = await workbench.frame('#question');
          await frame.locator('.cover').waitFor();
          await workbench.page.keyboard.press('Enter');
          await frame.locator('.tier.answer').waitFor();
          await workbench.page.keyboard.press('3');
          await frame.locator('.cover').waitFor();
          await workbench.screenshot(`installed-${vscode}`);
        } finally {
          await workbench.close();
        }
      } finally {
        await removeFolder(dataDir);
      }
    });
  }
});

/** What was unpacked is what the package holds. */
function holdsWhatItNeeds(dataDir: string): void {
  const extensions = path.join(dataDir, 'extensions');
  const folder = readdirSync(extensions).find((name) => name.startsWith('greenroom.greenroom-'));
  assert.ok(folder !== undefined, 'the extension is not installed');
  const home = path.join(extensions, folder);
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(path.join(home, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'));
  for (const needed of [
    'dist/extension.js',
    'dist/cli.js',
    'dist/engine-worker.cjs',
    'dist/duckdb.node',
    'dist/webview/flashcards.js',
    'decks/spot-director/deck.md',
  ]) {
    assert.ok(files.includes(needed), `${needed} is missing`);
  }
  const known =
    /^((dist|media|decks)\/.*|package(\.nls)?\.json|readme\.md|changelog\.md|license(\.txt)?|\.vsixmanifest)$/i;
  assert.deepEqual(
    files.filter((name) => !known.test(name) || /\.(map|ts)$|node_modules|\.venv/.test(name)),
    [],
  );
}
