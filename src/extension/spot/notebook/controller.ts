import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { SPOT_RESULT_MIME, type SpotResult } from '../../../protocol';
import type { Answer, NotebookSettings, Request } from '../../../spot';
import type { Answers } from '../results/answers';
import { plainText } from '../results/plain-text';
import { toSpotResult } from '../results/to-result';
import { describeProblem, SpotFailure, UntrustedError } from '../service/failure';
import { identityIn, type Identity } from '../service/identities';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';
import { optionsOfCell, settingsOfNotebook, type Conversations } from './document';
import { replaceInCell } from './edits';
import { NOTEBOOK_TYPE, QUESTION_LANGUAGE } from './serializer';

/** Runs the cells of Spot notebooks, one after the other in each notebook. */
export class SpotController implements vscode.Disposable {
  private readonly controller: vscode.NotebookController;
  private readonly failed = new vscode.EventEmitter<vscode.NotebookCell>();
  /** A cell's failure came or went; see `failureOf`. */
  readonly onDidChangeFailure = this.failed.event;
  private readonly failures = new WeakMap<vscode.NotebookCell, SpotFailure>();
  private readonly queues = new WeakMap<vscode.NotebookDocument, Promise<void>>();
  private readonly orders = new WeakMap<vscode.NotebookDocument, number>();

  constructor(
    private readonly spot: SpotService,
    private readonly answers: Answers,
    private readonly conversations: Conversations,
    private readonly askForPlace: (notebook: vscode.NotebookDocument) => Promise<SpotPlace | undefined>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.controller = vscode.notebooks.createNotebookController('greenroom-spot', NOTEBOOK_TYPE, 'Spot');
    this.controller.supportedLanguages = [QUESTION_LANGUAGE, 'sql'];
    this.controller.supportsExecutionOrder = true;
    this.controller.description = vscode.l10n.t('The semantic analyst of Greenroom');
    this.controller.executeHandler = (cells, notebook) => this.run(cells, notebook);
  }

  dispose(): void {
    this.controller.dispose();
    this.failed.dispose();
  }

  /** Why a cell could not be asked at all, the last time that it ran. */
  failureOf(cell: vscode.NotebookCell): SpotFailure | undefined {
    return this.failures.get(cell);
  }

  private run(cells: readonly vscode.NotebookCell[], notebook: vscode.NotebookDocument): Promise<void> {
    // All at once, so that each can be cancelled while it waits.
    const executions = cells.map((cell) => this.controller.createNotebookCellExecution(cell));
    const before = this.queues.get(notebook) ?? Promise.resolve();
    const running = before.then(() => this.runInTurn(executions, notebook));
    this.queues.set(notebook, running);
    return running;
  }

