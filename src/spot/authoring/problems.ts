import { loadSuite } from '../evaluation';
import { loadModel, type ModelDiagnostic, type Span } from '../model';
import { loadPolicy } from '../runtime';
import type { SpotText } from './types';

const START: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/**
 * Everything that is wrong with one of a place's YAML files, saved or not. `modelText` is the text of the model beside
 * it; a policy is checked against what is sound in it.
 */
export function problemsIn({ kind, file, text }: SpotText, modelText: string | undefined): readonly ModelDiagnostic[] {
  switch (kind) {
    case 'model':
      return loadModel(text, { path: file }).diagnostics;
    case 'suite':
      return loadSuite(text, { path: file }).diagnostics;
    case 'policy': {
      const { model, draft, diagnostics } = loadModel(modelText ?? '', { path: 'model.yaml' });
      const sound = model ?? draft;
      if (sound) return loadPolicy(text, { path: file, model: sound }).diagnostics;
      const [first] = diagnostics;
      const why = first ? ` Line ${first.span.line}: ${first.message}` : '';
      const message = `The tables and columns of this policy are not checked, because model.yaml cannot be read.${why}`;
      return [{ severity: 'warning', file, span: START, message }];
    }
    default:
      return [];
  }
}
