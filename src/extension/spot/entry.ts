import * as vscode from 'vscode';
import type { CommandHandler } from '../commands';
import { isSpotNotebook, NOTEBOOK_TYPE, QUESTION_LANGUAGE, SpotSerializer } from './notebook/serializer';
import type { SpotParts, SpotWorkbench } from './workbench';

/** Commands about Spot: the table itself is loaded with the first of them. */
const COMMANDS = [
  'spot.newNotebook',
  'spot.ask',
  'spot.addSql',
  'spot.openSandbox',
  'spot.chooseIdentity',
  'spot.kill',
  'spot.release',
  'spot.reviewDownVotes',
  'spot.addToSuite',
  'spot.define',
  'spot.openProblem',
] as const;

/**
 * What there is of Spot from the start: its notebooks can be read and its commands exist. The rest loads when a notebook
 * or a file of questions is opened, or a command is run.
 */
export class SpotEntry implements vscode.Disposable {
  private loading: Promise<SpotWorkbench> | undefined;
  private readonly registrations: vscode.Disposable[];
  private disposed = false;

  constructor(private readonly parts: SpotParts) {
    const serializer = new SpotSerializer({
      begun: () => {
        parts.spot.expect();
        this.begin();
      },
      done: (settings) => {
        this.load()
          .then((workbench) => workbench.expectNotebook(settings))
          // Whoever asks is told.
          .catch(() => undefined);
      },
    });
    this.registrations = [
      vscode.workspace.registerNotebookSerializer(NOTEBOOK_TYPE, serializer, { transientOutputs: true }),
      vscode.workspace.onDidOpenNotebookDocument((notebook) => {
        if (isSpotNotebook(notebook)) this.begin();
      }),
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (document.languageId === QUESTION_LANGUAGE) this.begin();
      }),
    ];
    const open =
      vscode.workspace.notebookDocuments.some(isSpotNotebook) ||
      vscode.workspace.textDocuments.some(({ languageId }) => languageId === QUESTION_LANGUAGE);
    if (open) this.begin();
  }

  get commands(): Record<(typeof COMMANDS)[number], CommandHandler> {
    const entries = COMMANDS.map((id) => {
      const handler = async (...args: never[]) => (await this.load()).commands[id]?.(...args);
      return [id, handler] as const;
    });
    return Object.fromEntries(entries) as Record<(typeof COMMANDS)[number], CommandHandler>;
  }

  dispose(): void {
    this.disposed = true;
    for (const registration of this.registrations) registration.dispose();
    void this.loading?.then(
      (workbench) => {
        workbench.dispose();
      },
      // Whoever began it was told.
      () => undefined,
    );
  }

  private begin(): void {
    this.load().catch(this.parts.onError);
  }

  private load(): Promise<SpotWorkbench> {
    return (this.loading ??= this.start());
  }

  private async start(): Promise<SpotWorkbench> {
    const { SpotWorkbench } = await import('./workbench');
    if (this.disposed) throw new vscode.CancellationError();
    return new SpotWorkbench(this.parts);
  }
}
