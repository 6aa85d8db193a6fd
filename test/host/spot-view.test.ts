import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SpotNode } from '../../src/extension/spot/view/nodes';
import { eventually, eventuallyTrue, greenroom, workspaceUri, write } from './support';

const MODEL = `name: Shop
tables:
  sales:
    source: sales.csv
    primary_key: [id]
    columns:
      id: {type: attribute, hidden: true}
      tenant: {type: attribute, hidden: true}
      region: {type: attribute, synonyms: [area]}
      amount: {type: measure, aggregation: sum, name: revenue, synonyms: [turnover]}
formulas:
  - {name: mean sale, expr: "sum([revenue]) / [sales count]"}
`;
const POLICY = `version: 1
users:
  ana: {tenant: acme, roles: [analyst]}
  gita: {tenant: globex, roles: [analyst]}
rows:
  sales: "[tenant] = {tenant}"
budgets:
  session: {queries: 50}
`;
const DATA = 'id,tenant,region,amount\n1,acme,North,10\n2,acme,South,20\n3,globex,East,500\n';
const GOLDEN = `- ask: revenue by region
  tags: [core]
  user: ana
  expect: {rows: [[North, 10], [South, 20]]}
- ask: revenue
  tags: [core, wrong]
  user: ana
  expect: {rows: [[31]]}
- ask: churn
  tags: [words]
  user: ana
  expect: {refused: unknown-term}
`;

const label = ({ label: of }: vscode.TreeItem): string => (typeof of === 'string' ? of : (of?.label ?? ''));

