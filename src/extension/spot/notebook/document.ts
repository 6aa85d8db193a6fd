import * as vscode from 'vscode';
import type { SemanticQuery } from '../../../spot';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';
import { QUESTION_LANGUAGE, type CellMetadata, type NotebookMetadata } from './serializer';

export const settingsOfNotebook = ({ metadata }: vscode.NotebookDocument): NotebookMetadata['settings'] =>
  (metadata as Partial<NotebookMetadata>).settings ?? {};

export const optionsOfCell = ({ metadata }: vscode.NotebookCell): string => (metadata as CellMetadata).options ?? '';

/** Questions that a cell's memory holds, at most. */
const MEMORY = 10;

/** Which places notebooks ask at, and what their cells were last taken for. */
export class Conversations {
  private readonly chosen = new WeakMap<vscode.NotebookDocument, SpotPlace>();
  private readonly meanings = new WeakMap<vscode.NotebookCell, { readonly query: SemanticQuery } | 'none'>();

  constructor(private readonly spot: SpotService) {}

  /** Where a notebook asks: as it says itself, else where it lies; undefined where the user must choose. */
  async placeOf(notebook: vscode.NotebookDocument): Promise<SpotPlace | undefined> {
    const { model } = settingsOfNotebook(notebook);
    const { finder } = this.spot;
    if (model !== undefined) {
      const folder = notebook.isUntitled ? undefined : vscode.Uri.joinPath(notebook.uri, '..');
      const place = await finder.named(model, folder);
      if (place) return place;
      throw new Error(
        vscode.l10n.t(
          'The notebook asks at {0}, and there is no such model. Change the line “model:” at the top of its text.',
          model,
        ),
      );
    }
    return this.chosen.get(notebook) ?? (notebook.isUntitled ? undefined : finder.around(notebook.uri));
  }

  choose(notebook: vscode.NotebookDocument, place: SpotPlace): void {
    this.chosen.set(notebook, place);
  }

  /** What a cell meant when it was answered; nothing when it was not. */
  remember(cell: vscode.NotebookCell, query: SemanticQuery | undefined): void {
    this.meanings.set(cell, query ? { query } : 'none');
  }

  /**
   * What a follow-up goes on from, oldest first: the questions above. One that was not asked yet counts as it stands, so
   * that a single cell can be run; one that was refused does not count.
   */
  memoryOf(cell: vscode.NotebookCell): (string | SemanticQuery)[] {
    return cell.notebook
      .getCells()
      .slice(0, cell.index)
      .flatMap((above): (string | SemanticQuery)[] => {
        if (above.kind !== vscode.NotebookCellKind.Code || above.document.languageId !== QUESTION_LANGUAGE) return [];
        const meaning = this.meanings.get(above);
        if (meaning === 'none') return [];
        return [meaning ? meaning.query : above.document.getText()];
      })
      .slice(-MEMORY);
  }
}
