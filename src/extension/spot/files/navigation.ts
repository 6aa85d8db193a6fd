import * as vscode from 'vscode';
import type { Mention, Model, QuestionReader, Thing } from '../../../spot';
import { Models } from './models';
import { spotFile, type SpotFile } from './place-files';
import { textsAround, type PlacedText } from './texts';
import type { SpotService } from '../service/service';

/** How long questions are read before others get a turn. */
const SLICE_MS = 20;

/** A name in a place's YAML file. */
interface Here {
  readonly file: SpotFile;
  readonly model: Model;
  readonly mention: Mention;
}

/** A mention, and where the editor shows it. */
export interface Shown extends Mention {
  readonly kind: PlacedText['kind'];
  readonly location: vscode.Location;
}

/** Finds what names in a place's files stand for, and where else they stand. */
export class Names {
  readonly models = new Models();
  private readonly readers = new WeakMap<Model, QuestionReader>();
  private readonly read = new Map<string, { text: string; model: Model; mentions: readonly Mention[] }>();

  constructor(private readonly spot: SpotService) {}

  /** The name at a position; undefined where there is none. */
  async at(document: vscode.TextDocument, position: vscode.Position): Promise<Here | undefined> {
    const file = await spotFile(document);
    if (!file || file.kind === 'suite') return undefined;
    const model = await this.models.of(file);
    if (!model) return undefined;
    const at = document.offsetAt(position);
    const mentions = await mentionsIn(file, model);
    const mention = mentions.find(({ start, end }) => at >= start && at <= end);
    return mention && { file, model, mention };
  }

  /** All files of the place that a model belongs to. */
  async texts(model: vscode.Uri): Promise<PlacedText[]> {
    return textsAround(model, this.spot);
  }

  /** Every place where a thing is named, in the order of the files. */
  async uses(thing: Thing, model: Model, uri: vscode.Uri, token?: vscode.CancellationToken): Promise<Shown[]> {
    const { sameThing } = await import('../../../spot');
    const found: Shown[] = [];
    for (const text of await this.texts(uri)) {
      const yaml = text.kind === 'model' || text.kind === 'policy';
      const mentions = await (yaml ? mentionsIn(text, model) : this.asked(text, model, token));
      for (const mention of mentions) {
        if (!sameThing(mention.thing, thing)) continue;
        found.push({ ...mention, kind: text.kind, location: text.locate(mention.start, mention.end) });
      }
      if (token?.isCancellationRequested === true) break;
    }
    return found;
  }

  /** What questions name. Read once, a few at a time: a suite has hundreds, and others wait for this process too. */
  private async asked(text: PlacedText, model: Model, token?: vscode.CancellationToken): Promise<readonly Mention[]> {
    const known = this.read.get(text.file);
    if (known?.text === text.text && known.model === model) return known.mentions;
    const { questionsIn, QuestionReader } = await import('../../../spot');
    const reader = this.readers.get(model) ?? new QuestionReader(model);
    this.readers.set(model, reader);
    const mentions: Mention[] = [];
    let began = performance.now();
    for (const question of questionsIn(text)) {
      mentions.push(...reader.mentionsOf(text.file, question));
      if (performance.now() - began < SLICE_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      if (token?.isCancellationRequested === true) return mentions;
      began = performance.now();
    }
    this.read.set(text.file, { text: text.text, model, mentions });
    return mentions;
  }
}

/** Leads from the names in a place's YAML files to where model.yaml defines them, and to all their uses. */
export class FileNavigation implements vscode.DefinitionProvider, vscode.ReferenceProvider {
  constructor(private readonly names: Names) {}

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.LocationLink[] | undefined> {
    const here = await this.names.at(document, position);
    if (!here) return undefined;
    const { sameThing } = await import('../../../spot');
    const { file, model, mention } = here;
    const all = await mentionsIn({ ...file, kind: 'model', text: file.modelText }, model);
    const target = all.find(({ as, thing }) => as === 'definition' && sameThing(thing, mention.thing));
    if (!target) return undefined;
    const defined = file.kind === 'model' ? document : await vscode.workspace.openTextDocument(file.model);
    const targetRange = rangeOf(defined, target);
    return [
      {
        originSelectionRange: rangeOf(document, mention),
        targetUri: file.model,
        targetRange,
        targetSelectionRange: targetRange,
      },
    ];
  }

  async provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.Location[] | undefined> {
    const here = await this.names.at(document, position);
    if (!here) return undefined;
    const uses = await this.names.uses(here.mention.thing, here.model, here.file.model, token);
    return uses.flatMap(({ as, location }) => (includeDeclaration || as === 'use' ? [location] : []));
  }
}

async function mentionsIn(
  { kind, file, text }: Pick<PlacedText, 'kind' | 'file' | 'text'>,
  model: Model,
): Promise<Mention[]> {
  const { mentionsInModel, mentionsInPolicy } = await import('../../../spot');
  return kind === 'model' ? mentionsInModel(file, text, model) : mentionsInPolicy(file, text, model);
}

export function rangeOf(document: vscode.TextDocument, { start, end }: Pick<Mention, 'start' | 'end'>): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
