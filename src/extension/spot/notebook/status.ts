import path from 'node:path';
import * as vscode from 'vscode';
import type { ControlStatus } from '../../../spot';
import { identityIn } from '../service/identities';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';
import type { SpotController } from './controller';
import { optionsOfCell, settingsOfNotebook, type Conversations } from './document';
import { describeIdentity } from './identity-picker';
import { isSpotNotebook, QUESTION_LANGUAGE } from './serializer';

/** While a Spot notebook is in front: who asks there, and what is left of the budget. */
export class AskerStatus implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly listeners: vscode.Disposable[];
  private turn = 0;

  constructor(
    private readonly spot: SpotService,
    private readonly conversations: Conversations,
  ) {
    this.item = vscode.window.createStatusBarItem('greenroom.spot', vscode.StatusBarAlignment.Left, 0);
    this.item.name = vscode.l10n.t('Spot: who asks');
    this.item.command = 'greenroom.spot.chooseIdentity';
    const update = () => void this.update();
    this.listeners = [
      vscode.window.onDidChangeActiveNotebookEditor(update),
      spot.onDidChange(update),
      spot.onDidAnswer(update),
    ];
    update();
  }

  dispose(): void {
    this.item.dispose();
    for (const listener of this.listeners) listener.dispose();
  }

  private async update(): Promise<void> {
    const turn = ++this.turn;
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    const place = notebook && isSpotNotebook(notebook) ? await this.placeOf(notebook) : undefined;
    // Another notebook came to the front meanwhile.
    if (turn !== this.turn) return;
    if (!notebook || !place) {
      this.item.hide();
      return;
    }
    const settings = settingsOfNotebook(notebook);
    const who = this.spot.identityNow(place, identityIn(settings));
    const status = this.spot.status(place, notebook.uri.toString(), who);
    const name = who ? describeIdentity(who) : place.title;
    this.item.text = `$(account) Spot: ${name}`;
    this.item.tooltip = tooltip(place, name, status);
    this.item.show();
  }

  private async placeOf(notebook: vscode.NotebookDocument): Promise<SpotPlace | undefined> {
    try {
      return await this.conversations.placeOf(notebook);
    } catch {
      // A model that is not there: the first cell that is run says so.
      return undefined;
    }
  }
}

function tooltip(place: SpotPlace, name: string, status: ControlStatus | undefined): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  text.appendText(`${vscode.l10n.t('Questions are asked as {0} at {1}.', name, place.title)}\n`);
  if (status?.killed === true)
    text.appendText(`\n${vscode.l10n.t('The kill switch is pulled: nothing runs until it is released.')}\n`);
  for (const line of status ? budgetLines(status) : []) text.appendText(`\n${line}\n`);
  return text;
}

function budgetLines({ session, tenant }: ControlStatus): string[] {
  const queries = Math.min(session.left.queries, tenant.left.queries);
  const seconds = Math.min(session.left.seconds, tenant.left.seconds);
  return [
    ...(Number.isFinite(queries) ? [vscode.l10n.t('{0} queries are left.', queries)] : []),
    ...(Number.isFinite(seconds) ? [vscode.l10n.t('{0} seconds of engine time are left.', seconds.toFixed(0))] : []),
  ];
}

/** Below a cell: what it asks otherwise than its notebook, and a way to the mistake when its model is broken. */
export class CellStatus implements vscode.NotebookCellStatusBarItemProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCellStatusBarItems = this.changed.event;
  private readonly listener: vscode.Disposable;

  constructor(private readonly controller: SpotController) {
    this.listener = controller.onDidChangeFailure(() => {
      this.changed.fire();
    });
  }

  dispose(): void {
    this.listener.dispose();
    this.changed.dispose();
  }

  async provideCellStatusBarItems(cell: vscode.NotebookCell): Promise<vscode.NotebookCellStatusBarItem[]> {
    const { languageId } = cell.document;
    if (cell.kind !== vscode.NotebookCellKind.Code || (languageId !== QUESTION_LANGUAGE && languageId !== 'sql'))
      return [];
    return [...this.failure(cell), ...(await own(cell))];
  }

  private failure(cell: vscode.NotebookCell): vscode.NotebookCellStatusBarItem[] {
    const [problem] = this.controller.failureOf(cell)?.problems ?? [];
    if (!problem) return [];
    const place = `${path.basename(problem.file)}:${String(problem.span.line)}`;
    const item = new vscode.NotebookCellStatusBarItem(
      `$(go-to-file) ${vscode.l10n.t('Open {0}', place)}`,
      vscode.NotebookCellStatusBarAlignment.Left,
    );
    item.command = {
      command: 'greenroom.spot.openProblem',
      title: vscode.l10n.t('Open {0}', place),
      arguments: [problem],
    };
    item.priority = 2;
    return [item];
  }
}

async function own(cell: vscode.NotebookCell): Promise<vscode.NotebookCellStatusBarItem[]> {
  const options = optionsOfCell(cell);
  if (options === '') return [];
  const { settingsOf } = await import('../../../spot');
  const { user, tenant, now } = settingsOf(options).settings;
  const texts = [
    ...(user === undefined && tenant === undefined
      ? []
      : [`$(account) ${describeIdentity({ ...(user ? { user } : {}), ...(tenant ? { tenant } : {}) })}`]),
    ...(now === undefined ? [] : [`$(calendar) ${now}`]),
  ];
  return texts.map((text) => new vscode.NotebookCellStatusBarItem(text, vscode.NotebookCellStatusBarAlignment.Left));
}
