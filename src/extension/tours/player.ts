import path from 'node:path';
import * as vscode from 'vscode';
import { stepOffers, type StepOffer, type StepPlace, type TourStep } from '../../tour';
import { exists } from '../uris';
import { LivePlaces } from './live-places';
import type { PlayableTour } from './played';
import { TourPages } from './pages';
import { stepBody, stepLabel } from './step-text';

const CONTROLLER = 'greenroom.tour';
const TOURING = 'greenroom.touring';

/** Where the player shows code, and what it returns to. */
export interface Stage {
  /** The column for code; undefined for the active one. */
  column(): vscode.ViewColumn | undefined;
  /** At the end of a card's tour. */
  returnTo(tour: PlayableTour): Promise<void>;
}

/** What is on the screen. */
export interface CurrentStep {
  readonly played: PlayableTour;
  readonly step: TourStep;
  readonly place: StepPlace;
  /** From 0. */
  readonly at: number;
}

/** Plays one tour at a time: the step's text as a comment at its line, and where in the tour one is. */
export class TourPlayer implements vscode.Disposable {
  private readonly comments = vscode.comments.createCommentController(CONTROLLER, vscode.l10n.t('Greenroom Tour'));
  private readonly status = vscode.window.createStatusBarItem(CONTROLLER, vscode.StatusBarAlignment.Left, 50);
  private readonly pages = new TourPages();
  private thread: vscode.CommentThread | undefined;
  private played: PlayableTour | undefined;
  private live: LivePlaces | undefined;
  private at = 0;
  private showing: Promise<void> = Promise.resolve();

  constructor(
    private readonly stage: Stage,
    private readonly onError: (error: unknown) => void,
  ) {
    this.status.name = vscode.l10n.t('Greenroom Tour');
    this.status.command = 'greenroom.tour.goTo';
  }

  get current(): CurrentStep | undefined {
    const { played, at, live } = this;
    const step = played?.tour.steps[at];
    const place = live?.places[at];
    return played === undefined || step === undefined || place === undefined ? undefined : { played, step, place, at };
  }

  async play(played: PlayableTour, at = 0): Promise<void> {
    this.stop();
    this.played = played;
    this.live = new LivePlaces(
      played,
      () => {
        this.moved().catch(this.onError);
      },
      this.onError,
    );
    this.at = Math.min(at, played.tour.steps.length - 1);
    await vscode.commands.executeCommand('setContext', TOURING, true);
    await this.show();
  }

  /** The same step of a tour that was changed. */
  async replace(played: PlayableTour, at = this.at): Promise<void> {
    if (played.tour.steps.length === 0) await this.finish();
    else await this.play(played, at);
  }

  /** On to the next step; from the last one, the end. */
  async next(): Promise<void> {
    if (this.played === undefined) return;
    if (this.at + 1 >= this.played.tour.steps.length) await this.finish();
    else await this.goTo(this.at + 1);
  }

  async previous(): Promise<void> {
    if (this.at > 0) await this.goTo(this.at - 1);
  }

  async goTo(at: number): Promise<void> {
    const steps = this.played?.tour.steps ?? [];
    if (steps[at] === undefined) return;
    this.at = at;
    await this.show();
  }

  /** Ends the tour, and goes back to the card that it began at. */
  async finish(): Promise<void> {
    const { played } = this;
    this.stop();
    // A step that is still on its way would take the focus from the card.
    await this.showing.catch(() => undefined);
    if (played !== undefined) await this.stage.returnTo(played);
  }

  /** Puts the step's note into the editor that shows it, or takes it out again. */
  startEditing(): void {
    const { thread, current } = this;
    const [comment] = thread?.comments ?? [];
    if (thread === undefined || comment === undefined || current === undefined) return;
    thread.comments = [{ ...comment, body: current.step.description, mode: vscode.CommentMode.Editing }];
  }

  stopEditing(): void {
    this.draw();
  }

  dispose(): void {
    this.stop();
    this.comments.dispose();
    this.status.dispose();
    this.pages.dispose();
  }

  private stop(): void {
    this.live?.dispose();
    this.live = undefined;
    this.played = undefined;
    this.thread?.dispose();
    this.thread = undefined;
    this.status.hide();
    void vscode.commands.executeCommand('setContext', TOURING, false);
  }

  /** One after the other: whoever presses keys fast ends at the last step asked for. */
  private show(): Promise<void> {
    const wanted = this.at;
    this.showing = this.showing
      .catch(() => undefined)
      .then(async () => {
        if (wanted === this.at && this.played !== undefined) await this.showNow();
      });
    return this.showing;
  }

