import * as vscode from 'vscode';
import type { Problem, Severity } from '../../deck';
import type { CodeProblems } from '../code/problems';
import type { DeckLibrary, LoadedDeck } from '../decks/library';
import type { DeckSources } from '../decks/sources';
import { toRange } from '../flashcards/opener';

const SEVERITY: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** The problems of every deck in the Problems panel, with their quick fixes. */
export class DeckDiagnostics implements vscode.CodeActionProvider, vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('greenroom');
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly library: DeckLibrary,
    private readonly sources: DeckSources,
    private readonly code: CodeProblems,
    onError: (error: unknown) => void,
  ) {
    const opened = (document: vscode.TextDocument) => {
      // A deck in an editor is checked even when nobody has looked at the Rounds view yet.
      if (sources.mayBeDeck(document.uri)) library.decks().catch(onError);
    };
    this.subscriptions = [
      library.onDidChange(() => {
        this.forgetGone();
      }),
      library.onDidSettle((deck) => {
        if (!code.isPending(deck)) this.publish(deck);
      }),
      code.onDidFind((deck) => {
        if (library.problemsOf(deck) !== undefined) this.publish(deck);
      }),
      vscode.workspace.onDidOpenTextDocument(opened),
      vscode.languages.registerCodeActionsProvider({ language: 'markdown' }, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    ];
    vscode.workspace.textDocuments.forEach(opened);
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    if (!this.sources.mayBeDeck(document.uri)) return [];
    const deck = this.library.get(document.uri);
    const problems = deck === undefined ? [] : this.problemsOf(deck);
    return problems
      .filter((problem) => toRange(problem.range).intersection(range) !== undefined)
      .flatMap((problem) => problem.fixes.map((fix) => action(document, problem, fix)));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.collection.dispose();
  }

  private problemsOf(deck: LoadedDeck): readonly Problem[] {
    return [...(this.library.problemsOf(deck) ?? []), ...this.code.of(deck)];
  }

  private publish(deck: LoadedDeck): void {
    const { uri } = deck.source;
    // It went while its problems were being looked for.
    if (this.library.get(uri) === undefined) return;
    this.collection.set(
      uri,
      this.problemsOf(deck).map((problem) => diagnostic(uri, problem)),
    );
  }

  /** A changed deck keeps its diagnostics until the new ones are known: nothing flickers. */
  private forgetGone(): void {
    const gone: vscode.Uri[] = [];
    this.collection.forEach((uri) => {
      if (this.library.get(uri) === undefined) gone.push(uri);
    });
    for (const uri of gone) this.collection.delete(uri);
  }
}

function diagnostic(uri: vscode.Uri, problem: Problem): vscode.Diagnostic {
  const result = new vscode.Diagnostic(toRange(problem.range), problem.message, SEVERITY[problem.severity]);
  result.source = 'greenroom';
  result.code = problem.code;
  if (problem.related !== undefined) {
    const location = new vscode.Location(uri, toRange(problem.related.range));
    result.relatedInformation = [new vscode.DiagnosticRelatedInformation(location, problem.related.message)];
  }
  return result;
}

function action(document: vscode.TextDocument, problem: Problem, fix: Problem['fixes'][number]): vscode.CodeAction {
  const result = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  result.edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of fix.edits) result.edit.replace(document.uri, toRange(range), newText);
  result.diagnostics = [diagnostic(document.uri, problem)];
  result.isPreferred = problem.fixes[0] === fix;
  return result;
}
