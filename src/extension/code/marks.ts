import * as vscode from 'vscode';
import { plain } from '../rounds/nodes';
import { firstLine, type BackLinks, type CodePlace } from './back-links';

const SETTING = 'greenroom.code.lens';
const MOST_QUESTIONS = 10;

/** In code that cards link to: a lens above the definition, a mark in the gutter, the questions on hover. */
export class CodeMarks implements vscode.CodeLensProvider, vscode.HoverProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly gutter: vscode.TextEditorDecorationType;
  private readonly subscriptions: readonly { dispose(): unknown }[];
  private drawing = 0;

  constructor(
    extensionUri: vscode.Uri,
    private readonly back: BackLinks,
    private readonly onError: (error: unknown) => void,
  ) {
    const icon = (name: string) => ({ gutterIconPath: vscode.Uri.joinPath(extensionUri, 'media', name) });
    this.gutter = vscode.window.createTextEditorDecorationType({
      light: icon('linked-light.svg'),
      dark: icon('linked-dark.svg'),
      gutterIconSize: 'contain',
      overviewRulerColor: new vscode.ThemeColor('charts.blue'),
      overviewRulerLane: vscode.OverviewRulerLane.Left,
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
    const files = { scheme: 'file' };
    this.subscriptions = [
      this.gutter,
      back.onDidChange(() => {
        this.update();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTING)) this.update();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.draw();
      }),
      vscode.languages.registerCodeLensProvider(files, this),
      vscode.languages.registerHoverProvider(files, this),
    ];
    this.draw();
  }

  async provideCodeLenses({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!isOn(uri)) return [];
    const places = await this.back.inFile(uri);
    return places.flatMap((place) => {
      const line = firstLine(place);
      const range = new vscode.Range(line, 0, line, 0);
      const here = [uri.toString(), place.line];
      return [
        new vscode.CodeLens(range, {
          title: lensText(place),
          tooltip: place.cards.map(({ card }) => plain(card.question)).join('\n'),
          command: 'greenroom.code.showCards',
          arguments: here,
        }),
        new vscode.CodeLens(range, {
          title: vscode.l10n.t('$(milestone) Tour'),
          tooltip: vscode.l10n.t('Walk through the code of the card, from here on'),
          command: 'greenroom.code.tour',
          arguments: here,
        }),
      ];
    });
  }

  async provideHover({ uri }: vscode.TextDocument, { line }: vscode.Position): Promise<vscode.Hover | undefined> {
    if (!isOn(uri)) return undefined;
    const places = (await this.back.inFile(uri)).filter((place) => place.line === line);
    if (places.length === 0) return undefined;
    return new vscode.Hover(places.map((place) => questions(uri, place)));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  private update(): void {
    this.changed.fire();
    this.draw();
  }

  private draw(): void {
    this.drawNow().catch(this.onError);
  }

  private async drawNow(): Promise<void> {
    this.drawing += 1;
    const number = this.drawing;
    for (const editor of vscode.window.visibleTextEditors) {
      const { uri } = editor.document;
      if (uri.scheme !== 'file') continue;
      const places = isOn(uri) ? await this.back.inFile(uri) : [];
      // A later call draws what is true by then.
      if (number !== this.drawing) return;
      const lines = [...new Set(places.map(({ line }) => line))];
      editor.setDecorations(
        this.gutter,
        lines.map((line) => new vscode.Range(line, 0, line, 0)),
      );
    }
  }
}

const isOn = (uri: vscode.Uri): boolean => vscode.workspace.getConfiguration('greenroom', uri).get('code.lens', true);

function lensText({ cards, wholeFile }: CodePlace): string {
  if (wholeFile) {
    return cards.length === 1
      ? vscode.l10n.t('$(book) 1 card on this file')
      : vscode.l10n.t('$(book) {0} cards on this file', cards.length);
  }
  return cards.length === 1 ? vscode.l10n.t('$(book) 1 card') : vscode.l10n.t('$(book) {0} cards', cards.length);
}

/** The questions as links to their cards. They are somebody's text: nothing in it is Markdown here. */
function questions(uri: vscode.Uri, place: CodePlace): vscode.MarkdownString {
  const text = new vscode.MarkdownString(undefined, true);
  text.isTrusted = { enabledCommands: ['greenroom.code.showCards'] };
  const shown = place.cards.slice(0, MOST_QUESTIONS);
  for (const [number, { card }] of shown.entries()) {
    const args = encodeURIComponent(JSON.stringify([uri.toString(), place.line, number]));
    text.appendMarkdown('$(book) [');
    text.appendText(plain(card.question));
    text.appendMarkdown(`](command:greenroom.code.showCards?${args})  \n`);
  }
  const left = place.cards.length - shown.length;
  if (left > 0) text.appendText(vscode.l10n.t('and {0} more', left));
  return text;
}
