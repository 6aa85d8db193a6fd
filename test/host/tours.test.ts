import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestHandles } from '../../src/extension/extension';
import { eventually, eventuallyTrue, greenroom, workspaceUri, write } from './support';

const DECK = `---
prototype: code
---
# Toured deck

## Round 1: Budgets

**Q: What stops a runaway walk?**

- **Answer**: \`Purse.charge\` refuses. \`Purse\` holds the rest.
- See \`purse.py\`.

**Q: And when it is empty?**

- **Answer**: \`Emptied\` is raised.
`;

const PURSE = `"""Money that a session may spend."""


class Purse:
    def __init__(self, cents):
        self.left = cents

    def charge(self, cents):
        if cents > self.left:
            raise Emptied(cents)
        self.left -= cents


class Emptied(Exception):
    pass
`;

const FOREIGN = {
  title: 'From elsewhere',
  steps: [
    { title: 'Welcome', description: 'Read this first.' },
    { file: 'toured/code/purse.py', line: 8, description: 'Charging.\n\n>> touch ran-it', later: { kept: true } },
    {
      file: 'toured/code/purse.py',
      pattern: '^class Emptied',
      description: 'The error.',
      commands: ['greenroom.showLog'],
    },
    { file: 'toured/code/gone.py', line: 3, description: 'It was here.' },
  ],
};

const folder = (...segments: string[]) => workspaceUri('toured', ...segments);
const DECK_URI = folder('deck.md');
const PURSE_URI = folder('code', 'purse.py');
const FOREIGN_URI = workspaceUri('.tours', 'foreign.tour');

const run = (command: string, ...args: unknown[]) =>
  vscode.commands.executeCommand(`greenroom.tour.${command}`, ...args);

const cursor = () => {
  const editor = vscode.window.activeTextEditor;
  return editor === undefined
    ? ''
    : `${editor.document.uri.path.split('/').at(-1) ?? ''}:${String(editor.selection.active.line + 1)}`;
};

async function edit(change: (edit: vscode.WorkspaceEdit) => void): Promise<void> {
  const all = new vscode.WorkspaceEdit();
  change(all);
  await vscode.workspace.applyEdit(all);
}

/** Writes the code through an editor, which need not notice then that the disk has changed. */
async function rewrite(text: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(PURSE_URI);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(PURSE_URI, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.ok(await document.save());
}

const lines = (from: number, to: number) => new vscode.Range(from, 0, to, 0);

async function stored(uri: vscode.Uri): Promise<Record<string, never> & { steps: Record<string, unknown>[] }> {
  return JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))) as never;
}