describe('the Spot view', function () {
  this.timeout(60_000);
  const folder = (...names: string[]) => workspaceUri('kiosk', ...names);

  before(async () => {
    await write(folder('sales.csv'), DATA);
    await write(folder('policy.yaml'), POLICY);
    await write(folder('golden.yaml'), GOLDEN);
    await write(folder('asks.spot'), '%% markdown\n# Asks\n\n%% spot\nrevenue by region\n\n%% sql\nSELECT 1\n');
    await write(folder('model.yaml'), MODEL);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(workspaceUri('kiosk'), { recursive: true });
  });

  const place = async () => {
    const { spot } = await greenroom();
    return eventually(async () => (await spot.places()).find(({ title }) => title === 'kiosk'), 'the model');
  };
  const children = async (node?: SpotNode) => (await greenroom()).overview.view.getChildren(node);
  const item = async (node: SpotNode) => (await greenroom()).overview.view.getTreeItem(node);
  const root = async () => {
    await place();
    return (await children()).find((node) => node.place.title === 'kiosk') ?? assert.fail();
  };
  /** Label and description of everything below a node. */
  const rows = async (node: SpotNode): Promise<string[]> => {
    const items = await Promise.all((await children(node)).map(item));
    return items.map((one) => [label(one), one.description].filter((part) => part !== '').join(' | '));
  };
  const child = async (node: SpotNode, type: SpotNode['type']) =>
    (await children(node)).find((one) => one.type === type) ?? assert.fail(`no ${type}`);

  it('shows a model, who asks, the suite and the kill switch without opening anything', async () => {
    const { spot } = await greenroom();
    const node = await root();
    assert.deepEqual(await rows(node), [
      'Tables | 1',
      'Formulas | 1',
      'Sample queries',
      'Asked as | ana · acme',
      'Golden suite | 3 cases, not run yet',
      'Budget | 50 of 50 queries left',
      'Kill switch | released',
    ]);
    const [sales] = await children(await child(node, 'tables'));
    assert.ok(sales);
    assert.deepEqual(await rows(sales), ['id | hidden', 'tenant | hidden', 'region | area', 'revenue | sum, turnover']);
    const formula = await child(await child(node, 'formulas'), 'formula');
    const shown = await item(formula);
    assert.equal(shown.accessibilityInformation?.label, 'mean sale, sum([revenue]) / [sales count]');
    await vscode.commands.executeCommand(shown.command?.command ?? '', ...(shown.command?.arguments as unknown[]));
    assert.equal(vscode.window.activeTextEditor?.document.uri.path, folder('model.yaml').path);
    assert.equal(vscode.window.activeTextEditor.selection.active.line, 11);
    assert.deepEqual(await rows(await child(node, 'samples')), [
      'revenue by region | asks.spot',
      'SELECT 1 | asks.spot',
      'revenue | golden.yaml',
    ]);
    assert.equal(spot.opened(await place()), undefined);
  });

  it('switches who asks', async () => {
    const { spot } = await greenroom();
    const askers = await children(await child(await root(), 'askers'));
    const gita = askers.find((node) => node.type === 'asker' && node.identity.user === 'gita');
    assert.ok(gita);
    const { command } = await item(gita);
    await vscode.commands.executeCommand(command?.command ?? '', ...(command?.arguments as unknown[]));
    assert.ok((await rows(await root())).includes('Asked as | gita · globex'));
    assert.deepEqual((await spot.ask(await place(), { question: 'revenue' })).rows.flat().map(Number), [500]);
    await spot.setIdentity(await place(), undefined);
  });

  it('runs a sample in its notebook, and asks about a measure', async () => {
    const { spot } = await greenroom();
    const answered: (string | undefined)[] = [];
    const listener = spot.onDidAnswer(({ request }) => answered.push(request.question));
    const node = await root();
    const [sample] = await children(await child(node, 'samples'));
    await vscode.commands.executeCommand('greenroom.spot.runSample', sample);
    await eventuallyTrue(() => answered.includes('revenue by region'), 'the sample’s answer');
    assert.equal(vscode.window.activeNotebookEditor?.notebook.uri.path, folder('asks.spot').path);
    const [sales] = await children(await child(node, 'tables'));
    const region = (await children(sales)).find((one) => one.type === 'column' && one.column.key === 'region');
    await vscode.commands.executeCommand('greenroom.spot.askAbout', region);
    await eventuallyTrue(() => answered.includes('sales count by region'), 'the answer about an attribute');
    listener.dispose();
    await eventuallyTrue(
      async () => (await rows(await root())).some((row) => /^Budget \| 4\d of 50/.test(row)),
      'the budget that is left',
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('stops and releases Spot with one command', async () => {
    const { spot } = await greenroom();
    const at = await place();
    await vscode.commands.executeCommand('greenroom.spot.killSwitch');
    assert.equal((await spot.ask(at, { question: 'revenue' })).reason, 'killed');
    assert.ok((await rows(await root())).includes('Kill switch | pulled: nothing runs'));
    await vscode.commands.executeCommand('greenroom.spot.killSwitch');
    assert.equal((await spot.ask(at, { question: 'revenue' })).status, 'answered');
    // One tenant's.
    const [acme] = await children(await child(await root(), 'switch'));
    await vscode.commands.executeCommand('greenroom.spot.killSwitch', acme);
    assert.equal((await spot.ask(at, { question: 'revenue', user: 'ana' })).reason, 'killed');
    assert.equal((await spot.ask(at, { question: 'revenue', user: 'gita' })).status, 'answered');
    const [pulled] = await children(await child(await root(), 'switch'));
    await vscode.commands.executeCommand('greenroom.spot.killSwitch', pulled);
    assert.equal((await spot.ask(at, { question: 'revenue', user: 'ana' })).status, 'answered');
  });

  it('shows the audit log, newest first, with what was typed as plain text', async () => {
    const { spot } = await greenroom();
    const at = await place();
    await spot.ask(at, { question: '<img src=x> | [link](command:evil)', user: 'gita' });
    await vscode.commands.executeCommand('greenroom.spot.showAudit', { place: at });
    const uri = vscode.Uri.from({ scheme: 'greenroom-audit', path: '/Audit log of kiosk.md', query: at.id });
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    assert.match(text, /^# Audit log of kiosk\n\n\d+ entries, newest first\./);
    const [, , newest = ''] = text.split('\n').filter((line) => line.startsWith('|'));
    assert.match(newest, /gita \| globex \| &#60;img src=x&#62; &#124; &#91;link&#93;&#40;command&#58;evil&#41; \|/);
    assert.match(newest, /refused/);
  });

  it('runs the golden suite: passes, failures, the gate, and the last result', async () => {
    const { golden, suites } = (await greenroom()).overview;
    const at = await place();
    await golden.run(at, vscode.TestRunProfileKind.Coverage);
    const run = suites.of(at);
    assert.ok(run);
    assert.deepEqual([run.passed, run.total, run.of, run.gate], [2, 3, 3, false]);
    assert.deepEqual(
      run.failures.map(({ ask, line }) => [ask, line]),
      [['revenue', 5]],
    );
    assert.ok((await rows(await root())).includes('Golden suite | 2 of 3 passed · gate failed'));
    assert.match((await rows(await child(await root(), 'suite'))).join('\n'), /^revenue \| .*31/);
    const item = golden.controller.items.get(at.id);
    const labels = [...(item?.children ?? [])].map(([, one]) => one.label);
    assert.deepEqual(labels.sort(), ['Gate: more than 95 % pass', 'core', 'words']);
    await write(folder('golden.yaml'), GOLDEN.replace('31', '30'));
    await eventuallyTrue(async () => {
      await golden.run(at, vscode.TestRunProfileKind.Run);
      return suites.of(at)?.gate === true;
    }, 'the gate');
  });

  it('shows mistakes in the suite and in the model at their lines; the rest goes on', async () => {
    const { golden } = (await greenroom()).overview;
    await write(folder('golden.yaml'), '- ask: revenue\n  expct: {rows: []}\n');
    await eventuallyTrue(
      async () => (await rows(await root())).includes('Golden suite | cannot be read'),
      'the broken suite',
    );
    const problem = await child(await child(await root(), 'suite'), 'problem');
    assert.match(String((await item(problem)).description), /^golden\.yaml:\d$/);
    const at = await place();
    await assert.rejects(golden.run(at, vscode.TestRunProfileKind.Run), /golden\.yaml:\d/);
    await eventuallyTrue(
      () => golden.controller.items.get(at.id)?.error !== undefined,
      'the error in the Test Explorer',
    );
    await write(folder('model.yaml'), MODEL.replace('aggregation: sum', 'agregation: sum'));
    await eventuallyTrue(
      async () => label(await item(await child(await root(), 'problem').catch(root))) !== 'kiosk',
      '',
    );
    const node = await root();
    assert.equal((await item(node)).description, '1 problem');
    assert.equal((await item(await child(node, 'problem'))).description, 'model.yaml:10');
    assert.ok((await children()).length > 1);
  });
});
