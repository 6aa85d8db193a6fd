import * as vscode from 'vscode';
import type { Refused } from '../../../spot';
import type { SpotService } from '../service/service';
import { QUESTION_LANGUAGE } from '../notebook/serializer';
import { rangeIn, type QuestionFinder, type Questions } from './questions';

/** Whoever is still typing is not corrected. */
const PAUSE_MS = 400;

interface Found {
  readonly questions: Questions;
  readonly range: vscode.Range;
  readonly offset: number;
  readonly refusal: Refused;
  readonly diagnostic: vscode.Diagnostic;
}

/** Underlines what Spot would refuse, and offers what to say instead. */
export class QuestionProblems implements vscode.CodeActionProvider, vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('greenroom-spot');
  private readonly found = new Map<string, { readonly version: number; readonly problems: readonly Found[] }>();
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly registrations: vscode.Disposable[];

  constructor(
    private readonly spot: SpotService,
    private readonly finder: QuestionFinder,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.registrations = [
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.look(document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.look(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.forget(document);
      }),
      spot.onDidChange(({ what }) => {
        if (what === 'opened' || what === 'files' || what === 'identity') this.lookEverywhere();
      }),
      vscode.languages.registerCodeActionsProvider({ language: QUESTION_LANGUAGE }, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    ];
    this.lookEverywhere();
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const registration of this.registrations) registration.dispose();
    this.collection.dispose();
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const known = this.found.get(document.uri.toString());
    if (known?.version !== document.version) return [];
    return known.problems
      .filter((problem) => problem.range.intersection(range) !== undefined)
      .flatMap((problem) => actionsFor(document, problem));
  }

  private lookEverywhere(): void {
    for (const document of vscode.workspace.textDocuments) this.look(document);
  }

  private look(document: vscode.TextDocument): void {
    if (document.languageId !== QUESTION_LANGUAGE) return;
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.set(
      key,
      setTimeout(() => {
        this.waiting.delete(key);
        void this.check(document);
      }, PAUSE_MS),
    );
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    try {
      const place = await this.finder.placeOf(document);
      if (place && !this.spot.opened(place)) {
        // That it is open is told, and brings every document here again; the first question goes before.
        await this.spot.open(place);
        return;
      }
      const problems = place ? await this.refusals(await this.finder.at(place, document)) : [];
      if (document.isClosed || document.version !== version) return;
      this.found.set(document.uri.toString(), { version, problems });
      this.collection.set(
        document.uri,
        problems.map(({ diagnostic }) => diagnostic),
      );
    } catch (error) {
      // A model that cannot be used has its own problems, in its own file.
      this.log.debug(`Spot: ${error instanceof Error ? error.message : String(error)}`);
      this.forget(document);
    }
  }

  private async refusals(questions: Questions): Promise<Found[]> {
    const found: Found[] = [];
    for (const question of questions.questions) {
      const { text, follow, offset } = question;
      if (text.trim() === '') continue;
      const explained = await this.spot.use(questions.place, ({ sandbox }) =>
        sandbox.explain({ ...questions.asker, text, follow }),
      );
      const refusal = explained?.refusal;
      if (!refusal) continue;
      const range = rangeIn(questions, question, refusal.start, refusal.end);
      const diagnostic = new vscode.Diagnostic(range, refusal.message, vscode.DiagnosticSeverity.Error);
      diagnostic.source = 'spot';
      diagnostic.code = refusal.reason;
      found.push({ questions, range, offset, refusal, diagnostic });
    }
    return found;
  }

  private forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    this.found.delete(key);
    this.collection.delete(document.uri);
  }
}

function actionsFor(document: vscode.TextDocument, problem: Found): vscode.CodeAction[] {
  const { questions, offset, refusal, diagnostic, range } = problem;
  const replacements = refusal.suggestions.map(({ text, start, end, label }, order) => {
    const action = new vscode.CodeAction(vscode.l10n.t('Change to “{0}”', label), vscode.CodeActionKind.QuickFix);
    action.edit = new vscode.WorkspaceEdit();
    const place = new vscode.Range(document.positionAt(offset + start), document.positionAt(offset + end));
    action.edit.replace(document.uri, place, text);
    action.isPreferred = order === 0 && refusal.suggestions.length === 1;
    action.diagnostics = [diagnostic];
    return action;
  });
  if (refusal.reason !== 'unknown-term') return replacements;
  const name = document.getText(range);
  const define = new vscode.CodeAction(
    vscode.l10n.t('Define “{0}” in the model', name),
    vscode.CodeActionKind.QuickFix,
  );
  define.command = {
    command: 'greenroom.spot.define',
    title: define.title,
    arguments: [questions.place, name],
  };
  define.diagnostics = [diagnostic];
  return [...replacements, define];
}
