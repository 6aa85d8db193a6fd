import * as vscode from 'vscode';
import type { NotebookSettings } from '../../spot';
import type { CommandHandler } from '../commands';
import { registerQuestionLanguage } from './language/register';
import { spotCommands } from './notebook/commands';
import { Conversations } from './notebook/document';
import { registerSpotNotebooks } from './notebook/register';
import { NOTEBOOK_TYPE } from './notebook/serializer';
import type { Answers } from './results/answers';
import type { SpotService } from './service/service';

export interface SpotParts {
  readonly spot: SpotService;
  readonly answers: Answers;
  readonly log: vscode.LogOutputChannel;
  readonly onError: (error: unknown) => void;
}

/** Notebooks that run, questions as a language, and the commands about them. */
export class SpotWorkbench implements vscode.Disposable {
  readonly commands: Readonly<Record<string, CommandHandler>>;
  private readonly conversations: Conversations;
  private readonly registrations: vscode.Disposable;

  constructor(private readonly parts: SpotParts) {
    const { spot, log } = parts;
    this.conversations = new Conversations(spot);
    this.commands = spotCommands(spot, this.conversations);
    this.registrations = vscode.Disposable.from(
      registerSpotNotebooks({ ...parts, conversations: this.conversations }),
      registerQuestionLanguage(spot, this.conversations, log),
    );
  }

  /** A notebook is being opened: where it asks is opened too, before the editor has made the notebook. */
  async expectNotebook(settings: NotebookSettings): Promise<void> {
    const uri = notebookBeingOpened();
    const place = uri && (await this.conversations.placeAt(uri, settings));
    if (place) this.parts.spot.warm(place);
  }

  dispose(): void {
    this.registrations.dispose();
  }
}

/** The tab comes before the notebook. */
function notebookBeingOpened(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputNotebook) || input.notebookType !== NOTEBOOK_TYPE) return undefined;
  const { uri } = input;
  const isThere = vscode.workspace.notebookDocuments.some((notebook) => notebook.uri.toString() === uri.toString());
  return isThere ? undefined : uri;
}
