import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';

/** What tools leave in a checkout, and what is only there to work with. */
const LEFT_BEHIND = [
  'decks/.DS_Store',
  'decks/spot-director/prototype/.venv/bin/activate.py',
  'decks/spot-director/prototype/.venv/lib/README.md',
  'decks/spot-director/prototype/__pycache__/api.cpython-312.pyc',
  'decks/spot-director/prototype/tests/__pycache__/run_suite.cpython-312.pyc',
  'dist/extension.js.map',
  'media/icon.svg',
  'src/extension/extension.ts',
  'node_modules/yaml/package.json',
];

describe('the package', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'greenroom-package-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('takes the whole deck along, and nothing that tools leave behind', async () => {
    const tracked = execFileSync('git', ['ls-files', '-z', 'decks', 'media'], { encoding: 'utf8' }).split('\0');
    const files = [...tracked.filter((name) => name !== ''), '.vscodeignore', 'package.json', 'LICENSE'];
    for (const name of files) cpSync(name, path.join(folder, name), { recursive: true });
    for (const name of LEFT_BEHIND) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), '');
    }
    const listed = (await listFiles({ cwd: folder, packageManager: PackageManager.None })).map((name) =>
      name.replaceAll('\\', '/'),
    );
    const missing = files.filter((name) => name.startsWith('decks/') && !listed.includes(name));
    assert.deepEqual(missing, []);
    assert.deepEqual(
      LEFT_BEHIND.filter((name) => listed.includes(name)),
      [],
    );
  });
});
