import path from 'node:path';
import type { AuditEntry, LoadProgress, Sandbox } from '../../../spot';
import { SpotFailure } from './failure';
import type { SpotPlace } from './place';
import type { Engine } from './spare-engine';

/** A place that is open: its sandbox, with an engine in a process of its own behind it. */
export interface OpenSpot {
  readonly place: SpotPlace;
  readonly sandbox: Sandbox;
  /** The engine's process; undefined while there is none. */
  readonly pid: () => number | undefined;
}

export interface OpenOptions {
  /** Already starting, while all else is loaded; closed when the place cannot be opened. */
  readonly engine: Promise<Engine>;
  /** Where the place's audit log and its feedback are kept. */
  readonly storage: string;
  readonly onProgress: (done: LoadProgress) => void;
}

/** Opens a place. Rejects with a SpotFailure that holds every mistake in its files. */
export async function openSpot(place: SpotPlace, options: OpenOptions): Promise<OpenSpot> {
  const [spot, engine] = await Promise.all([import('../../../spot'), options.engine]);
  try {
    const files = await spot.besideModel(place.model.fsPath).catch(async (error: unknown) => {
      await engine.close();
      throw error;
    });
    const sandbox = await spot.openSandbox({
      files,
      engine,
      ...(place.live ? { parameters: place.live.parameters } : {}),
      audit: new spot.JsonLinesFile<AuditEntry>(path.join(options.storage, 'audit.jsonl')),
      feedback: new spot.FeedbackFile(path.join(options.storage, 'feedback.jsonl')),
      onProgress: options.onProgress,
    });
    return { place, sandbox, pid: () => engine.pid };
  } catch (error) {
    if (!(error instanceof spot.SandboxError)) throw error;
    throw new SpotFailure(place, error.diagnostics);
  }
}

/** Data files that the model names, as absolute paths. */
export function dataFiles({ place, sandbox }: OpenSpot): string[] {
  return [...sandbox.model.tables.values()].flatMap(({ source }) =>
    source.type === 'file' ? [path.resolve(place.folder.fsPath, source.path)] : [],
  );
}