describe('tours', () => {
  let handles: TestHandles;

  const step = () => {
    const { current } = handles.tours;
    return current === undefined
      ? 'none'
      : `${String(current.at + 1)} ${current.place.state} ${String((current.place.line ?? -1) + 1)}`;
  };
  /** Other tests have opened the index before: it takes in a new deck a moment after the library did. */
  const cardOf = (question: string) =>
    eventually(
      () => handles.study.opened?.index.cards.find(({ card: { question: text } }) => text === question),
      `the card “${question}”`,
    );
  const playCard = async (question: string) => {
    await run('play', { type: 'card', card: await cardOf(question) });
  };

  before(async () => {
    handles = await greenroom();
    await write(PURSE_URI, PURSE);
    await write(FOREIGN_URI, JSON.stringify(FOREIGN, null, 2));
    await write(DECK_URI, DECK);
    await eventually(async () => {
      await handles.library.refresh();
      return handles.library.get(DECK_URI);
    }, 'the deck');
    await handles.study.open();
  });

  after(async () => {
    await run('finish');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.delete(folder(), { recursive: true });
    await vscode.workspace.fs.delete(workspaceUri('.tours'), { recursive: true });
  });

  it('walk a card’s code in the order of its answer', async () => {
    await playCard('What stops a runaway walk?');
    assert.equal(step(), '1 exact 8');
    assert.equal(cursor(), 'purse.py:8');
    assert.equal(handles.tours.current?.step.description, '`Purse.charge` refuses.');
    await run('next');
    assert.equal(cursor(), 'purse.py:4');
    await run('next');
    assert.equal(step(), '3 file 0');
    await run('previous');
    await run('restart');
    assert.equal(step(), '1 exact 8');
  });

  it('follow the code while it is edited, and say so when it is gone', async () => {
    await edit((all) => {
      all.insert(PURSE_URI, new vscode.Position(0, 0), '# One\n# Two\n');
    });
    await eventuallyTrue(() => step() === '1 exact 10', 'the step to move down');
    await edit((all) => {
      all.delete(PURSE_URI, lines(9, 13));
    });
    await eventuallyTrue(() => step().startsWith('1 lost') || step().startsWith('1 enclosing'), 'the step to be lost');
    await vscode.commands.executeCommand('undo');
    await eventuallyTrue(() => step() === '1 exact 10', 'the step to be found again');
    await vscode.commands.executeCommand('undo');
    await eventuallyTrue(() => step() === '1 exact 8', 'the step to be where it began');
    // An editor with unsaved text would not take in what the next tests write.
    await (await vscode.workspace.openTextDocument(PURSE_URI)).save();
  });

  it('end with the last step', async () => {
    await run('restart');
    for (let steps = 0; steps < 3; steps += 1) await run('next');
    assert.equal(step(), 'none');
  });

  it('of a round chain the tours of its cards', async () => {
    const deck = handles.library.get(DECK_URI);
    assert.ok(deck);
    const [round] = deck.deck.rounds;
    // The index may still be reading what the last test saved.
    await eventuallyTrue(async () => {
      await run('play', { type: 'round', deck, round, roundIndex: 0, key: round?.title });
      return handles.tours.current?.played.tour.steps.length === 4;
    }, 'a tour of four steps');
    assert.equal(handles.tours.current?.step.title, 'What stops a runaway walk?');
  });

  it('are saved as CodeTour reads them, and edited there', async () => {
    await playCard('What stops a runaway walk?');
    await run('save');
    const file = handles.tours.current?.played.file;
    assert.ok(file);
    assert.match(file.path, /\/toured\/tours\/what-stops-a-runaway-walk\.tour$/);
    const [first] = (await stored(file)).steps;
    assert.equal(first?.['file'], 'purse.py');
    assert.equal(first['line'], 8);
    assert.ok(first['greenroom']);

    await run('saveStep', { body: 'Refuses, *politely*.', mode: vscode.CommentMode.Editing, author: { name: '' } });
    assert.equal(handles.tours.current?.step.description, 'Refuses, *politely*.');
    await run('moveStepDown');
    assert.match(step(), /^2 exact 8/);
    assert.deepEqual(
      (await stored(file)).steps.map(({ title }) => title),
      ['Purse', 'Purse.charge', 'purse.py'],
    );

    const editor = await vscode.window.showTextDocument(PURSE_URI);
    editor.selection = new vscode.Selection(10, 0, 10, 0);
    await run('reanchor');
    assert.match(step(), /^2 exact 11/);
    assert.equal((await stored(file)).steps[1]?.['line'], 11);
    await run('deleteStep');
    assert.equal((await stored(file)).steps.length, 2);
    await run('finish');
  });

  it('that were saved know when their code has moved', async () => {
    const file = folder('tours', 'what-stops-a-runaway-walk.tour');
    await rewrite(PURSE.replace('class Purse', 'LIMIT = 100\n\n\nclass Purse'));
    await run('play', file);
    assert.match(step(), /^1 (moved|exact) 7/);
    await run('finish');
    await rewrite(PURSE);
  });

  it('of others are played, and run nothing by themselves', async () => {
    const terminals = vscode.window.terminals.length;
    await run('play', FOREIGN_URI);
    assert.equal(step(), '1 text 0');
    await run('next');
    assert.equal(step(), '2 line 8');
    await run('next');
    assert.match(step(), /^3 pattern/);
    await run('next');
    assert.equal(step(), '4 lost 0');
    assert.equal(vscode.window.terminals.length, terminals);
    await run('finish');
  });

  it('that cannot be read say where', async () => {
    const uri = workspaceUri('.tours', 'broken.tour');
    await write(uri, '{\n  "title": "x"\n  "steps": []\n}');
    await assert.rejects(handles.tours.playFile(uri), /broken\.tour:3 .*comma is missing/);
  });

  it('code that changed since a card was reviewed is told', async () => {
    const card = await cardOf('And when it is empty?');
    await handles.reviews.reviewed(card);
    const changed = () => handles.reviews.changedSince(card.study.uid);
    assert.deepEqual(changed(), []);
    await write(PURSE_URI, PURSE.replace('    pass', '    code = 402'));
    await eventuallyTrue(() => changed()[0] === 'Emptied', 'the change to be noticed');
    assert.match(String(handles.tree.getTreeItem({ type: 'card', card }).description), /code changed/);
    await handles.reviews.reviewed(card);
    assert.deepEqual(changed(), []);
  });
});
