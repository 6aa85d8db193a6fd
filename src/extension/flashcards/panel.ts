import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import {
  Answerer,
  type CardAction,
  type FlashcardEvents,
  type FlashcardRequests,
  type SpotResultRequests,
  type StudyView,
} from '../../protocol';
import type { IndexedCard } from '../cards/card-index';
import { followText, pickCode } from '../code/follow';
import type { Showing } from '../code/places';
import { reportError } from '../commands';
import { plain } from '../rounds/nodes';
import { CardProofs, ProofOutcomes, resultHandlers, type Answers, type SpotService } from '../spot';
import { FlashcardController, type StudyParts, type StudyRequest } from './controller';
import { flashcardStrings } from './strings';
import type { CardOpener } from './opener';

const VIEW_TYPE = 'greenroom.flashcards';
const { Two, Three, Four, Five, Six, Seven, Eight, Nine } = vscode.ViewColumn;
const COLUMNS = [Two, Three, Four, Five, Six, Seven, Eight, Nine] as const;

/** The flashcard panel: one per window, restored after a reload in the state that it was in. */
export class FlashcardPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private controller: Promise<FlashcardController> | undefined;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly proofs: CardProofs;
  /** What came of the proofs that were run here. */
  readonly outcomes = new ProofOutcomes();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly parts: StudyParts,
    private readonly opener: CardOpener,
    private readonly spot: SpotService,
    private readonly answers: Answers,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.proofs = new CardProofs(spot, answers, extensionUri, log, this.outcomes, (view) => {
      this.send('proofs', view);
    });
    this.subscriptions.push(vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this));
  }

  /** Starts a session and shows it, in the panel that is open or in a new one. */
  async open(request: StudyRequest): Promise<void> {
    const controller = FlashcardController.start(this.parts, request);
    if (this.panel === undefined) {
      const panel = vscode.window.createWebviewPanel(VIEW_TYPE, 'Greenroom', { viewColumn: vscode.ViewColumn.Active });
      this.attach(panel, controller);
    } else {
      if (!this.panel.visible) this.panel.reveal(undefined, false);
      await this.replace(controller);
      const started = await controller;
      // The page stays: another turn makes it start over. It is drawn before the editor moves its focus.
      this.send('view', this.shown(started, started.view()));
      this.panel.reveal(undefined, false);
    }
    await controller;
  }

  /** Opens a card, unless it is the one in front of the user, and runs its proofs. A covered answer stays covered. */
  async prove(card: IndexedCard): Promise<void> {
    const { uid } = card.study;
    if ((await this.controller)?.current?.study.uid === uid) this.focus();
    else await this.open({ title: plain(card.card.question), scope: { type: 'card', uid }, mode: 'study' });
    const turn = (await this.controller)?.view().card?.turn;
    if (turn !== undefined) this.proofs.start(card, turn);
  }

  /** The card in front of the user, while the panel can be seen. */
  async current(): Promise<IndexedCard | undefined> {
    return this.panel?.visible === true ? (await this.controller)?.current : undefined;
  }

  /** Goes back to the card, wherever the focus is; nothing happens when the panel was closed. */
  focus(): void {
    this.panel?.reveal(undefined, false);
  }

  /** Where code goes that is opened from a card: beside the panel, wherever the focus is. */
  get codeColumn(): vscode.ViewColumn | undefined {
    if (this.panel?.visible !== true) return undefined;
    const { viewColumn } = this.panel;
    return COLUMNS.find((column) => viewColumn !== undefined && column > viewColumn) ?? vscode.ViewColumn.Beside;
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const saved = typeof state === 'object' && state !== null && 'restore' in state ? state.restore : undefined;
    const controller = FlashcardController.restore(this.parts, saved).then(
      (restored) => restored ?? FlashcardController.start(this.parts, allDue()),
    );
    this.attach(panel, controller);
    await controller;
  }

  dispose(): void {
    this.proofs.dispose();
    this.outcomes.dispose();
    this.panel?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private attach(panel: vscode.WebviewPanel, controller: Promise<FlashcardController>): void {
    this.panel?.dispose();
    this.panel = panel;
    const icon = (name: string) => vscode.Uri.joinPath(this.extensionUri, 'media', name);
    panel.iconPath = { light: icon('tab-light.svg'), dark: icon('tab-dark.svg') };
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview')],
    };
    const answerer = this.answerer(panel);
    const received = panel.webview.onDidReceiveMessage((message: unknown) => void answerer.receive(message));
    panel.onDidDispose(() => {
      received.dispose();
      if (this.panel === panel) {
        this.panel = undefined;
        void this.replace(undefined);
      }
    });
    void this.replace(controller);
    this.send = (name, payload) => {
      answerer.send(name, payload);
    };
    panel.webview.html = this.html(panel.webview);
  }

  private send: <K extends keyof FlashcardEvents>(name: K, payload: FlashcardEvents[K]) => void = () => undefined;

  private async replace(next: Promise<FlashcardController> | undefined): Promise<void> {
    const before = this.controller;
    this.controller = next;
    // One that could not start has told whoever asked for it.
    (await before?.catch(() => undefined))?.dispose();
    const controller = await next;
    if (controller === undefined || this.controller !== next) return;
    controller.onDidChange((view) => {
      this.send('view', this.shown(controller, view));
    });
  }

  /** Every view that leaves also saves what a reload needs. */
  private shown(controller: FlashcardController, view: StudyView): StudyView {
    this.send('state', controller.save());
    this.proofs.follow(view.card?.turn);
    if (this.panel !== undefined)
      this.panel.title =
        view.session.mode === 'cram' ? vscode.l10n.t('Cram: {0}', view.session.title) : view.session.title;
    return view;
  }

  private answerer(panel: vscode.WebviewPanel): Answerer<FlashcardRequests & SpotResultRequests, FlashcardEvents> {
    const withController = async (
      work: (controller: FlashcardController) => StudyView | Promise<StudyView>,
    ): Promise<StudyView> => {
      if (this.controller === undefined)
        throw new Error(vscode.l10n.t('This session has ended. Start another one from the Rounds view.'));
      const controller = await this.controller;
      return this.shown(controller, await work(controller));
    };
    return new Answerer<FlashcardRequests & SpotResultRequests, FlashcardEvents>(
      (message) => void panel.webview.postMessage(message),
      {
        ...resultHandlers(this.spot, this.answers, (error) => {
          reportError(error, this.log);
        }),
        ready: async () => {
          const view = await withController((controller) => controller.view());
          // What was proved before the page was made anew.
          const proved = this.proofs.of(view.card?.turn);
          if (proved) this.send('proofs', proved);
          return { strings: flashcardStrings(), view };
        },
        reveal: (params) => withController((controller) => controller.reveal(params, params.all)),
        compare: (params) => withController((controller) => controller.heard(params)),
        tick: ({ turn, id, on }) => withController((controller) => controller.tick(turn, id, on)),
        rate: (params) => withController((controller) => this.rate(controller, params)),
        act: ({ turn, action }) => withController((controller) => this.act(controller, turn, action)),
        finished: ({ action }) =>
          withController(async (controller) => {
            if (action === 'close') panel.dispose();
            // Its deck shows here as soon as it is written.
            if (action === 'new-deck') void vscode.commands.executeCommand('greenroom.newDeck');
            if (action === 'more-new') return controller.moreNew();
            const next = controller.followUp(action);
            if (next === undefined) return controller.view();
            const started = FlashcardController.start(this.parts, next);
            await this.replace(started);
            return (await started).view();
          }),
        openCode: async ({ text, focus }) => {
          const card = (await this.controller)?.current;
          if (card !== undefined) await followText(this.parts.code, card, text, this.showing(focus));
          // A list that was chosen from took the focus.
          if (!focus) this.focus();
          return null;
        },
        openLink: async ({ href }) => {
          await this.opener.openLink(href);
          return null;
        },
      },
      (request, error) => {
        this.log.error(`${request}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      },
    );
  }

  private async rate(controller: FlashcardController, params: FlashcardRequests['rate']['params']): Promise<StudyView> {
    const card = controller.current;
    const view = await controller.rate(params, params.rating);
    // The next card does not wait for this one's code to be read.
    if (card !== undefined && controller.mode === 'study') this.reviewed(card);
    return view;
  }

  private reviewed(card: IndexedCard): void {
    this.parts.reviews.reviewed(card).catch((error: unknown) => {
      reportError(error, this.log);
    });
  }

  private async act(controller: FlashcardController, turn: string, action: CardAction): Promise<StudyView> {
    const card = controller.current;
    if (action === 'edit') {
      if (card !== undefined) await this.opener.openSource(card);
      return controller.view();
    }
    if (action === 'code') {
      if (card !== undefined) await pickCode(this.parts.code, card, this.showing(true));
      return controller.view();
    }
    if (action === 'changed') {
      if (card !== undefined) {
        await pickCode(this.parts.code, card, this.showing(false), this.parts.reviews.changedOf(card));
        this.focus();
      }
      return controller.view();
    }
    if (action === 'tour') {
      // The page goes on at once; what goes wrong is said by the command.
      if (card !== undefined) void vscode.commands.executeCommand('greenroom.tour.play', { type: 'card', card });
      return controller.view();
    }
    if (action === 'run') {
      if (card !== undefined) this.proofs.toggle(card, turn);
      return controller.view();
    }
    return controller.act(turn, action);
  }

  private showing(focus: boolean): Showing {
    return { focus, column: this.codeColumn };
  }

  private html(webview: vscode.Webview): string {
    const file = (name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview', name)).toString();
    const nonce = randomBytes(18).toString('base64url');
    const policy = [
      "default-src 'none'",
      `style-src ${webview.cspSource}`,
      `font-src ${webview.cspSource}`,
      `img-src ${webview.cspSource}`,
      // What the panel's own script loads later may run too.
      `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    ].join('; ');
    return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${file('codicon.css')}">
<link rel="stylesheet" href="${file('flashcards.css')}">
<title>Greenroom</title>
</head>
<body>
<main id="app"><div class="working" role="progressbar" aria-label="Greenroom"></div></main>
<script nonce="${nonce}" src="${file('flashcards.js')}"></script>
</body>
</html>`;
  }
}

export const allDue = (): StudyRequest => ({
  title: vscode.l10n.t('All due cards'),
  scope: { type: 'all' },
  mode: 'study',
});
