import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SpotResult } from '../../src/protocol';
import { eventuallyTrue, greenroom, workspaceUri, write } from './support';

const MIME = 'application/vnd.greenroom.spot-result+json';
const DECK = '# Asked\n\n## First\n\n### One?\n\nYes.\n\n### Two?\n\nNo.\n\n## Second\n\n### Three?\n\nMaybe.\n';

describe('your progress, a place of Spot', function () {
  this.timeout(60_000);
  const folder = workspaceUri('asked');

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(folder, { recursive: true });
    const { library } = await greenroom();
    await library.refresh();
  });

  it('counts a rating in the next question, asked in a notebook', async () => {
    await write(vscode.Uri.joinPath(folder, 'deck.md'), DECK);
    await write(
      vscode.Uri.joinPath(folder, 'mine.spot'),
      '---\nmodel: greenroom:progress\n---\n\n%% spot\nreviews by round where deck is asked\n\n%% spot\nretention by round last 30 days\n',
    );
    const { library, study, spot, progress: service } = await greenroom();
    await library.refresh();
    const places = await spot.places();
    const place = places.find(({ id }) => id === 'greenroom:progress') ?? assert.fail('no such place');
    assert.equal(spot.finder.nameOf(place), 'greenroom:progress');

    const { index, progress } = await study.open();
    const cardOf = (question: string) =>
      index.cards.find(({ study: card }) => card.question === question)?.study ?? assert.fail(question);
    const log = () => logs(service.folder);
    await progress.review(cardOf('One?'), 3, { spokenMs: 60_000, coverage: 0.5 });
    await progress.review(cardOf('Three?'), 1);
    const rated = await log();

    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.joinPath(folder, 'mine.spot'));
    await vscode.window.showNotebookDocument(notebook);
    const ask = async (number: number): Promise<SpotResult> => {
      const cell = notebook.cellAt(number);
      const last = cell.executionSummary?.executionOrder;
      await vscode.commands.executeCommand('notebook.cell.execute', {
        ranges: [{ start: number, end: number + 1 }],
        document: notebook.uri,
      });
      const ended = () => cell.executionSummary?.timing !== undefined && cell.executionSummary.executionOrder !== last;
      await eventuallyTrue(ended, `cell ${String(number)}`);
      const items = cell.outputs.flatMap((output) => output.items);
      const text = items.map(({ data }) => new TextDecoder().decode(data));
      const at = items.findIndex(({ mime }) => mime === MIME);
      return JSON.parse(text[at] ?? assert.fail(text.join('\n'))) as SpotResult;
    };

    assert.deepEqual((await ask(0)).page, [
      ['First', 'Second'],
      [1, 1],
    ]);
    assert.equal((await ask(1)).status, 'answered');

    const { id } = await progress.review(cardOf('Two?'), 4);
    assert.deepEqual((await ask(0)).page[1], [2, 1]);
    await progress.undo(id);
    assert.deepEqual((await ask(0)).page[1], [1, 1]);
    const written = await log();
    assert.ok(written.startsWith(rated), 'the log has what the ratings wrote');
    await spot.ask(place, { question: 'cards due' });
    assert.equal(await log(), written, 'asking writes nothing to the log');
  });
});

async function logs(folder: vscode.Uri): Promise<string> {
  const names = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  const files = names.filter((name) => name.endsWith('.jsonl')).map((name) => vscode.Uri.joinPath(folder, name));
  const texts = await Promise.all(files.map((file) => vscode.workspace.fs.readFile(file)));
  return texts.map((bytes) => new TextDecoder().decode(bytes)).join('');
}
