import path from 'node:path';
import type { Model, ModelDiagnostic, ModelTable } from '../../model';
import type { EngineError, LoadFailure, LoadRequest, TableSource } from '../../port';
import { wholeFile } from './errors';

/**
 * What the engine is to load for a model; its sources are relative to `folder`. `parameters` take the place of the
 * model's own of the same names.
 */
export function loadRequest(model: Model, folder: string, parameters: LoadRequest['variables'] = {}): LoadRequest {
  const tables = [...model.tables.values()].map((table): TableSource => ({ name: table.key, source: sourceOf(table) }));
  return { folder, tables, variables: { ...Object.fromEntries(model.parameters), ...parameters } };
}

function sourceOf({ source, columns }: ModelTable): TableSource['source'] {
  if (source.type === 'table') return { type: 'table', table: source.name };
  if (source.type === 'sql') return source;
  const types = [...columns.values()].flatMap(({ key, valueType }) =>
    valueType === 'unknown' || valueType === 'text' ? [] : [[key, valueType] as const],
  );
  return types.length === 0 ? source : { ...source, types: Object.fromEntries(types) };
}

/** Where the engine could not load: the lines of data files, or of the tables in the model. */
export function loadDiagnostics(
  model: Model,
  modelFile: string,
  folder: string,
  { message, details }: EngineError,
): ModelDiagnostic[] {
  return [{ message, ...details }, ...(details.more ?? [])].map((failure) =>
    diagnostic(model, modelFile, folder, failure),
  );
}

function diagnostic(
  model: Model,
  modelFile: string,
  folder: string,
  { message, table, file, line }: LoadFailure,
): ModelDiagnostic {
  // Of a file that is missing or cannot be read at all there is no line to open: the mistake is where the model names it.
  if (file !== undefined && line !== undefined) {
    const shown = path.isAbsolute(file) ? path.join(path.dirname(modelFile), path.relative(folder, file)) : file;
    return wholeFile(shown, message, line);
  }
  const span = table === undefined ? undefined : model.tables.get(table)?.span;
  const place = wholeFile(modelFile, message);
  return span ? { ...place, span } : place;
}
