import * as vscode from 'vscode';
import type { Problem, Severity } from '../../deck';
import type { DeckLibrary } from '../decks/library';
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
    onError: (error: unknown) => void,
  ) {
    const opened = (document: vscode.TextDocument) => {
      // A deck in an editor is checked even when nobody has looked at the Rounds view yet.
      if (sources.mayBeDeck(document.uri))
        library.decks().then(() => {
          this.publish();
        }, onError);
    };
    this.subscriptions = [
      library.onDidChange(() => {
        this.publish();
      }),
      library.onDidLoad(() => {
        this.publish();
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
    const problems = this.library.get(document.uri)?.deck.problems ?? [];
    return problems
      .filter((problem) => toRange(problem.range).intersection(range) !== undefined)
      .flatMap((problem) => problem.fixes.map((fix) => action(document, problem, fix)));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.collection.dispose();
  }

  private publish(): void {
    const decks = this.library.loadedNow();
    this.collection.clear();
    for (const { source, deck } of decks) {
      this.collection.set(
        source.uri,
        deck.problems.map((problem) => diagnostic(source.uri, problem)),
      );
    }
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
