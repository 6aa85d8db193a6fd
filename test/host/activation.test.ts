import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { greenroom } from './support';

const extension = () => {
  const found = vscode.extensions.getExtension('greenroom.greenroom');
  assert.ok(found);
  return found;
};

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('activation', () => {
  it('reads no deck until a view or a command needs one', async () => {
    const { library, study } = await greenroom();
    assert.equal(library.loadedNow().length, 0);
    assert.equal(study.opened, undefined);
  });

  it('registers every command that the manifest offers', async () => {
    await greenroom();
    const registered = new Set(await vscode.commands.getCommands(true));
    const { contributes } = extension().packageJSON as Manifest;
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  it('loads at most 150 KB of code before it is used', async () => {
    const dist = path.join(extension().extensionPath, 'dist');
    const files = new Set<string>();
    const follow = async (file: string): Promise<void> => {
      if (files.has(file)) return;
      files.add(file);
      const text = await readFile(file, 'utf8');
      // Static imports only: an `import()` is what is loaded later.
      for (const [, target] of text.matchAll(/(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']/g)) {
        await follow(path.resolve(path.dirname(file), target ?? ''));
      }
    };
    await follow(path.join(dist, 'extension.js'));
    const sizes = await Promise.all([...files].map(async (file) => (await stat(file)).size));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(total <= 150 * 1024, `${String(total)} bytes in ${[...files].join(', ')}`);
  });
});
