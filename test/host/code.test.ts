import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, eventuallyTrue, greenroom, workspaceUri, write } from './support';

const DECK = `---
prototype: prototype
---
# Linked deck

## Round 1: Code

**Q: Who stops a runaway agent?**

- **Answer**: \`Throttle\` does, in \`throttle.py\`; \`!Meter\` counts.
- It is not \`20% Tax\`, nor \`pandas\`, nor \`tenant_id\`.

**Q: What does a charge cost?**

- **Answer**: See \`Throttle.charge\` and [the meter](prototype/meter.py#Meter).

**Q: Who pays in the end?**

- **Answer**: \`settle_all\` does.
`;

const THROTTLE = `"""Stops what costs too much."""


class Throttle:
    def __init__(self, meter):
        self.meter = meter

    def charge(self, amount):
        return self.meter.add(amount)
`;

const METER = `class Meter:
    def add(self, amount):
        return amount
`;

const LEDGER = `def settle_all():
    return []
`;

const folder = (...segments: string[]) => workspaceUri('linked', ...segments);
const DECK_URI = folder('deck.md');
const THROTTLE_URI = folder('prototype', 'throttle.py');
const METER_URI = folder('prototype', 'meter.py');

const problems = () =>
  vscode.languages
    .getDiagnostics(DECK_URI)
    .filter(({ source }) => source === 'greenroom')
    .map(({ code, range }) => `${typeof code === 'string' ? code : ''} ${String(range.start.line)}`);

const textOf = async ({ start, end }: vscode.Range): Promise<string> => {
  const document = await vscode.workspace.openTextDocument(DECK_URI);
  return document.getText(new vscode.Range(start, end));
};

const lenses = async (uri: vscode.Uri) =>
  (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 50)).filter(
    ({ command }) => command?.command.startsWith('greenroom.code.') === true,
  );

const hovers = async (uri: vscode.Uri, position: vscode.Position): Promise<string> => {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  return found
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
};

/** As a user edits and saves. */
async function replaceIn(uri: vscode.Uri, text: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  await document.save();
}

/** As a user makes a file. */
async function create(uri: vscode.Uri, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  await vscode.workspace.applyEdit(edit);
}

/** Where in the deck's text a piece of it stands. */
const placeOf = async (text: string): Promise<vscode.Position> => {
  const document = await vscode.workspace.openTextDocument(DECK_URI);
  return document.positionAt(document.getText().indexOf(text) + 1);
};

