import path from 'node:path';
import * as vscode from 'vscode';
import type { IndexedCard } from '../cards/card-index';
import type { CodeService } from '../code/service';
import type { DeckLibrary } from '../decks/library';
import type { TourLibrary } from './library';
import type { PlayableTour } from './played';
import type { CurrentStep, Stage, TourPlayer } from './player';

/** Tours of this window. What plays them is loaded with the first tour. */
export class TourService implements vscode.Disposable {
  private known: TourLibrary | undefined;
  private loaded: TourPlayer | undefined;

  constructor(
    private readonly decks: DeckLibrary,
    private readonly code: CodeService,
    private readonly stage: Stage,
    private readonly log: vscode.LogOutputChannel,
    private readonly onError: (error: unknown) => void,
  ) {
    void vscode.commands.executeCommand('setContext', 'greenroom.touring', false);
  }

  async library(): Promise<TourLibrary> {
    const { TourLibrary } = await import('./library');
    return (this.known ??= new TourLibrary(this.decks, this.code, this.log));
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

  /** @param start the step to begin with, by its place; the first one unless told */
  async playCard(card: IndexedCard, start?: vscode.Location): Promise<void> {
    const tour = await (await this.library()).ofCard(card);
    if (tour === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Greenroom: this card names no code, so there is nothing to walk through.'),
      );
    } else await this.play(tour, start === undefined ? 0 : stepAt(tour, start));
  }

  async playFile(uri: vscode.Uri): Promise<void> {
    const tour = await (await this.library()).open(uri);
    if (tour.tour.steps.length > 0) await this.play(tour);
    else
      void vscode.window.showInformationMessage(vscode.l10n.t('Greenroom: “{0}” has no steps yet.', tour.tour.title));
  }

  dispose(): void {
    this.loaded?.dispose();
    this.loaded = undefined;
  }
}

/** The step at a place, from 0; the first one where the tour does not come by. */
function stepAt({ places }: PlayableTour, { uri, range }: vscode.Location): number {
  const at = places.findIndex(
    ({ root, file, line }) =>
      root !== undefined &&
      file !== undefined &&
      vscode.Uri.file(path.resolve(root, file)).fsPath === uri.fsPath &&
      (line ?? 0) === range.start.line,
  );
  return Math.max(0, at);
}
