import path from 'node:path';
import * as vscode from 'vscode';
import type { Span } from '../../../spot';
import { kindOf, spotFile } from './place-files';

/** Whoever is still typing is not corrected. */
const PAUSE_MS = 300;

/** Underlines what is wrong with model.yaml, policy.yaml and golden.yaml while they are written. */
export class FileProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('greenroom-spot-files');
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly registrations: vscode.Disposable[];

  constructor(private readonly onError: (error: unknown) => void) {
    this.registrations = [
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.look(document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.look(document);
        if (kindOf(document.uri) === 'model') this.lookBeside(document.uri);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.forget(document.uri);
      }),
    ];
    for (const document of vscode.workspace.textDocuments) this.look(document);
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const registration of this.registrations) registration.dispose();
    this.collection.dispose();
  }

  /** What lies beside a model is right or wrong by it. */
  private lookBeside(model: vscode.Uri): void {
    const folder = path.posix.dirname(model.path);
    for (const document of vscode.workspace.textDocuments) {
      const { uri } = document;
      if (kindOf(uri) !== 'model' && path.posix.dirname(uri.path) === folder) this.look(document);
    }
  }

  private look(document: vscode.TextDocument): void {
    if (kindOf(document.uri) === undefined) return;
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.set(
      key,
      setTimeout(() => {
        this.waiting.delete(key);
        this.check(document).catch(this.onError);
      }, PAUSE_MS),
    );
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    const file = await spotFile(document);
    if (!file) {
      this.collection.delete(document.uri);
      return;
    }
    const { problemsIn } = await import('../../../spot');
    if (document.isClosed || document.version !== version) return;
    const problems = problemsIn(file, file.modelText).map(({ severity, message, span }) => {
      const level = severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
      const diagnostic = new vscode.Diagnostic(document.validateRange(rangeOf(span)), message, level);
      diagnostic.source = 'spot';
      return diagnostic;
    });
    this.collection.set(document.uri, problems);
  }

  private forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    this.collection.delete(uri);
  }
}

function rangeOf({ line, column, endLine, endColumn }: Span): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}