describe('code links in the editor', () => {
  before(async () => {
    await greenroom();
    await write(THROTTLE_URI, THROTTLE);
    await write(METER_URI, METER);
    await write(folder('prototype', 'home', 'ledger.py'), LEDGER);
    await write(folder('prototype', 'abroad', 'ledger.py'), LEDGER);
    await write(DECK_URI, DECK);
    await vscode.window.showTextDocument(DECK_URI);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(folder(), { recursive: true });
  });

  it('link names in a deck to files and definitions, and nothing else', async () => {
    const links = await eventually(async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', DECK_URI);
      const own = found.filter(({ target }) => target?.fragment.startsWith('L') === true);
      return own.length >= 5 ? own : undefined;
    }, 'document links');
    const told = await Promise.all(
      links.map(
        async ({ range, target }) =>
          `${await textOf(range)} → ${target?.path.split('/').at(-1) ?? ''}#${target?.fragment ?? ''}`,
      ),
    );
    assert.deepEqual(told.sort(), [
      'Meter → meter.py#L1,7',
      'Throttle → throttle.py#L4,7',
      'Throttle.charge → throttle.py#L8,9',
      '[the meter](prototype/meter.py#Meter) → meter.py#L1,7',
      'throttle.py → throttle.py#L1,1',
    ]);
  });

  it('show the first lines of a definition on hover, and all places of an ambiguous name on F12', async () => {
    const hover = await hovers(DECK_URI, await placeOf('Throttle.charge'));
    assert.match(hover, /throttle\.py:8/);
    assert.match(hover, /return self\.meter\.add\(amount\)/);
    const places = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      DECK_URI,
      await placeOf('settle_all'),
    );
    assert.deepEqual(places.map(({ targetUri }) => targetUri.path.split('/').slice(-2).join('/')).sort(), [
      'abroad/ledger.py',
      'home/ledger.py',
    ]);
  });

  it('complete inside backticks only', async () => {
    const document = await vscode.workspace.openTextDocument(DECK_URI);
    const end = document.lineAt(document.lineCount - 2).range.end;
    const ask = async (typed: string) => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(DECK_URI, end, typed);
      await vscode.workspace.applyEdit(edit);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        DECK_URI,
        end.translate(0, typed.length),
      );
      await vscode.commands.executeCommand('undo');
      return list.items.flatMap(({ label, kind }) =>
        typeof label === 'string' || label.description === undefined || !label.label.includes('hrottle')
          ? []
          : [`${label.label} ${String(kind)}`],
      );
    };
    const { Class, File, Method } = vscode.CompletionItemKind;
    const names = await ask(' `thro');
    assert.ok(names.includes(`Throttle ${String(Class)}`), names.join());
    assert.ok(names.includes(`throttle.py ${String(File)}`), names.join());
    const members = await ask(' `Throttle.');
    assert.ok(members.includes(`Throttle.charge ${String(Method)}`), members.join());
    assert.deepEqual(await ask(' `done` thro'), []);
  });

  it('go back from code to the cards: lenses, hover, tour', async () => {
    await vscode.window.showTextDocument(THROTTLE_URI, { preview: false });
    const found = await eventually(async () => {
      const all = await lenses(THROTTLE_URI);
      return all.length === 6 ? all : undefined;
    }, 'two lenses for each of three places');
    assert.deepEqual(
      found.map(({ range, command }) => `${String(range.start.line)} ${command?.title ?? ''}`),
      [
        '0 $(book) 1 card on this file',
        '0 $(milestone) Tour',
        '3 $(book) 1 card',
        '3 $(milestone) Tour',
        '7 $(book) 1 card',
        '7 $(milestone) Tour',
      ],
    );
    const { tours } = await greenroom();
    const tour = found[1]?.command;
    await vscode.commands.executeCommand(tour?.command ?? '', ...((tour?.arguments ?? []) as unknown[]));
    assert.equal(tours.current?.played.tour.title, 'Who stops a runaway agent?');
    assert.equal(tours.current.step.title, 'throttle.py');
    assert.equal(tours.current.at, 1);
    await vscode.commands.executeCommand('greenroom.tour.finish');
    assert.match(await hovers(THROTTLE_URI, new vscode.Position(3, 8)), /stops/);
    await vscode.workspace.getConfiguration('greenroom').update('code.lens', false, vscode.ConfigurationTarget.Global);
    assert.equal((await lenses(THROTTLE_URI)).length, 0);
    await vscode.workspace
      .getConfiguration('greenroom')
      .update('code.lens', undefined, vscode.ConfigurationTarget.Global);
  });

  it('are reported when several places are meant, or none any more; the quick fix mends it', async () => {
    await vscode.window.showTextDocument(DECK_URI);
    await eventuallyTrue(() => problems().includes('ambiguous-code-link 18'), 'the ambiguous link');
    assert.deepEqual(problems(), ['ambiguous-code-link 18']);
    await replaceIn(METER_URI, METER.replace('class Meter', 'class Metre'));
    await eventuallyTrue(() => problems().includes('broken-code-link 9'), 'the broken link');
    assert.deepEqual(problems(), ['broken-code-link 9', 'broken-code-link 14', 'ambiguous-code-link 18']);
    const { library, tree } = await greenroom();
    const deck = library.get(DECK_URI);
    assert.ok(deck);
    const { tooltip } = tree.getTreeItem({ type: 'deck', deck });
    assert.match(typeof tooltip === 'string' ? tooltip : '', /3 problems/);
    const at = new vscode.Range(await placeOf('Meter'), await placeOf('Meter'));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      DECK_URI,
      at,
    );
    const fix = actions.find(({ title }) => title.includes('Metre'));
    assert.ok(fix?.edit, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(fix.edit);
    await eventuallyTrue(() => !problems().includes('broken-code-link 9'), 'the fixed link');
    const remove = new vscode.WorkspaceEdit();
    remove.deleteFile(THROTTLE_URI);
    await vscode.workspace.applyEdit(remove);
    await eventuallyTrue(() => problems().includes('broken-code-link 9'), 'the deleted file');
    await create(THROTTLE_URI, THROTTLE);
    await replaceIn(METER_URI, METER);
    await replaceIn(DECK_URI, DECK);
    await eventuallyTrue(() => problems().join() === 'ambiguous-code-link 18', 'all as before');
  });

  it('of the shipped deck lead into the user’s workspace where it has the same name', async () => {
    const { study, code } = await greenroom();
    const { index } = await study.open();
    const named = index.cards.find(
      ({ deck, card }) =>
        deck.source.origin === 'shipped' && card.codeLinks.some(({ text }) => text === 'SemanticLayer'),
    );
    assert.ok(named);
    const rootOf = async () => {
      const links = await code.resolve(named);
      return links.find(({ key }) => key === 'SemanticLayer')?.found.targets[0]?.file.root;
    };
    assert.match((await rootOf()) ?? '', /spot-director.prototype$/);
    const own = folder('prototype', 'layers.py');
    await create(own, 'class SemanticLayer:\n    pass\n');
    await eventuallyTrue(async () => (await rootOf())?.endsWith('prototype') === false, 'the workspace’s own');
    const remove = new vscode.WorkspaceEdit();
    remove.deleteFile(own);
    await vscode.workspace.applyEdit(remove);
    await eventuallyTrue(async () => (await rootOf())?.endsWith('prototype') === true, 'the shipped one again');
  });
});
