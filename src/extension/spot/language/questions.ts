import * as vscode from 'vscode';
import type { Editing, SemanticQuery } from '../../../spot';
import { identityIn } from '../service/identities';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';
import { optionsOfCell, settingsOfNotebook, type Conversations } from '../notebook/document';
import { isSpotNotebook, QUESTION_LANGUAGE } from '../notebook/serializer';

/** A question in a document. */
export interface Question {
  readonly text: string;
  /** Where it starts in its document. */
  readonly offset: number;
  /** The questions that it may go on from, oldest first. */
  readonly follow: readonly (string | SemanticQuery)[];
}

/** A document of questions, and what their meaning depends on. */
export interface Questions {
  readonly place: SpotPlace;
  readonly document: vscode.TextDocument;
  readonly questions: readonly Question[];
  /** Who asks, and as of when. */
  readonly asker: Pick<Editing, 'user' | 'tenant' | 'now'>;
}

/** Finds questions: a notebook's cell holds one, a `.spotql` file one on each line. */
export class QuestionFinder {
  constructor(
    private readonly spot: SpotService,
    private readonly conversations: Conversations,
  ) {}

  /** Undefined for a document that holds none, or that asks nowhere. Opens the place; rejects where that fails. */
  async in(document: vscode.TextDocument): Promise<Questions | undefined> {
    const place = await this.placeOf(document);
    return place && this.at(place, document);
  }

  /** The same where it is known already where they are asked. */
  at(place: SpotPlace, document: vscode.TextDocument): Promise<Questions> {
    const cell = cellOf(document);
    return cell ? this.inCell(document, cell, place) : this.inFile(document, place);
  }

  /** Where the questions of a document are asked; opens nothing. */
  async placeOf(document: vscode.TextDocument): Promise<SpotPlace | undefined> {
    if (document.languageId !== QUESTION_LANGUAGE || !vscode.workspace.isTrusted) return undefined;
    const cell = cellOf(document);
    return cell ? this.conversations.placeOf(cell.notebook) : this.spot.finder.around(document.uri);
  }

  private async inCell(document: vscode.TextDocument, cell: vscode.NotebookCell, place: SpotPlace): Promise<Questions> {
    const { settingsOf } = await import('../../../spot');
    const { settings } = settingsOf(optionsOfCell(cell));
    const ofNotebook = settingsOfNotebook(cell.notebook);
    const now = settings.now ?? ofNotebook.now ?? place.live?.today();
    const who = identityIn(settings) ?? (await this.spot.identity(place, identityIn(ofNotebook)));
    const question = { text: document.getText(), offset: 0, follow: this.conversations.memoryOf(cell) };
    return { place, document, questions: [question], asker: { ...who, ...(now === undefined ? {} : { now }) } };
  }

  private async inFile(document: vscode.TextDocument, place: SpotPlace): Promise<Questions> {
    return { place, document, questions: questionsOfLines(document), asker: await this.spot.identity(place) };
  }
}

/** The question at a position. */
export function questionAt({ document, questions }: Questions, position: vscode.Position): Question | undefined {
  const at = document.offsetAt(position);
  return questions.find(({ offset, text }) => at >= offset && at <= offset + text.length);
}

/** A part of a question as a range of its document. */
export function rangeIn({ document }: Questions, { offset }: Question, start: number, end: number): vscode.Range {
  return new vscode.Range(document.positionAt(offset + start), document.positionAt(offset + end));
}

/** One question a line; a line that starts with `--` is a comment; a blank line ends a conversation. */
export function questionsOfLines(document: vscode.TextDocument): Question[] {
  const questions: Question[] = [];
  let before: string[] = [];
  for (let number = 0; number < document.lineCount; number += 1) {
    const { text, range } = document.lineAt(number);
    if (text.trim() === '') before = [];
    if (text.trim() === '' || /^\s*--/.test(text)) continue;
    questions.push({ text, offset: document.offsetAt(range.start), follow: before });
    before = [...before.slice(-9), text];
  }
  return questions;
}

function cellOf(document: vscode.TextDocument): vscode.NotebookCell | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  for (const notebook of vscode.workspace.notebookDocuments) {
    if (!isSpotNotebook(notebook)) continue;
    const found = notebook.getCells().find((cell) => cell.document === document);
    if (found) return found;
  }
  return undefined;
}
