import * as vscode from 'vscode';
import type { GoldenCase } from '../../../spot';
import { describeProblem } from '../service/failure';
import type { SpotPlace } from '../service/place';
import { suiteUri, type PlaceContents } from '../view/contents';
import { prototypeOf } from './prototype';
import { runAll, type RunParts } from './run';

/** What a test item stands for. */
export type Known =
  | { readonly type: 'suite'; readonly place: SpotPlace }
  | { readonly type: 'gate'; readonly place: SpotPlace }
  | { readonly type: 'tag'; readonly place: SpotPlace }
  | { readonly type: 'case'; readonly place: SpotPlace; readonly golden: GoldenCase }
  | { readonly type: 'prototype'; readonly place: SpotPlace; readonly folder: vscode.Uri };

/** suite > tag > case, with the gate and the prototype's own run of the suite beside the tags. */
export class SuiteTests {
  private readonly known = new WeakMap<vscode.TestItem, Known>();

  constructor(private readonly parts: RunParts & { readonly contents: PlaceContents }) {}

  knownOf(item: vscode.TestItem): Known | undefined {
    return this.known.get(item);
  }

  async resolve(item: vscode.TestItem | undefined): Promise<void> {
    const known = item && this.knownOf(item);
    if (!item) await this.discover();
    else if (known?.type === 'suite') await this.fill(item, known.place);
  }

  /** Finds the suites of this window; reads none of them. */
  async discover(): Promise<void> {
    const { controller, spot } = this.parts;
    const places = await spot.places();
    const suites = await Promise.all(
      places.map(async (place) => ((await this.parts.contents.hasSuite(place)) ? [place] : [])),
    );
    const items = suites.flat().map((place) => controller.items.get(place.id) ?? this.suiteItem(place));
    controller.items.replace(items);
  }

  /** Reads again what has been shown. */
  async refreshAll(): Promise<void> {
    await this.discover();
    for (const [, item] of this.parts.controller.items) {
      const known = this.knownOf(item);
      if (known) await this.refresh(known.place);
    }
  }

  /** After a place's files changed. */
  async refresh(place: SpotPlace): Promise<void> {
    const item = this.parts.controller.items.get(place.id);
    if (!item || !(await this.parts.contents.hasSuite(place))) await this.discover();
    else if (!item.canResolveChildren || item.children.size > 0 || item.error !== undefined)
      await this.fill(item, place);
  }

  /** Shows one suite with its cases. */
  async show(place: SpotPlace): Promise<void> {
    await this.filled(place);
  }

  async run(
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
    kind: vscode.TestRunProfileKind,
  ): Promise<void> {
    const { items } = this.parts.controller;
    if (items.size === 0) await this.discover();
    const included = request.include ?? [...items].map(([, item]) => item);
    for (const item of included) {
      const known = this.knownOf(item);
      if (known?.type === 'suite' && item.children.size === 0) await this.fill(item, known.place);
    }
    await runAll(this.parts, (item) => this.knownOf(item), included, request, token, kind);
  }

  async runWhole(place: SpotPlace, profile: vscode.TestRunProfile, token: vscode.CancellationToken): Promise<void> {
    const item = await this.filled(place);
    if (!item)
      throw new Error(vscode.l10n.t('{0} has no golden suite: there is no golden.yaml beside its model.', place.title));
    const problems = (await this.parts.contents.suiteOf(place))?.problems ?? [];
    const [problem] = problems;
    if (problem) throw new Error(vscode.l10n.t('The golden suite cannot be read: {0}', describeProblem(problem)));
    const prototype = [...item.children].flatMap(([, child]) =>
      this.knownOf(child)?.type === 'prototype' ? [child] : [],
    );
    // Without its profile, a run has no details of what it covered.
    await this.run(new vscode.TestRunRequest([item], prototype, profile), token, profile.kind);
  }

  private async filled(place: SpotPlace): Promise<vscode.TestItem | undefined> {
    const { controller } = this.parts;
    if (!controller.items.get(place.id)) await this.discover();
    const item = controller.items.get(place.id);
    if (item?.children.size === 0) await this.fill(item, place);
    return item;
  }