  private async showNow(): Promise<void> {
    const { current } = this;
    if (current === undefined) return;
    const { step, place, played } = current;
    this.thread?.dispose();
    this.thread = undefined;
    const uri = await this.uriOf(current);
    const line = uri.scheme === TourPages.scheme ? 0 : (place.line ?? 0);
    const column = this.stage.column();
    if (this.played !== played) return;
    const editor = await vscode.window.showTextDocument(uri, {
      ...(column === undefined ? {} : { viewColumn: column }),
      preview: true,
    });
    if (this.played !== played) return;
    const range = new vscode.Range(line, 0, line, 0);
    editor.selection = selectionOf(step, place, editor.document) ?? new vscode.Selection(range.start, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenter);
    this.thread = this.comments.createCommentThread(uri, range, []);
    this.thread.canReply = false;
    // Nothing is left to be answered here: the Comments view need not come up.
    this.thread.state = vscode.CommentThreadState.Resolved;
    this.draw();
    if (place.state === 'elsewhere') await openElsewhere(step, played);
  }

  /** Writes the thread and the status item anew, where the step is now. */
  private draw(): void {
    const { thread, current } = this;
    if (thread === undefined || current === undefined) return;
    const { step, place, at, played } = current;
    const offers = stepOffers(step);
    thread.label = stepLabel(step, at, played.tour.steps.length);
    thread.contextValue = contextOf(current, offers);
    thread.comments = [
      {
        body: stepBody(step, place),
        mode: vscode.CommentMode.Preview,
        author: { name: played.tour.title },
        contextValue: contextOf(current, offers),
      },
    ];
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    const count = played.tour.steps.length;
    this.status.text = `$(milestone) ${vscode.l10n.t('Tour {0} of {1}', at + 1, count)}`;
    this.status.tooltip = `${played.tour.title}\n${stepLabel(step, at, count)}`;
    this.status.accessibilityInformation = {
      label: `${vscode.l10n.t('Tour {0} of {1}', at + 1, count)}, ${played.tour.title}`,
    };
    this.status.show();
  }

  /** The code of the current step was edited. */
  private async moved(): Promise<void> {
    const { current, thread } = this;
    if (current === undefined || thread === undefined) return;
    const line = current.place.line ?? 0;
    if (thread.uri.toString() !== (await this.uriOf(current)).toString()) await this.show();
    else {
      thread.range = new vscode.Range(line, 0, line, 0);
      this.draw();
    }
  }

  /** The step's file; a page of its own for a step that has none, or none any more. */
  private async uriOf({ step, place, played, at }: CurrentStep): Promise<vscode.Uri> {
    if (place.root !== undefined && place.file !== undefined) {
      const uri = vscode.Uri.file(path.resolve(place.root, place.file));
      if (await isFile(uri)) return uri;
    }
    return this.pages.page(played.tour, step, at);
  }
}

/** Nobody has to say where these steps belong. */
const CERTAIN: ReadonlySet<StepPlace['state']> = new Set(['exact', 'file', 'text']);

/** Words that the menus of the thread look for. */
function contextOf({ played, place, at }: CurrentStep, offers: readonly StepOffer[]): string {
  return [
    'step',
    ...(played.file === undefined ? ['generated'] : ['saved']),
    ...(CERTAIN.has(place.state) ? [] : ['unsure']),
    ...(offers.length > 0 ? ['runs'] : []),
    ...(at === 0 ? ['first'] : []),
  ].join(' ');
}

function selectionOf(
  { selection }: TourStep,
  { line, state }: StepPlace,
  document: vscode.TextDocument,
): vscode.Selection | undefined {
  if (selection === undefined || line === undefined || state === 'lost') return undefined;
  const { start, end } = selection;
  const shift = line - (start.line - 1);
  const range = new vscode.Range(line, start.character - 1, Math.max(line, end.line - 1 + shift), end.character - 1);
  const { start: from, end: to } = document.validateRange(range);
  return new vscode.Selection(from, to);
}

async function openElsewhere({ directory, uri, view }: TourStep, { folders }: PlayableTour): Promise<void> {
  if (directory !== undefined) {
    for (const { root } of folders) {
      const folder = vscode.Uri.file(path.resolve(root, directory));
      if (!isInside(root, folder.fsPath) || !(await exists(folder))) continue;
      await vscode.commands.executeCommand('revealInExplorer', folder);
      return;
    }
  } else if (uri !== undefined && /^(https?|mailto):/i.test(uri))
    await vscode.env.openExternal(vscode.Uri.parse(uri, true));
  else if (view !== undefined && /^[\w.:-]+$/.test(view) && !view.includes(':')) {
    // A view that is not there, or is called otherwise in this version, is no reason to stop.
    await vscode.commands.executeCommand(`${view}.focus`).then(undefined, () => undefined);
  }
}

const isInside = (root: string, file: string): boolean => {
  const relative = path.relative(root, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
};

async function isFile(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & vscode.FileType.Directory) === 0,
    () => false,
  );
}
