import { accepted, type Accepted } from './accept';
import { align } from './alignment';
import { captureFrom } from './capture';
import { FileView } from './file-view';
import { fingerprint } from './fingerprint';
import { LineIndex } from './line-index';
import { memoryIn, memoryOf, type Memory } from './memory';
import { inOrder } from './order';
import { candidatesIn, contextAt, evidenceAt, type Candidate, type Target } from './search';
import type { Anchor, AnchorWorld, Place, Resolution } from './types';

export interface ResolveOptions {
  /** Look through every file of the world for lines that have left theirs. */
  readonly everywhere?: boolean;
}

/** Finds where an anchor's line is now. Several of them are resolved faster, and better, together: `AnchorResolver`. */
export async function resolveAnchor(
  anchor: Anchor,
  world: AnchorWorld,
  options: ResolveOptions = {},
): Promise<Resolution> {
  const [resolution] = await new AnchorResolver(world, options).resolve([anchor]);
  return resolution ?? lost(anchor);
}

/**
 * Resolves anchors in a world that does not change meanwhile; what it has read it keeps. The first of these that is
 * sure of a line decides: the line as it was, the line that agrees best with the text, its neighbours, their order and
 * the enclosing definition (the neighbours come from the commit's file where there is history, else from the anchor),
 * in its file or under the file's new name, then in every file. Without a sure line the definition is given, or nothing.
 */
export class AnchorResolver {
  readonly #world: AnchorWorld;
  readonly #everywhere: boolean;
  readonly #views = new Map<string, Promise<FileView | undefined>>();
  readonly #old = new Map<string, FileView | undefined>();
  /** By the old file. */
  readonly #aligned = new Map<FileView, Int32Array>();
  readonly #renames = new Map<string, Promise<ReadonlyMap<string, string>>>();
  #files: Promise<readonly string[]> | undefined;
  #index: Promise<LineIndex> | undefined;

  constructor(world: AnchorWorld, { everywhere = false }: ResolveOptions = {}) {
    this.#world = world;
    this.#everywhere = everywhere;
  }

