import * as vscode from 'vscode';
import type { NotebookSettings, SemanticQuery } from '../../../spot';
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
    const settings = settingsOfNotebook(notebook);
    const chosen = settings.model === undefined ? this.chosen.get(notebook) : undefined;
    return chosen ?? this.placeAt(notebook.isUntitled ? undefined : notebook.uri, settings);
  }

  /** The same before there is a notebook: for one that is read from a file, or from none yet. */
  async placeAt(uri: vscode.Uri | undefined, { model }: NotebookSettings): Promise<SpotPlace | undefined> {
    const { finder } = this.spot;
    if (model !== undefined) {
      const place = await finder.named(model, uri && vscode.Uri.joinPath(uri, '..'));
      if (place) return place;
      throw new Error(
        vscode.l10n.t(
          'The notebook asks at {0}, and there is no such model. Change the line “model:” at the top of its text.',
          model,
        ),
      );
    }
    return uri && finder.around(uri);
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
