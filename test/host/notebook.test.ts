import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SpotResult } from '../../src/protocol';
import { SHOP_MODEL, SHOP_POLICY } from './shop';
import { eventually, eventuallyTrue, greenroom, workspaceUri, write } from './support';

const MIME = 'application/vnd.greenroom.spot-result+json';
const MODEL = `${SHOP_MODEL}      amount: {type: measure, aggregation: sum, name: revenue}
`;
const DATA = `id,tenant,sold_on,region,amount
1,acme,2025-01-05,North,10
2,acme,2025-02-05,South,20
3,globex,2025-02-07,East,500
`;
/** Runs until it is stopped. */
const HEAVY = 'SELECT sum(sqrt(a.amount * r.range)) FROM sales a, range(100000) r, range(100000) s';

const result = (cell: vscode.NotebookCell): SpotResult | undefined => {
  const item = cell.outputs.flatMap(({ items }) => items).find(({ mime }) => mime === MIME);
  return item && (JSON.parse(new TextDecoder().decode(item.data)) as SpotResult);
};
const text = (cell: vscode.NotebookCell): string =>
  cell.outputs.flatMap(({ items }) => items.map(({ data }) => new TextDecoder().decode(data))).join('\n');
const ended = (cell: vscode.NotebookCell): boolean => cell.executionSummary?.timing !== undefined;

