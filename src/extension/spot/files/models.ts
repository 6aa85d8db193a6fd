import type { Model } from '../../../spot';
import type { SpotFile } from './place-files';

/** Models as they are being written. One whose text is no YAML for a moment is what it was before. */
export class Models {
  private readonly last = new Map<string, { readonly text: string; readonly model: Model | undefined }>();

  async of({ model: uri, modelText }: Pick<SpotFile, 'model' | 'modelText'>): Promise<Model | undefined> {
    const key = uri.toString();
    const known = this.last.get(key);
    if (known?.text === modelText) return known.model;
    const { loadModel } = await import('../../../spot');
    const { model, draft } = loadModel(modelText, { path: uri.fsPath });
    const found = model ?? draft ?? this.last.get(key)?.model;
    this.last.set(key, { text: modelText, model: found });
    return found;
  }
}
