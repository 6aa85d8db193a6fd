import * as vscode from 'vscode';
import type { GoldenCase, Model, ModelDiagnostic, Policy } from '../../../spot';
import type { SpotPlace } from '../service/place';

/** What a place's model and policy say, read without opening the place. */
export interface PlaceFiles {
  readonly model?: Model;
  readonly policy?: Policy;
  /** Every mistake in them, at its line. */
  readonly problems: readonly ModelDiagnostic[];
}

export interface PlaceSuite {
  readonly uri: vscode.Uri;
  /** Absent when the file has any mistake. */
  readonly cases?: readonly GoldenCase[];
  readonly problems: readonly ModelDiagnostic[];
}

const SETTLED_MS = 200;
const WATCHED = '{model.yaml,policy.yaml,golden.yaml,*.spot}';

/** The files of places, read when somebody looks at them, and again after they changed. */
export class PlaceContents implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<SpotPlace>();
  readonly onDidChange = this.changed.event;
  private readonly files = new Map<string, Promise<PlaceFiles>>();
  private readonly suites = new Map<string, Promise<PlaceSuite | undefined>>();
  private readonly watchers = new Map<string, vscode.FileSystemWatcher>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  modelOf(place: SpotPlace): Promise<PlaceFiles> {
    return this.remembered(this.files, place, () => readModelAndPolicy(place));
  }

  /** The golden suite; undefined where there is none. */
  suiteOf(place: SpotPlace): Promise<PlaceSuite | undefined> {
    return this.remembered(this.suites, place, () => readSuite(place));
  }

  /** Whether there is a golden suite, without reading it. */
  hasSuite(place: SpotPlace): Promise<boolean> {
    this.watch(place);
    return isFile(suiteUri(place));
  }

  /** Reads everything anew when it is next asked for. */
  forget(): void {
    this.files.clear();
    this.suites.clear();
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const watcher of this.watchers.values()) watcher.dispose();
    this.changed.dispose();
  }

  private remembered<T>(memory: Map<string, Promise<T>>, place: SpotPlace, read: () => Promise<T>): Promise<T> {
    this.watch(place);
    let reading = memory.get(place.id);
    if (!reading) {
      reading = read();
      memory.set(place.id, reading);
      reading.catch(() => memory.delete(place.id));
    }
    return reading;
  }

  private watch(place: SpotPlace): void {
    if (this.watchers.has(place.id)) return;
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(place.folder, WATCHED));
    this.watchers.set(place.id, watcher);
    const later = () => {
      clearTimeout(this.timers.get(place.id));
      this.timers.set(place.id, setTimeout(tell, SETTLED_MS));
    };
    const tell = () => {
      this.files.delete(place.id);
      this.suites.delete(place.id);
      this.changed.fire(place);
    };
    watcher.onDidChange(later);
    watcher.onDidCreate(later);
    watcher.onDidDelete(later);
  }
}

export const suiteUri = ({ folder }: SpotPlace): vscode.Uri => vscode.Uri.joinPath(folder, 'golden.yaml');

async function readModelAndPolicy(place: SpotPlace): Promise<PlaceFiles> {
  const spot = await import('../../../spot');
  try {
    const files = await spot.besideModel(place.model.fsPath);
    const read = spot.loadModel(await spot.readText(files.model), { path: files.model });
    const { model } = read;
    if (!model) return { problems: read.diagnostics };
    if (files.policy === undefined) return { model, problems: [] };
    const { policy, diagnostics } = spot.loadPolicy(await spot.readText(files.policy), { path: files.policy, model });
    return policy ? { model, policy, problems: [] } : { model, problems: diagnostics };
  } catch (error) {
    if (error instanceof spot.SandboxError) return { problems: error.diagnostics };
    throw error;
  }
}

async function readSuite(place: SpotPlace): Promise<PlaceSuite | undefined> {
  const uri = suiteUri(place);
  if (!(await isFile(uri))) return undefined;
  const spot = await import('../../../spot');
  try {
    const { cases, diagnostics } = spot.loadSuite(await spot.readText(uri.fsPath), { path: uri.fsPath });
    return cases ? { uri, cases, problems: [] } : { uri, problems: diagnostics };
  } catch (error) {
    if (error instanceof spot.SandboxError) return { uri, problems: error.diagnostics };
    throw error;
  }
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}