  private async runInTurn(
    executions: readonly vscode.NotebookCellExecution[],
    notebook: vscode.NotebookDocument,
  ): Promise<void> {
    let open = true;
    for (const execution of executions) {
      try {
        if (!open || execution.token.isCancellationRequested) execution.end(undefined);
        else open = await this.runCell(execution, notebook);
      } catch (error) {
        // The cell or its notebook is gone; the others are not to blame.
        this.log.debug(`Spot: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  /** False when nothing can be asked at this place, so that trying the next cell is no use. */
  private async runCell(execution: vscode.NotebookCellExecution, notebook: vscode.NotebookDocument): Promise<boolean> {
    const { cell } = execution;
    const order = (this.orders.get(notebook) ?? 0) + 1;
    this.orders.set(notebook, order);
    execution.executionOrder = order;
    execution.start(Date.now());
    const abort = new AbortController();
    const cancelled = execution.token.onCancellationRequested(() => {
      abort.abort();
    });
    try {
      const place = (await this.conversations.placeOf(notebook)) ?? (await this.askForPlace(notebook));
      if (!place) throw new Error(vscode.l10n.t('No model was chosen for this notebook.'));
      const { answer, request } = await this.ask(cell, place, abort.signal);
      this.fail(cell, undefined);
      this.conversations.remember(cell, answer.status === 'answered' ? answer.query : undefined);
      await this.show(execution, place, request, answer);
      execution.end(answer.status === 'answered' ? true : answer.status === 'failed' ? false : undefined, Date.now());
      return true;
    } catch (error) {
      this.fail(cell, error instanceof SpotFailure ? error : undefined);
      await execution.replaceOutput(new vscode.NotebookCellOutput([failureItem(error)]));
      execution.end(false, Date.now());
      return !(error instanceof SpotFailure || error instanceof UntrustedError);
    } finally {
      cancelled.dispose();
    }
  }

  private async ask(
    cell: vscode.NotebookCell,
    place: SpotPlace,
    signal: AbortSignal,
  ): Promise<{ answer: Answer; request: Request }> {
    const { settingsOf } = await import('../../../spot');
    const { settings, unknown } = settingsOf(optionsOfCell(cell));
    if (unknown !== undefined) {
      throw new Error(
        vscode.l10n.t('“{0}” says nothing to Spot. A cell’s line can set user, tenant and now.', unknown),
      );
    }
    const ofNotebook = settingsOfNotebook(cell.notebook);
    await this.spot.open(place, signal);
    const text = cell.document.getText();
    const now = settings.now ?? ofNotebook.now;
    const request: Request = {
      ...(cell.document.languageId === 'sql'
        ? { sql: text }
        : { question: text, follow: this.conversations.memoryOf(cell) }),
      ...(await this.requester(place, settings, ofNotebook)),
      session: cell.notebook.uri.toString(),
      ...(now === undefined ? {} : { now }),
      signal,
    };
    return { request, answer: await this.spot.ask(place, request) };
  }

  private requester(
    place: SpotPlace,
    cell: NotebookSettings,
    notebook: NotebookSettings,
  ): Identity | Promise<Identity> {
    return identityIn(cell) ?? this.spot.identity(place, identityIn(notebook));
  }

  private async show(
    execution: vscode.NotebookCellExecution,
    place: SpotPlace,
    request: Request,
    answer: Answer,
  ): Promise<void> {
    const { cell } = execution;
    const text = request.question ?? request.sql ?? '';
    const language = request.question === undefined ? 'sql' : 'spot';
    const result = toSpotResult(answer, { id: randomUUID(), language, text, user: request.user });
    const replace = (start: number, end: number, by: string): Promise<void> =>
      replaceInCell(cell, text, start, end, by);
    this.answers.keep({ place, request, answer, result, replace });
    const [shown, ...others] = cell.outputs;
    // Drawn anew, a result would lose the focus of whoever asked from inside it.
    if (shown && others.length === 0 && shown.items.some(({ mime }) => mime === SPOT_RESULT_MIME))
      await execution.replaceOutputItems(resultItems(result), shown);
    else await execution.replaceOutput(new vscode.NotebookCellOutput(resultItems(result)));
  }

  private fail(cell: vscode.NotebookCell, failure: SpotFailure | undefined): void {
    if (this.failures.get(cell) === failure) return;
    if (failure) this.failures.set(cell, failure);
    else this.failures.delete(cell);
    this.failed.fire(cell);
  }
}

function resultItems(result: SpotResult): vscode.NotebookCellOutputItem[] {
  return [
    vscode.NotebookCellOutputItem.json(result, SPOT_RESULT_MIME),
    vscode.NotebookCellOutputItem.text(plainText(result)),
  ];
}

/** Without a stack: the message says where the mistake is, and how the program got there helps nobody. */
function failureItem(error: unknown): vscode.NotebookCellOutputItem {
  if (error instanceof vscode.CancellationError) return vscode.NotebookCellOutputItem.text(vscode.l10n.t('Cancelled.'));
  const message =
    error instanceof SpotFailure
      ? error.problems.map(describeProblem).join('\n')
      : error instanceof Error
        ? error.message
        : String(error);
  return vscode.NotebookCellOutputItem.error({ name: 'Spot', message, stack: '' });
}
