import path from 'node:path';
import * as vscode from 'vscode';
import type { Anchor, Tour } from '../../tour';
import type { PlayableTour } from './played';
import type { TourService } from './service';

/** Changes of saved tours. Each writes the file, and shows what was changed. */
export class TourEditing {
  /** One change at a time: the next one starts from what this one wrote. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly tours: TourService) {}

  /** A generated tour becomes a file; one that is a file already stays where it is. */
  async save(): Promise<PlayableTour | undefined> {
    const { current } = this.tours;
    if (current === undefined || current.played.file !== undefined) return current?.played;
    const { played, at } = current;
    const uri = await (await this.tours.library()).placeFor(played.tour.title, played.deck);
    await (await this.tours.library()).write(uri, await anchored(played));
    const saved = await this.reopen(uri, played);
    await this.tours.play(saved, at);
    const open = vscode.l10n.t('Open File');
    void vscode.window
      .showInformationMessage(vscode.l10n.t('The tour is saved as {0}.', vscode.workspace.asRelativePath(uri)), open)
      .then((chosen) => (chosen === open ? vscode.window.showTextDocument(uri) : undefined));
    return saved;
  }

  async setText(description: string): Promise<void> {
    const { replaceStep, withDescription } = await import('../../tour');
    await this.change((tour, at) => {
      const step = tour.steps[at];
      return step === undefined ? tour : replaceStep(tour, at, withDescription(step, description));
    });
  }

  /** The step is at the cursor's line from now on. */
  async reanchor(): Promise<void> {
    const { replaceStep, withAnchor } = await import('../../tour');
    const anchor = await this.anchorAtCursor();
    await this.change((tour, at) => {
      const step = tour.steps[at];
      return step === undefined ? tour : replaceStep(tour, at, withAnchor(step, anchor));
    });
  }

  async remove(): Promise<void> {
    const { removeStep } = await import('../../tour');
    await this.change((tour, at) => removeStep(tour, at));
  }

  /** @param by how many places: -1 is earlier */
  async move(by: number): Promise<void> {
    const { moveStep } = await import('../../tour');
    const at = this.tours.current?.at ?? 0;
    const count = this.tours.current?.played.tour.steps.length ?? 0;
    const to = at + by;
    if (to < 0 || to >= count) return;
    await this.change((tour) => moveStep(tour, at, to), to);
  }

  /** Adds the cursor's line as the last step of a tour, or after the step that is shown. @param uri undefined for a new one */
  async addLine(uri: vscode.Uri | undefined, title: string, description: string): Promise<vscode.Uri> {
    const { addStep, newStep, newTour, withAnchor } = await import('../../tour');
    const step = withAnchor(newStep({ description }), await this.anchorAtCursor());
    const { current } = this.tours;
    const library = await this.tours.library();
    const file = uri ?? (await library.placeFor(title, undefined));
    const tour = uri === undefined ? newTour(title) : await library.read(uri);
    const isPlayed = current?.played.file?.toString() === file.toString();
    const at = isPlayed ? current.at + 1 : tour.steps.length;
    await library.write(file, addStep(tour, step, at));
    if (isPlayed) await this.tours.player?.replace(await this.reopen(file, current.played), at);
    return file;
  }

  private change(edit: (tour: Tour, at: number) => Tour, showAt?: number): Promise<void> {
    const turn = this.last.then(() => this.changeNow(edit, showAt));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async changeNow(edit: (tour: Tour, at: number) => Tour, showAt?: number): Promise<void> {
    const played = await this.save();
    const { current, player } = this.tours;
    const library = await this.tours.library();
    if (played?.file === undefined || current === undefined) return;
    // The file counts: somebody may have edited it by hand.
    await library.write(played.file, edit(await library.read(played.file), current.at));
    await player?.replace(await this.reopen(played.file, played), showAt ?? current.at);
  }

  private async reopen(uri: vscode.Uri, { card, deck }: PlayableTour): Promise<PlayableTour> {
    const opened = await (await this.tours.library()).open(uri, deck);
    return card === undefined ? opened : { ...opened, card };
  }

  private async anchorAtCursor(): Promise<Anchor> {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.uri.scheme !== 'file')
      throw new Error(vscode.l10n.t('Put the cursor on a line of code first.'));
    const { document, selection } = editor;
    const place = await (await this.tours.library()).placeOf(document.uri);
    if (place === undefined)
      throw new Error(vscode.l10n.t('{0} is neither in the workspace nor in a prototype folder.', document.uri.fsPath));
    const { captureAnchor, headCommit } = await import('../../tour');
    const commit = await headCommit(place.root);
    return captureAnchor(document.getText(), place.file, selection.active.line, commit === undefined ? {} : { commit });
  }
}

/** The steps of a generated tour know where they are only as long as nothing is edited; a saved one has anchors. */
async function anchored({ tour, places }: PlayableTour): Promise<Tour> {
  const { captureAnchor, headCommit, withAnchor } = await import('../../tour');
  const commits = new Map<string, string | undefined>();
  const steps = [];
  for (const [at, step] of tour.steps.entries()) {
    const { root, file, line } = places[at] ?? {};
    if (root === undefined || file === undefined || line === undefined) {
      steps.push(step);
      continue;
    }
    if (!commits.has(root)) commits.set(root, await headCommit(root));
    const commit = commits.get(root);
    const document = await vscode.workspace.openTextDocument(path.resolve(root, file));
    const anchor = captureAnchor(document.getText(), file, line, commit === undefined ? {} : { commit });
    steps.push(withAnchor(step, anchor));
  }
  return { ...tour, steps };
}
