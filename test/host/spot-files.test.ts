import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SHOP_MODEL } from './shop';
import { eventually, eventuallyTrue, greenroom, workspaceUri, write } from './support';

const MODEL = `${SHOP_MODEL}      amount: {type: measure, name: revenue, synonyms: [turnover], description: What customers paid.}
      cost: {type: measure}
formulas:
  - {name: margin, expr: "sum([revenue]) - sum([cost])"}
`;
const POLICY = `users:
  ana: {tenant: acme, roles: [analyst]}
rows:
  sales: "[tenant] = {tenant}"
`;
const GOLDEN = `- ask: revenue by region
  user: ana
  expect:
    sql: SELECT region, sum(amount) FROM sales GROUP BY region
`;
const NOTEBOOK = `%% spot
revenue by sale date monthly
`;
const QUESTIONS = `margin by region
revenue by region
`;
const DATA = `id,tenant,sold_on,region,amount,cost
1,acme,2025-01-05,North,10,4
`;

describe("Spot's YAML files", function () {
  this.timeout(60_000);
  const folder = (...names: string[]) => workspaceUri('spot-files', ...names);
  let model: vscode.TextDocument;
  let policy: vscode.TextDocument;

  before(async () => {
    await greenroom();
    await write(folder('model.yaml'), MODEL);
    await write(folder('policy.yaml'), POLICY);
    await write(folder('golden.yaml'), GOLDEN);
    await write(folder('board.spot'), NOTEBOOK);
    await write(folder('board.spotql'), QUESTIONS);
    await write(folder('sales.csv'), DATA);
    policy = await vscode.workspace.openTextDocument(folder('policy.yaml'));
    model = await vscode.workspace.openTextDocument(folder('model.yaml'));
    await vscode.window.showTextDocument(model);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(workspaceUri('spot-files'), { recursive: true });
  });

  /** In the middle of the first place where a text stands. */
  const at = (document: vscode.TextDocument, text: string, inset = 1): vscode.Position => {
    const offset = document.getText().indexOf(text);
    assert.ok(offset >= 0, text);
    return document.positionAt(offset + inset);
  };
  const replace = async (document: vscode.TextDocument, old: string, text: string): Promise<void> => {
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(at(document, old, 0), at(document, old, old.length));
    edit.replace(document.uri, range, text);
    await vscode.workspace.applyEdit(edit);
  };
  const problems = (document: vscode.TextDocument): string[] =>
    vscode.languages.getDiagnostics(document.uri).map(({ range, message, severity }) => {
      const level = vscode.DiagnosticSeverity[severity];
      return `${level} ${document.getText(range)}: ${message}`;
    });
  const name = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

  it('underline a mistake before it is saved, in the policy beside them too', async () => {
    await replace(model, '[cost]', '[costs]');
    await eventuallyTrue(() => problems(model).length === 1, 'a problem of the model');
    assert.match(problems(model).join(), /^Error costs|^Error \[costs\]: Formula "margin".*Did you mean "cost"/);
    await replace(model, '[costs]', '[cost]');
    await replace(model, 'tenant: {type', 'client: {type');
    await eventuallyTrue(() => problems(policy).length === 1, 'a problem of the policy');
    assert.match(problems(policy).join(), /\[tenant\].*no column "tenant"/);
    await replace(model, 'client: {type', 'tenant: {type');
    await eventuallyTrue(() => problems(policy).length + problems(model).length === 0, 'everything mended');
  });

  it('say what a name is, and lead to where it is defined', async () => {
    const hoverAt = async (document: vscode.TextDocument, position: vscode.Position): Promise<string> => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
      return hovers
        .flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value))
        .join('\n')
        .replaceAll('&nbsp;', ' ');
    };
    const text = await hoverAt(model, at(model, '[revenue]', 3));
    assert.match(text, /revenue.*sales\.amount.*measure, number, sum/);
    assert.match(text, /What customers paid/);
    assert.match(text, /turnover/);
    assert.match(text, /golden suite.*1/);
    assert.match(await hoverAt(policy, at(policy, '{tenant}', 2)), /tenant of who asks/);

    const links = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      policy.uri,
      at(policy, '[tenant]', 2),
    );
    const [link] = links;
    assert.ok(link);
    assert.equal(name(link.targetUri), 'model.yaml');
    assert.ok(model.lineAt(link.targetRange.start.line).text.trim().startsWith('tenant:'));
  });

  it('list the uses of a name everywhere in the place, from a question too', async () => {
    const uses = async (document: vscode.TextDocument, position: vscode.Position): Promise<string[]> => {
      const found = await vscode.commands.executeCommand<vscode.Location[]>(
        'vscode.executeReferenceProvider',
        document.uri,
        position,
      );
      return [...new Set(found.map(({ uri }) => name(uri)))].sort();
    };
    const everywhere = ['board.spot', 'board.spotql', 'golden.yaml', 'model.yaml'];
    assert.deepEqual(await uses(model, at(model, 'amount:')), everywhere);
    const questions = await vscode.workspace.openTextDocument(folder('board.spotql'));
    assert.deepEqual(await uses(questions, new vscode.Position(1, 2)), everywhere);
  });

  it('complete names in brackets, in half a formula too', async () => {
    await replace(model, 'sum([cost])"', 'sum([');
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      model.uri,
      at(model, '- sum([', '- sum(['.length),
      '[',
    );
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const expected of ['revenue', 'cost', 'sales count']) assert.ok(labels.includes(expected), labels.join());
    await replace(model, '- sum([', '- sum([cost])"');
    assert.equal(model.getText(), MODEL);
  });

  it('rename a column everywhere, and leave SQL to be confirmed', async () => {
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      model.uri,
      at(model, '[revenue]', 3),
      'net sales',
    );
    assert.deepEqual(
      edit
        .entries()
        .map(([uri]) => name(uri))
        .sort(),
      ['board.spot', 'board.spotql', 'golden.yaml', 'model.yaml'],
    );
    await vscode.workspace.applyEdit(edit);
    assert.match(model.getText(), /name: net sales,/);
    assert.match(model.getText(), /sum\(\[net sales\]\)/);
    const golden = await vscode.workspace.openTextDocument(folder('golden.yaml'));
    assert.match(golden.getText(), /ask: net sales by region/);
    assert.match(golden.getText(), /sum\(amount\)/);
    await eventually(() => (problems(model).length === 0 ? true : undefined), 'a model without problems');
    await assert.rejects(
      async () =>
        vscode.commands.executeCommand(
          'vscode.executeDocumentRenameProvider',
          model.uri,
          at(model, '[cost]', 2),
          'margin',
        ),
      /margin/,
    );
  });
});
