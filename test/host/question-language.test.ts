import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SHOP_MODEL, SHOP_POLICY } from './shop';
import { eventually, greenroom, workspaceUri, write } from './support';

const MODEL = `${SHOP_MODEL}      amount: {type: measure, aggregation: sum, name: revenue, description: What customers paid.}
`;
const DATA = `id,tenant,sold_on,region,amount
1,acme,2025-01-05,North,10
2,globex,2025-02-07,Secretland,500
`;
const QUESTIONS = `-- what the board asks
revenue by region
and by month

revenu by region
revenue for nor
revenue last 3 months
`;

const label = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);

describe('the language of questions', function () {
  this.timeout(60_000);
  const folder = (...names: string[]) => workspaceUri('language', ...names);
  let document: vscode.TextDocument;

  before(async () => {
    await greenroom();
    await write(folder('model.yaml'), MODEL);
    await write(folder('policy.yaml'), SHOP_POLICY);
    await write(folder('sales.csv'), DATA);
    await write(folder('board.spotql'), QUESTIONS);
    document = await vscode.workspace.openTextDocument(folder('board.spotql'));
    await vscode.window.showTextDocument(document);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(workspaceUri('language'), { recursive: true });
  });

  const complete = async (line: number, character: number): Promise<string[]> => {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(line, character),
    );
    return list.items.map(label);
  };

  it('underlines what would be refused, with what to say instead', async () => {
    const problems = await eventually(() => {
      const found = vscode.languages.getDiagnostics(document.uri);
      return found.length > 0 ? found : undefined;
    }, 'a diagnostic');
    assert.deepEqual(
      problems.map(({ range, code }) => [range.start.line, document.getText(range), code]),
      [
        [4, 'revenu', 'unknown-term'],
        [5, 'nor', 'unknown-term'],
      ],
    );
    const [first] = problems;
    assert.ok(first);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      first.range,
    );
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes('Change to “revenue”'), titles.join());
    assert.ok(titles.includes('Define “revenu” in the model'), titles.join());
    const fix = actions.find(({ title }) => title === 'Change to “revenue”')?.edit;
    assert.ok(fix);
    await vscode.workspace.applyEdit(fix);
    assert.equal(document.lineAt(4).text, 'revenue by region');
    await eventually(
      () => (vscode.languages.getDiagnostics(document.uri).length === 1 ? true : undefined),
      'the repaired question to be accepted',
    );
  });

  it('completes names, and values of this tenant only', async () => {
    assert.ok((await complete(1, 0)).includes('revenue'));
    const values = await complete(5, 'revenue for nor'.length);
    assert.ok(values.includes('North'), values.join());
    const all = (await Promise.all([complete(5, 12), complete(1, 0)])).flat();
    assert.ok(!all.some((each) => each.includes('Secretland')));
  });

  it('says on hover what a word is taken for, and leads to its definition', async () => {
    const at = new vscode.Position(1, 2);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at,
    );
    const text = hovers
      .flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value))
      .join()
      .replaceAll('&nbsp;', ' ');
    assert.match(text, /sales\.amount/);
    assert.match(text, /What customers paid/);
    const [link] = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      at,
    );
    assert.ok(link && 'targetUri' in link);
    assert.equal(link.targetUri.toString(), folder('model.yaml').toString());
    assert.match(MODEL.split('\n')[link.targetRange.start.line] ?? '', /amount/);
  });

  it('goes on from the question above it', async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(2, 8),
    );
    assert.ok(hovers.length > 0);
    assert.ok(!vscode.languages.getDiagnostics(document.uri).some(({ range }) => range.start.line === 2));
  });

  it('shows how a date word goes on', async () => {
    const help = await vscode.commands.executeCommand<vscode.SignatureHelp>(
      'vscode.executeSignatureHelpProvider',
      document.uri,
      new vscode.Position(6, 'revenue last 3 '.length),
      ' ',
    );
    assert.equal(help.signatures[0]?.label, 'last [n] <unit>');
    assert.equal(help.activeParameter, 1);
  });

  it('colours measures, attributes and periods', async () => {
    const legend = await vscode.commands.executeCommand<vscode.SemanticTokensLegend>(
      'vscode.provideDocumentSemanticTokensLegend',
      document.uri,
    );
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      'vscode.provideDocumentSemanticTokens',
      document.uri,
    );
    const types = Array.from(tokens.data).flatMap((type, index) => (index % 5 === 3 ? [legend.tokenTypes[type]] : []));
    for (const type of ['spotMeasure', 'spotAttribute', 'spotDate']) assert.ok(types.includes(type), types.join());
  });
});
