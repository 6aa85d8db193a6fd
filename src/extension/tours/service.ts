import * as vscode from 'vscode';
import type { IndexedCard } from '../cards/card-index';
import type { CodeService } from '../code/service';
import type { DeckLibrary } from '../decks/library';
import { TourLibrary } from './library';
import type { PlayableTour } from './played';
import type { CurrentStep, Stage, TourPlayer } from './player';

/** Tours of this window. What plays them is loaded with the first tour. */
export class TourService implements vscode.Disposable {
  readonly library: TourLibrary;
  private loaded: TourPlayer | undefined;

  constructor(
    decks: DeckLibrary,
    code: CodeService,
    private readonly stage: Stage,
    log: vscode.LogOutputChannel,
    private readonly onError: (error: unknown) => void,
  ) {
    this.library = new TourLibrary(decks, code, log);
    void vscode.commands.executeCommand('setContext', 'greenroom.touring', false);
  }

  /** Undefined before the first tour. */
  get player(): TourPlayer | undefined {
    return this.loaded;
  }

  get current(): CurrentStep | undefined {
    return this.loaded?.current;
  }

  async play(tour: PlayableTour, at = 0): Promise<void> {
    const { TourPlayer } = await import('./player');
    this.loaded ??= new TourPlayer(this.stage, this.onError);
    await this.loaded.play(tour, at);
  }

  async playCard(card: IndexedCard): Promise<void> {
    const tour = await this.library.ofCard(card);
    if (tour === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Greenroom: this card names no code, so there is nothing to walk through.'),
      );
    } else await this.play(tour);
  }

  async playFile(uri: vscode.Uri): Promise<void> {
    const tour = await this.library.open(uri);
    if (tour.tour.steps.length > 0) await this.play(tour);
    else
      void vscode.window.showInformationMessage(vscode.l10n.t('Greenroom: “{0}” has no steps yet.', tour.tour.title));
  }

  dispose(): void {
    this.loaded?.dispose();
    this.loaded = undefined;
  }
}