  /** In the order of the anchors. */
  async resolve(anchors: readonly Anchor[]): Promise<Resolution[]> {
    await this.#readHistory(anchors);
    const found: Resolution[] = new Array<Resolution>(anchors.length);
    const groups = new Map<string, number[]>();
    anchors.forEach((anchor, index) => {
      const key = JSON.stringify([anchor.file, anchor.commit ?? '']);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [index]);
      else group.push(index);
    });
    for (const group of groups.values()) {
      const together = group.map((index) => anchors[index]).filter((anchor) => anchor !== undefined);
      const resolved = await this.#resolveOfOneFile(together);
      group.forEach((index, at) => {
        const resolution = resolved[at];
        if (resolution !== undefined) found[index] = resolution;
      });
    }
    return found;
  }

  async #resolveOfOneFile(anchors: readonly Anchor[]): Promise<Resolution[]> {
    const [first] = anchors;
    if (first === undefined) return [];
    const old = this.#old.get(oldKey(first));
    const targets = (await this.#targets(first)).map((target) =>
      target.own && old !== undefined ? { ...target, partners: () => this.#partners(old, target.view) } : target,
    );
    const stayed = anchors.map((anchor) => stayedIn(anchor, targets));
    const searched = anchors.flatMap((anchor, at) => {
      if (stayed[at] !== undefined) return [];
      const memory = remembered(anchor, old);
      return [{ memory, candidates: targets.flatMap((target) => candidatesIn(memory, target)).sort(byEvidence) }];
    });
    const pins = anchors.flatMap(({ line }, at) => (stayed[at] === undefined ? [] : [{ from: line, to: line - 1 }]));
    const chosen = inOrder(searched, pins, first.file);
    const found = new Map<Anchor, Resolution>();
    for (const [at, { memory, candidates }] of searched.entries()) {
      const best = chosen[at] ?? (this.#everywhere ? await this.#elsewhere(memory, candidates) : undefined);
      const isOurs =
        best !== undefined &&
        !belongsToAnother(memory, best.candidate, old) &&
        !(await this.#stoodThere(memory, best.candidate));
      found.set(memory.anchor, isOurs ? foundAt(memory, best) : enclosing(memory.anchor, targets));
    }
    return anchors.map((anchor, at) => stayed[at] ?? found.get(anchor) ?? lost(anchor));
  }

  /** The anchor's file, under its new name when it has one; else files of the same name. */
  async #targets({ file, commit }: Anchor): Promise<Target[]> {
    const view = await this.#view(file);
    if (view !== undefined) return [{ file, view, own: true }];
    const renamed = commit === undefined ? undefined : (await this.#renamed(commit)).get(file);
    const renamedView = renamed === undefined ? undefined : await this.#view(renamed);
    if (renamed !== undefined && renamedView !== undefined) return [{ file: renamed, view: renamedView, own: true }];
    const name = baseName(file);
    const namesakes = (await this.#allFiles()).filter((other) => baseName(other) === name).slice(0, MAX_NAMESAKES);
    const views = await Promise.all(namesakes.map(async (other) => ({ file: other, view: await this.#view(other) })));
    return views.flatMap((other) => (other.view === undefined ? [] : [{ ...other, view: other.view, own: false }]));
  }

  async #elsewhere(memory: Memory, known: readonly Candidate[]): Promise<Accepted | undefined> {
    const index = await this.#lineIndex();
    const searched = new Set(known.map(({ target }) => target.file));
    const votes = new Map<string, number>();
    for (const hash of memory.hashes) {
      const files = index.filesWith(hash, MAX_POSTINGS);
      for (const file of files) votes.set(file, (votes.get(file) ?? 0) + 1 / files.length);
    }
    const best = [...votes]
      .filter(([file]) => !searched.has(file) && file !== memory.anchor.file)
      .sort((a, b) => b[1] - a[1])
      .slice(0, MAX_FILES);
    const candidates = [...known];
    for (const [file] of best) {
      const view = await this.#view(file);
      if (view !== undefined) candidates.push(...candidatesIn(memory, { file, view, own: false }));
    }
    return accepted(candidates.sort(byEvidence));
  }

  /** With history: whether the other file had this line all along, as a copy of the anchor's file has. */
  async #stoodThere(memory: Memory, { target, line, evidence }: Candidate): Promise<boolean> {
    const { anchor, hash } = memory;
    const { commit } = anchor;
    if (target.own || commit === undefined || hash === undefined) return false;
    const file = [...(await this.#renamed(commit))].find(([, to]) => to === target.file)?.[0] ?? target.file;
    if (file === anchor.file) return false;
    await this.#readHistory([{ file, commit }]);
    const old = this.#old.get(oldKey({ file, commit }));
    if (old === undefined) return false;
    const twins = old.linesOf(hash).slice(0, MAX_TWINS);
    return twins.some((at) => evidenceAt(memoryIn(captureFrom(old, file, at), old, at), target, line) >= evidence);
  }

  async #readHistory(anchors: readonly Pick<Anchor, 'file' | 'commit'>[]): Promise<void> {
    const { history } = this.#world;
    if (history === undefined) return;
    const wanted = new Map<string, Set<string>>();
    for (const anchor of anchors) {
      if (anchor.commit === undefined || this.#old.has(oldKey(anchor))) continue;
      const files = wanted.get(anchor.commit) ?? new Set();
      wanted.set(anchor.commit, files.add(anchor.file));
    }
    for (const [commit, files] of wanted) {
      const texts = await history.textsAt(commit, [...files]);
      for (const file of files) {
        const text = texts.get(file);
        this.#old.set(oldKey({ file, commit }), text === undefined ? undefined : new FileView(text));
      }
    }
  }

  #view(file: string): Promise<FileView | undefined> {
    let view = this.#views.get(file);
    if (view === undefined) {
      view = this.#world
        .read(file)
        .then((text) => (text === undefined ? undefined : new FileView(text, this.#world.symbolsIn?.(file))));
      this.#views.set(file, view);
    }
    return view;
  }

  #partners(old: FileView, now: FileView): Int32Array {
    let partners = this.#aligned.get(old);
    if (partners === undefined) {
      partners = align(old, now);
      this.#aligned.set(old, partners);
    }
    return partners;
  }

  #renamed(commit: string): Promise<ReadonlyMap<string, string>> {
    let renames = this.#renames.get(commit);
    if (renames === undefined) {
      renames = this.#world.history?.renamedSince(commit) ?? Promise.resolve(new Map<string, string>());
      this.#renames.set(commit, renames);
    }
    return renames;
  }

  #allFiles(): Promise<readonly string[]> {
    this.#files ??= this.#world.files?.() ?? Promise.resolve([]);
    return this.#files;
  }

  #lineIndex(): Promise<LineIndex> {
    this.#index ??= this.#allFiles().then(async (files) => {
      const views: { file: string; view: FileView }[] = [];
      for (const file of files) {
        const view = await this.#view(file);
        if (view !== undefined) views.push({ file, view });
      }
      return new LineIndex(views);
    });
    return this.#index;
  }
}

const MAX_NAMESAKES = 8;
/** A line that stands in more places than this points to no file. */
const MAX_POSTINGS = 40;
/** Files that are searched for a line that has left its own. */
const MAX_FILES = 6;

function remembered(anchor: Anchor, old: FileView | undefined): Memory {
  if (old === undefined) return memoryOf(anchor);
  const line = anchor.line - 1;
  if (old.lines[line]?.startsWith(anchor.text) === true) return memoryIn(anchor, old, line);
  // It was taken from a file that had been edited since the commit: find it there first.
  const memory = memoryOf(anchor);
  const there = accepted(candidatesIn(memory, { file: anchor.file, view: old, own: true }));
  return there === undefined || there.candidate.alike < 1 ? memory : memoryIn(anchor, old, there.candidate.line);
}

/** Where nothing has changed far and wide, nothing need be searched. */
function stayedIn(anchor: Anchor, [target]: readonly Target[]): Resolution | undefined {
  if (target?.file !== anchor.file || anchor.around === undefined) return undefined;
  const { view } = target;
  const line = anchor.line - 1;
  if (fingerprint(view.codes, line) !== anchor.around || !isUntouched(anchor, view, line)) return undefined;
  // Among lines with the same surroundings this one is meant only if none has come or gone.
  const twins = view.linesOf(view.hashes[line] ?? 0);
  if (twins.length !== (anchor.alike ?? 1)) {
    if (twins.some((twin) => twin !== line && fingerprint(view.codes, twin) === anchor.around)) return undefined;
  }
  return { state: 'exact', file: anchor.file, line, score: 1 };
}

/** Whether another one of the same lines fits better in this place: it is that one then, and the anchor's is gone. */
function belongsToAnother(memory: Memory, best: Candidate, old: FileView | undefined): boolean {
  const { anchor, hash, oldLine } = memory;
  if (best.alike < 1 || hash === undefined || best.beside >= 3) return false;
  const { view } = best.target;
  if (old === undefined) {
    const own = contextAt(memory, view, best.line);
    return memory.twins.some((twin) => contextAt(twin, view, best.line) > own + CLEARLY);
  }
  const twins = old.linesOf(hash).filter((line) => line !== oldLine);
  return twins.slice(0, MAX_TWINS).some((line) => {
    if (!shareNeighbour(old, line, view, best.line)) return false;
    const twin = memoryIn(captureFrom(old, anchor.file, line), old, line);
    return evidenceAt(twin, best.target, best.line) > best.evidence;
  });
}

const MAX_TWINS = 100;

/** Whether the same line is right above both, or right below. */
function shareNeighbour(old: FileView, oldLine: number, view: FileView, line: number): boolean {
  const [was, is] = [old.rank[oldLine] ?? 0, view.rank[line] ?? 0];
  return old.codeAt(was - 1) === view.codeAt(is - 1) || old.codeAt(was + 1) === view.codeAt(is + 1);
}

/** What an anchor knows of the lines next to it is cut off on one side. */
const CLEARLY = 0.1;

function foundAt({ anchor }: Memory, { candidate: { target, line, alike }, confidence }: Accepted): Resolution {
  const same = alike === 1 && target.file === anchor.file && isUntouched(anchor, target.view, line);
  const from = target.file === anchor.file && line === anchor.line - 1 ? {} : { from: placeOf(anchor) };
  return { state: same ? 'exact' : 'moved', file: target.file, line, score: same ? 1 : confidence, ...from };
}

/** The line and its stored neighbours are as they were. */
function isUntouched(anchor: Anchor, view: FileView, line: number): boolean {
  const now = captureFrom(view, anchor.file, line);
  const { before, after } = anchor;
  return (
    now.text === anchor.text &&
    before.every((text, at) => text === now.before[at + now.before.length - before.length]) &&
    after.every((text, at) => text === now.after[at])
  );
}

function enclosing(anchor: Anchor, targets: readonly Target[]): Resolution {
  const { symbol } = anchor;
  if (symbol === undefined) return lost(anchor);
  const found = targets.flatMap(({ file, view }) => {
    const scope = view.scopes.named(symbol);
    return scope === undefined ? [] : [{ file, line: scope.start }];
  });
  const [only] = found;
  if (only === undefined || found.length > 1) return lost(anchor);
  return { state: 'enclosing', ...only, score: 0, from: placeOf(anchor) };
}

function lost(anchor: Anchor): Resolution {
  return { state: 'lost', file: anchor.file, score: 0, from: placeOf(anchor) };
}

function placeOf({ file, line }: Anchor): Place {
  return { file, line: line - 1 };
}

function oldKey({ file, commit = '' }: Pick<Anchor, 'file' | 'commit'>): string {
  return JSON.stringify([commit, file]);
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function byEvidence(a: Candidate, b: Candidate): number {
  return b.evidence - a.evidence || a.line - b.line;
}
