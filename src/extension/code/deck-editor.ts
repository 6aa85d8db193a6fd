import * as vscode from 'vscode';
import type { DeckLibrary, LoadedDeck } from '../decks/library';
import type { DeckSources } from '../decks/sources';
import { toRange } from '../flashcards/opener';
import type { CardLink } from './links';
import { fileUri, symbolText, targetRange, placeText } from './places';
import type { CodeService } from './service';

const DECKS: vscode.DocumentSelector = [{ language: 'markdown' }, { language: 'plaintext' }];
const HOVER_LINES = 12;

/** Code links in a deck's own text: links to click, F12, and the definition on hover. */
export class DeckLinks
  implements vscode.DocumentLinkProvider, vscode.DefinitionProvider, vscode.HoverProvider, vscode.Disposable
{
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly library: DeckLibrary,
    private readonly sources: DeckSources,
    private readonly code: CodeService,
  ) {
    this.subscriptions = [
      vscode.languages.registerDocumentLinkProvider(DECKS, this),
      vscode.languages.registerDefinitionProvider(DECKS, this),
      vscode.languages.registerHoverProvider(DECKS, this),
    ];
  }

  async provideDocumentLinks(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentLink[]> {
    const deck = await this.deckOf(document);
    if (deck === undefined) return [];
    await this.code.open(deck);
    const links: vscode.DocumentLink[] = [];
    for await (const { links: own, found } of this.code.resolveAll(deck)) {
      if (token.isCancellationRequested) return [];
      for (const [at, link] of own.entries()) {
        const resolved = found[at];
        const [target] = resolved?.targets ?? [];
        // Several places: the definition's peek view shows them all. Plain relative links: the editor's own.
        if (resolved?.state !== 'resolved' || target === undefined) continue;
        if (link.form === 'explicit' && target.symbol === undefined) continue;
        const { start } = targetRange(target);
        const fragment = `L${String(start.line + 1)},${String(start.character + 1)}`;
        const result = new vscode.DocumentLink(toRange(link.range), fileUri(target.file).with({ fragment }));
        result.tooltip = [placeText(target), symbolText(target)].filter((part) => part !== undefined).join(' · ');
        links.push(result);
      }
    }
    return links;
  }

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.DefinitionLink[] | undefined> {
    const link = await this.linkAt(document, position);
    return link?.found.targets.map((target) => ({
      originSelectionRange: toRange(link.link.range),
      targetUri: fileUri(target.file),
      targetRange: wholeRange(target),
      targetSelectionRange: targetRange(target),
    }));
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const link = await this.linkAt(document, position);
    const [target] = link?.found.targets ?? [];
    if (link === undefined || target === undefined) return undefined;
    const shown = await Promise.all(link.found.targets.slice(0, 3).map((each) => preview(each)));
    return new vscode.Hover(shown, toRange(link.link.range));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async deckOf({ uri }: vscode.TextDocument): Promise<LoadedDeck | undefined> {
    if (!this.sources.mayBeDeck(uri)) return undefined;
    await this.library.decks();
    return this.library.get(uri);
  }

  private async linkAt(document: vscode.TextDocument, position: vscode.Position): Promise<CardLink | undefined> {
    const deck = await this.deckOf(document);
    const card = deck?.deck.rounds
      .flatMap(({ cards }) => cards)
      .find(({ range }) => range.start.line <= position.line && position.line <= range.end.line);
    if (deck === undefined || card === undefined) return undefined;
    const links = await this.code.resolve({ deck, card });
    return links.find(({ link }) => toRange(link.range).contains(position));
  }
}

type Target = CardLink['found']['targets'][number];

function wholeRange(target: Target): vscode.Range {
  const { symbol } = target;
  return symbol === undefined ? targetRange(target) : new vscode.Range(symbol.startLine, 0, symbol.endLine + 1, 0);
}

/** Where it is, and its first lines. */
async function preview(target: Target): Promise<vscode.MarkdownString> {
  const text = new vscode.MarkdownString();
  const { start } = targetRange(target);
  const uri = fileUri(target.file).with({ fragment: `L${String(start.line + 1)}` });
  text.appendMarkdown('[');
  text.appendText(placeText(target));
  text.appendMarkdown(`](${uri.toString()})\n`);
  try {
    const document = await vscode.workspace.openTextDocument(fileUri(target.file));
    const first = target.symbol?.startLine ?? target.line;
    const last = Math.min(target.symbol?.endLine ?? document.lineCount, first + HOVER_LINES - 1);
    text.appendCodeblock(document.getText(new vscode.Range(first, 0, last + 1, 0)).trimEnd(), document.languageId);
  } catch {
    // A file that is no text has no first lines to show.
  }
  return text;
}
