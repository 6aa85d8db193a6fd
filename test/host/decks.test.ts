import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, eventuallyTrue, greenroom, workspaceUri, write } from './support';

const DECK = `# Test deck

## 🟢 Round 1: Basics

**Q: What is a shard?**

- **Answer**: One part of the data.

**Q: What is a replica?**

- **Answer**: A copy of the data.

## 🟡 Round 1: Again

**Q: Why cache?**
`;

const greenroomProblems = (uri: vscode.Uri) =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'greenroom');
const codes = (uri: vscode.Uri) =>
  greenroomProblems(uri)
    .map(({ code }) => (typeof code === 'object' ? String(code.value) : String(code)))
    .sort();

describe('decks in the editor', () => {
  const uri = workspaceUri('interview', 'deck.md');

  before(async () => {
    await greenroom();
    await write(uri, DECK);
    await vscode.window.showTextDocument(uri);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(workspaceUri('interview'), { recursive: true });
  });

  it('shows the problems of a deck in the Problems panel', async () => {
    await eventuallyTrue(() => greenroomProblems(uri).length >= 2, 'diagnostics');
    assert.deepEqual(codes(uri), ['duplicate-round-number', 'empty-answer']);
  });

  it('offers a quick fix that makes the problem go away', async () => {
    const problem = greenroomProblems(uri).find(({ code }) => code === 'duplicate-round-number');
    assert.ok(problem);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      problem.range,
    );
    const fix = actions.find(({ title }) => title.startsWith('Call this round'));
    assert.ok(fix?.edit, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(fix.edit);
    await eventuallyTrue(() => !codes(uri).includes('duplicate-round-number'), 'the problem to go');
  });

  it('puts a Study lens on each question', async () => {
    const lenses = await eventually(async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
      return found.filter(({ command }) => command?.command === 'greenroom.studyItem').length === 3 ? found : undefined;
    }, 'three lenses');
    const lines = lenses.map(({ range }) => range.start.line);
    assert.deepEqual(lines, [4, 8, 14]);
  });

  it('leaves other Markdown files alone', async () => {
    const other = workspaceUri('interview', 'notes.md');
    await write(other, DECK);
    await vscode.window.showTextDocument(other);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', other, 10);
    assert.equal(lenses.filter(({ command }) => command?.command === 'greenroom.studyItem').length, 0);
    assert.deepEqual(codes(other), []);
  });

  it('takes in an edit on disk, and a deck that comes and goes', async () => {
    const { tree, library } = await greenroom();
    const names = async () =>
      (await tree.getChildren()).map((node) => (node.type === 'deck' ? node.deck.deck.title : ''));
    await eventuallyTrue(async () => (await names()).includes('Test deck'), 'the deck in the tree');
    const second = workspaceUri('interview', 'second', 'deck.md');
    await write(second, '# Second\n\n**Q: Only one?**\n\nYes.\n');
    await eventuallyTrue(async () => (await names()).includes('Second'), 'the new deck');
    await write(second, '# Second, edited\n\n**Q: Only one?**\n\nYes.\n');
    await eventuallyTrue(() => library.get(second)?.deck.title === 'Second, edited', 'the edit');
    await vscode.workspace.fs.delete(second);
    await eventuallyTrue(async () => !(await names()).includes('Second, edited'), 'the deck to go');
  });

  it('keeps a card’s history when its question is edited', async () => {
    const { study } = await greenroom();
    const { index, progress } = await study.open();
    const deck = study.library.get(uri);
    assert.ok(deck);
    const card = index.inDeck(deck)[0];
    assert.ok(card);
    await progress.review(card.study, 3);
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(4, 0, 4, 200), '**Q: What is a shard, really?**');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    const edited = await eventually(async () => {
      const opened = await study.open();
      return opened.index.cards.find((found) => found.card.question === 'What is a shard, really?');
    }, 'the edited card');
    assert.equal(edited.study.uid, card.study.uid);
    assert.equal(progress.state(edited.study.uid).reps, 1);
  });
});
