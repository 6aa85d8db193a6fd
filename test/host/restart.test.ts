import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventuallyTrue, greenroom, workspaceUri, write } from './support';

const DECK = `# Test deck

## Round 1: Basics

**Q: What is a shard?**

- One part of the data.

**Q: What is a replica?**

- A copy of the data.
`;

// Comes last: what the other files were given is gone afterwards.
describe('activating again', () => {
  const uri = workspaceUri('restart', 'deck.md');

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(workspaceUri('restart'), { recursive: true });
  });

  it('starts with nothing left over', async () => {
    const before = await greenroom();
    await write(uri, DECK);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const again = before.restart();
    assert.ok(again);
    await again.study.open();
    let changes = 0;
    const listener = again.study.onDidChange(() => (changes += 1));
    await write(uri, DECK.replace('One part of', 'A part of'));
    await eventuallyTrue(() => changes > 0, 'the change');
    await new Promise((resolve) => setTimeout(resolve, 500));
    listener.dispose();
    assert.ok(changes <= 2, `${String(changes)} changes for one edit`);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
    assert.equal(lenses.filter(({ command }) => command?.command === 'greenroom.studyItem').length, 2);
  });
});
