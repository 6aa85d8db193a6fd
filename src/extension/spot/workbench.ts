import * as vscode from 'vscode';
import type { CommandHandler } from '../commands';
import { registerQuestionLanguage } from './language/register';
import { spotCommands } from './notebook/commands';
import { Conversations } from './notebook/document';
import { registerSpotNotebooks } from './notebook/register';
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
  private readonly registrations: vscode.Disposable;

  constructor(parts: SpotParts) {
    const { spot, log } = parts;
    const conversations = new Conversations(spot);
    this.commands = spotCommands(spot, conversations);
    this.registrations = vscode.Disposable.from(
      registerSpotNotebooks({ ...parts, conversations }),
      registerQuestionLanguage(spot, conversations, log),
    );
  }

  dispose(): void {
    this.registrations.dispose();
  }
}