  private suiteItem(place: SpotPlace): vscode.TestItem {
    const item = this.parts.controller.createTestItem(place.id, place.title, suiteUri(place));
    item.canResolveChildren = true;
    this.known.set(item, { type: 'suite', place });
    return item;
  }

  private async fill(item: vscode.TestItem, place: SpotPlace): Promise<void> {
    const suite = await this.parts.contents.suiteOf(place);
    item.canResolveChildren = false;
    if (!suite?.cases) {
      item.error = problemText(suite?.problems.map(describeProblem) ?? []);
      item.children.replace([]);
      return;
    }
    item.error = undefined;
    const gate = this.item('gate', vscode.l10n.t('Gate: more than 95 % pass'), place, { type: 'gate', place });
    gate.sortText = '0';
    const prototype = await this.prototypeItem(place);
    item.children.replace([gate, ...(prototype ? [prototype] : []), ...this.tagItems(place, suite.cases)]);
  }

  private tagItems(place: SpotPlace, cases: readonly GoldenCase[]): vscode.TestItem[] {
    const byTag = new Map<string, vscode.TestItem[]>();
    const seen = new Map<string, number>();
    cases.forEach((golden, index) => {
      const [tag = ''] = golden.tags;
      const name = JSON.stringify([golden.ask, golden.user, golden.tenant, golden.now, golden.follow]);
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      const item = this.caseItem(place, golden, times === 1 ? name : `${name} ${String(times)}`);
      item.sortText = String(index).padStart(6, '0');
      const known = byTag.get(tag);
      if (known) known.push(item);
      else byTag.set(tag, [item]);
    });
    return [...byTag].map(([tag, items], index) => {
      const label = tag === '' ? vscode.l10n.t('without a tag') : tag;
      const group = this.item(`tag ${tag}`, label, place, { type: 'tag', place });
      group.sortText = `2${String(index).padStart(6, '0')}`;
      group.children.replace(items);
      return group;
    });
  }

  private caseItem(place: SpotPlace, golden: GoldenCase, name: string): vscode.TestItem {
    const { ask, user, tenant, follow, expect, span } = golden;
    // All of it is the label: the Test Explorer reads a description aloud in the label's place.
    const label = [
      ask.replace(/\s+/g, ' '),
      user ?? tenant ?? '',
      follow.length > 0 ? vscode.l10n.t('follow-up') : '',
      expect.kind === 'refused' ? vscode.l10n.t('refused as {0}', expect.reason) : '',
    ]
      .filter((part) => part !== '')
      .join(' · ');
    const item = this.item(name, label, place, { type: 'case', place, golden });
    item.range = new vscode.Range(span.line - 1, span.column - 1, span.endLine - 1, span.endColumn - 1);
    item.tags = golden.tags.map((tag) => new vscode.TestTag(tag));
    return item;
  }

  private async prototypeItem(place: SpotPlace): Promise<vscode.TestItem | undefined> {
    const folder = await prototypeOf(place);
    if (!folder) return undefined;
    const label = vscode.l10n.t('Prototype: tests/run_suite.py');
    const item = this.item('prototype', label, place, { type: 'prototype', place, folder });
    item.sortText = '1';
    // Where what it says is shown.
    item.range = new vscode.Range(0, 0, 0, 0);
    return item;
  }

  private item(id: string, label: string, place: SpotPlace, known: Known): vscode.TestItem {
    const uri =
      known.type === 'prototype' ? vscode.Uri.joinPath(known.folder, 'tests', 'run_suite.py') : suiteUri(place);
    const item = this.parts.controller.createTestItem(`${place.id}\n${id}`, label, uri);
    this.known.set(item, known);
    return item;
  }
}

const MOST_PROBLEMS = 10;

function problemText(problems: readonly string[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  for (const problem of problems.slice(0, MOST_PROBLEMS)) text.appendText(`${problem}\n`);
  return text;
}
