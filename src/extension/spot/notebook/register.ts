import * as vscode from 'vscode';
import type { Answers } from '../results/answers';
import { resultHandlers } from '../results/handlers';
import { identityIn } from '../service/identities';
import type { SpotService } from '../service/service';
import { SpotController } from './controller';
import { settingsOfNotebook, type Conversations } from './document';
import { answerRenderer } from './messages';
import { pickPlace } from './pickers';
import { isSpotNotebook, NOTEBOOK_TYPE } from './serializer';
import { AskerStatus, CellStatus } from './status';

interface Parts {
  readonly spot: SpotService;
  readonly answers: Answers;
  readonly conversations: Conversations;
  readonly log: vscode.LogOutputChannel;
  readonly onError: (error: unknown) => void;
}

/** Makes `.spot` files notebooks that ask Spot. */
export function registerSpotNotebooks({ spot, answers, conversations, log, onError }: Parts): vscode.Disposable {
  const controller = new SpotController(
    spot,
    answers,
    conversations,
    async (notebook) => {
      const place = await pickPlace(spot);
      if (place) conversations.choose(notebook, place);
      return place;
    },
    log,
  );
  const cells = new CellStatus(controller);
  const warm = (notebook: vscode.NotebookDocument | undefined) => {
    if (notebook && isSpotNotebook(notebook)) void warmUp(spot, conversations, notebook, log);
  };
  vscode.workspace.notebookDocuments.forEach(warm);
  return vscode.Disposable.from(
    controller,
    cells,
    vscode.notebooks.registerNotebookCellStatusBarItemProvider(NOTEBOOK_TYPE, cells),
    new AskerStatus(spot, conversations),
    answerRenderer(resultHandlers(spot, answers, onError), log),
    vscode.workspace.onDidOpenNotebookDocument(warm),
    vscode.window.onDidChangeActiveNotebookEditor((editor) => {
      warm(editor?.notebook);
    }),
    spot.onDidChange(({ what }) => {
      if (what === 'files') warm(vscode.window.activeNotebookEditor?.notebook);
    }),
  );
}

/** Opens what a notebook asks and reads what its questions can be about, before the first one is asked. */
async function warmUp(
  spot: SpotService,
  conversations: Conversations,
  notebook: vscode.NotebookDocument,
  log: vscode.LogOutputChannel,
): Promise<void> {
  if (!vscode.workspace.isTrusted) return;
  try {
    const place = await conversations.placeOf(notebook);
    if (!place) return;
    const who = await spot.identity(place, identityIn(settingsOfNotebook(notebook)));
    await spot.use(place, ({ sandbox }) => sandbox.explain({ text: '', ...who }));
  } catch (error) {
    // Whoever runs a cell is told.
    log.debug(`Spot: ${error instanceof Error ? error.message : String(error)}`);
  }
}
