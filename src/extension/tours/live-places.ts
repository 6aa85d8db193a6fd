import path from 'node:path';
import * as vscode from 'vscode';
import {
  captureAnchor,
  newStep,
  newTour,
  stepPlaces,
  trackLine,
  withAnchor,
  type Anchor,
  type StepPlace,
} from '../../tour';
import type { PlayableTour } from './played';

/** After this long without an edit, a line that was taken away is looked for. */
const QUIET_MS = 250;

/**
 * Where the steps of a tour are while it is played. Edits of an open document move them; a line that an edit takes away
 * is looked for by its anchor, again after every edit, so that an undo brings it back.
 */
export class LivePlaces implements vscode.Disposable {
  private readonly current: StepPlace[];
  private readonly anchors = new Map<number, Anchor>();
  /** The lines as they were before the next edit. */
  private readonly texts = new Map<number, string>();
  private readonly adrift = new Set<number>();
  private readonly subscriptions: vscode.Disposable[];
  private later: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly played: PlayableTour,
    private readonly onChange: () => void,
    private readonly onError: (error: unknown) => void,
  ) {
    this.current = [...played.places];
    this.subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.remember(document);
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.edited(event);
      }),
    ];
    for (const document of vscode.workspace.textDocuments) this.remember(document);
  }

  get places(): readonly StepPlace[] {
    return this.current;
  }

  dispose(): void {
    clearTimeout(this.later);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Before anything is edited, each step in the document gets an anchor of the line that it is at. */
  private remember(document: vscode.TextDocument): void {
    for (const [at, { file, line, state }] of this.current.entries()) {
      if (file === undefined || line === undefined || state === 'lost' || this.anchors.has(at)) continue;
      if (!this.isIn(at, document) || line >= document.lineCount) continue;
      this.anchors.set(at, captureAnchor(document.getText(), file, line));
    }
    this.readLines(document);
  }

  private readLines(document: vscode.TextDocument): void {
    for (const [at, { line }] of this.current.entries()) {
      if (line !== undefined && line < document.lineCount && this.isIn(at, document))
        this.texts.set(at, document.lineAt(line).text);
    }
  }

  private edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    let isMoved = false;
    for (const [at, place] of this.current.entries()) {
      if (place.line === undefined || !this.isIn(at, document) || this.adrift.has(at)) continue;
      const line = trackLine(place.line, contentChanges, this.texts.get(at));
      if (line === undefined) this.adrift.add(at);
      else if (line !== place.line) {
        this.current[at] = { ...place, line };
        isMoved = true;
      }
    }
    this.readLines(document);
    if (isMoved) this.onChange();
    if ([...this.adrift].some((at) => this.isIn(at, document))) this.searchSoon();
  }

  private searchSoon(): void {
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      this.search().catch(this.onError);
    }, QUIET_MS);
  }

  private async search(): Promise<void> {
    for (const at of this.adrift) {
      const anchor = this.anchors.get(at);
      const before = this.current[at];
      if (anchor === undefined || before === undefined) continue;
      const folders = this.played.folders.filter(({ root }) => root === before.root);
      const [place] = await stepPlaces(newTour('', [withAnchor(newStep({ description: '' }), anchor)]), folders);
      if (place === undefined) continue;
      const found = place.state === 'exact' || place.state === 'moved';
      if (found) this.adrift.delete(at);
      // Where it was before the edits began is what counts as its place: an undo is no move.
      this.current[at] =
        place.state === 'exact' ? ({ ...this.played.places[at], ...withLine(place) } as StepPlace) : place;
    }
    this.onChange();
  }

  private isIn(at: number, document: vscode.TextDocument): boolean {
    const place = this.current[at];
    if (place?.root === undefined || place.file === undefined) return false;
    return document.uri.scheme === 'file' && path.resolve(place.root, place.file) === document.uri.fsPath;
  }
}

const withLine = ({ line }: StepPlace): Partial<StepPlace> => (line === undefined ? {} : { line });