async function open(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

async function start(notebook: vscode.NotebookDocument, index: number): Promise<void> {
  await vscode.commands.executeCommand('notebook.cell.execute', {
    ranges: [{ start: index, end: index + 1 }],
    document: notebook.uri,
  });
}

/** Runs a cell and waits for what it brings. */
async function run(notebook: vscode.NotebookDocument, index: number): Promise<vscode.NotebookCell> {
  const cell = notebook.cellAt(index);
  const before = cell.executionSummary?.executionOrder;
  await start(notebook, index);
  await eventuallyTrue(() => ended(cell) && cell.executionSummary?.executionOrder !== before, `cell ${String(index)}`);
  return cell;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('Spot notebooks', function () {
  this.timeout(60_000);
  const folder = (...names: string[]) => workspaceUri('shop', ...names);

  before(async () => {
    await greenroom();
    await write(folder('model.yaml'), MODEL);
    await write(folder('policy.yaml'), SHOP_POLICY);
    await write(folder('sales.csv'), DATA);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(workspaceUri('shop'), { recursive: true });
  });

  it('run the shipped one from top to bottom: answers, follow-ups, refusals, SQL, two tenants', async () => {
    const { library, spot } = await greenroom();
    const deck = (await library.decks()).find(({ source }) => source.origin === 'shipped');
    assert.ok(deck);
    const notebook = await open(vscode.Uri.joinPath(deck.source.uri, '..', 'sandbox', 'queries.spot'));
    await vscode.commands.executeCommand('notebook.execute', notebook.uri);
    const cells = notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
    await eventuallyTrue(() => cells.every(ended), 'all cells');
    const results = cells.map((cell) => result(cell) ?? assert.fail(text(cell)));
    const outcome = ({ status, reason }: SpotResult): string =>
      status === 'answered' ? 'answered' : (reason ?? status);
    assert.deepEqual(results.map(outcome), [
      ...Array.from({ length: 6 }, () => 'answered'),
      'unknown-term',
      'cannot-slice',
      'guardrail',
      'answered',
      'answered',
      'not-permitted',
    ]);
    const [first, byMonth, west] = results;
    assert.deepEqual(
      first?.columns.map(({ name, role }) => [name, role]),
      [
        ['region', 'attribute'],
        ['revenue', 'measure'],
      ],
    );
    assert.ok(first.parts.some((part) => part.text === 'last quarter' && part.as.includes('2025-07-01')));
    assert.ok(byMonth?.columns.some(({ role, bucket }) => role === 'time' && bucket === 'month'));
    assert.deepEqual(new Set(west?.page[0]), new Set(['West']));
    assert.notDeepEqual(results[9]?.page, first.page);
    assert.equal(results[9]?.tenant, 'globex');
    assert.ok(text(cells[0] ?? assert.fail()).includes('East'), 'there is plain text too');
    // What was run is not in the file.
    assert.equal(notebook.isDirty, false);
    const places = await spot.places();
    assert.ok(places.some(({ deck: of }) => of?.key === deck.source.key));
  });

  it('keep every byte that was not edited', async () => {
    const before = '---\r\nuser: ana\r\n---\r\n%%  spot\r\nrevenue\r\n\r\n\r\n%% markdown\r\n# Hi\r\n\\%% sql\r\n';
    await write(folder('bytes.spot'), before);
    const notebook = await open(folder('bytes.spot'));
    assert.equal(notebook.cellAt(1).document.getText().replaceAll('\r', ''), '# Hi\n%% sql');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(notebook.cellAt(1).document.uri, new vscode.Position(0, 4), '!');
    await vscode.workspace.applyEdit(edit);
    await eventuallyTrue(() => notebook.isDirty, 'the edit');
    await notebook.save();
    const after = new TextDecoder().decode(await vscode.workspace.fs.readFile(folder('bytes.spot')));
    assert.equal(after, before.replace('# Hi', '# Hi!'));
  });

  it('ask as whom the user chose, and stop when they are told to', async () => {
    const { spot } = await greenroom();
    await write(folder('asks.spot'), `%% spot\nrevenue by region\n\n%% sql\n${HEAVY}\n`);
    const notebook = await open(folder('asks.spot'));
    const place = await spot.finder.around(notebook.uri);
    assert.ok(place);
    assert.deepEqual(result(await run(notebook, 0))?.page[0], ['North', 'South']);
    await spot.setIdentity(place, { user: 'gita', tenant: 'globex' });
    assert.deepEqual(result(await run(notebook, 0))?.page[0], ['East']);
    await spot.setIdentity(place, undefined);

    // Cancelled by the user.
    const cell = await startHeavy(notebook);
    await vscode.commands.executeCommand('notebook.cancelExecution', {
      ranges: [{ start: 1, end: 2 }],
      document: notebook.uri,
    });
    await eventuallyTrue(() => ended(cell), 'the cancelled cell');
    assert.equal(result(cell)?.reason, 'cancelled');

    // Stopped by the kill switch; nothing starts until it is released.
    await startHeavy(notebook);
    spot.kill(place);
    await eventuallyTrue(() => ended(cell), 'the stopped cell');
    assert.equal(result(cell)?.reason, 'killed');
    assert.equal(result(await run(notebook, 0))?.reason, 'killed');
    spot.release(place);
    assert.equal(result(await run(notebook, 0))?.status, 'answered');

    // The engine's process is ended from outside.
    await startHeavy(notebook);
    const pid = spot.opened(place)?.pid();
    assert.ok(pid !== undefined && isAlive(pid));
    process.kill(pid, 'SIGKILL');
    await eventuallyTrue(() => ended(cell), 'the cell whose engine is gone');
    assert.equal(result(cell)?.status, 'failed');
    assert.match(result(cell)?.message ?? '', /SIGKILL/);
    assert.equal(result(await run(notebook, 0))?.status, 'answered');
  });

  async function startHeavy(notebook: vscode.NotebookDocument): Promise<vscode.NotebookCell> {
    const { spot } = await greenroom();
    const place = (await spot.finder.around(notebook.uri)) ?? assert.fail();
    const session = notebook.uri.toString();
    const cell = notebook.cellAt(1);
    // Resolves when the cell has ended.
    void start(notebook, 1);
    await eventually(() => ((spot.status(place, session)?.running ?? 0) > 0 ? true : undefined), 'the heavy query');
    return cell;
  }

  it('read changed data anew, and say where a broken model is broken', async () => {
    await write(folder('live.spot'), '%% spot\nrevenue\n\n%% spot\nand by region\n');
    const notebook = await open(folder('live.spot'));
    const total = async () => Number(result(await run(notebook, 0))?.page[0]?.[0]);
    assert.equal(await total(), 30);
    await write(folder('sales.csv'), `${DATA}4,acme,2025-03-01,North,70\n`);
    await eventuallyTrue(async () => (await total()) === 100, 'the new row');
    await write(folder('model.yaml'), MODEL.replace('aggregation: sum', 'aggregation: summ'));
    await eventuallyTrue(async () => text(await run(notebook, 0)).includes('model.yaml:13'), 'the mistake');
    assert.equal(notebook.cellAt(0).executionSummary?.success, false);
    await write(folder('model.yaml'), MODEL);
    await eventuallyTrue(async () => (await total()) === 100, 'the mended model');
    // A follow-up alone goes on from the question above it.
    assert.deepEqual(result(await run(notebook, 1))?.page[0], ['North', 'South']);
  });

  it('page large results, which are not in the output whole', async () => {
    const { answers } = await greenroom();
    const rows = Array.from({ length: 100_000 }, (_, index) => `${String(index)},acme,2025-01-01,R${String(index)},1`);
    await write(folder('sales.csv'), ['id,tenant,sold_on,region,amount', ...rows, ''].join('\n'));
    await write(folder('large.spot'), '%% sql\nSELECT id, region FROM sales ORDER BY id\n');
    const notebook = await open(folder('large.spot'));
    let shown = result(await run(notebook, 0));
    await eventuallyTrue(async () => {
      if (shown?.rowCount !== 100_000) shown = result(await run(notebook, 0));
      return shown?.rowCount === 100_000;
    }, 'the large result');
    assert.ok((shown?.page[0]?.length ?? 0) <= 1000);
    const held = answers.find(shown?.id ?? '');
    assert.ok(held);
    assert.deepEqual(answers.page(held, 99_998, 10)[1], ['R99998', 'R99999']);
    assert.deepEqual(answers.page(held, 0, 1, { column: 0, descending: true })[1], ['R99999']);
  });

  it('turn a down-vote into a golden case', async () => {
    const { spot } = await greenroom();
    const place = (await spot.finder.around(folder('model.yaml'))) ?? assert.fail();
    const answer = await spot.ask(place, { question: 'revenue', user: 'ana' });
    assert.ok(answer.query);
    const { query, interpretation } = answer;
    await spot.use(place, ({ sandbox }) =>
      sandbox.feedback.vote({ user: 'ana', tenant: 'acme', vote: 'down', question: 'revenue', query, interpretation }),
    );
    const [vote] = await spot.use(place, ({ sandbox }) => sandbox.feedback.toReview('acme'));
    await vscode.commands.executeCommand('greenroom.spot.addToSuite', place, vote);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    assert.ok(editor.document.uri.path.endsWith('golden.yaml'));
    assert.match(editor.document.getText(), /- ask: revenue\n {2}tags: \[down-voted\]\n {2}user: ana/);
    assert.match(editor.document.lineAt(editor.selection.active.line).text, /SELECT NULL/);
    await editor.document.save();
  });
});
