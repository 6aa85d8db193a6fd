import * as vscode from 'vscode';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';
import type { SuiteRuns } from '../testing/results';
import type { PlaceContents } from './contents';
import type { SpotNode } from './nodes';
import type { SpotTree } from './tree';

/** What has been drawn is drawn again at most this often: a suite asks hundreds of questions. */
const TOGETHER_MS = 150;

/** The Spot view. What draws it is loaded when it is first looked at. */
export class SpotView implements vscode.TreeDataProvider<SpotNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly sessions = new Map<string, string>();
  private readonly parts: readonly { dispose(): unknown }[];
  private tree: Promise<SpotTree> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly spot: SpotService,
    private readonly contents: PlaceContents,
    private readonly runs: SuiteRuns,
  ) {
    const again = () => {
      this.redraw();
    };
    this.say('loading');
    this.parts = [
      vscode.window.createTreeView('greenroom.spot', { treeDataProvider: this, showCollapseAll: true }),
      spot.onDidChange(again),
      spot.onDidAnswer(({ place, request }) => {
        if (request.session !== undefined) this.sessions.set(place.id, request.session);
        again();
      }),
      spot.finder.onDidChange(again),
      contents.onDidChange(again),
      runs.onDidChange(again),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
      vscode.workspace.onDidChangeWorkspaceFolders(again),
    ];
  }

  async getChildren(node?: SpotNode): Promise<SpotNode[]> {
    const children = await (await this.load()).children(node);
    if (node === undefined) this.say(children.length > 0 ? 'no' : 'none');
    return children;
  }

  async getTreeItem(node: SpotNode): Promise<vscode.TreeItem> {
    return (await this.load()).item(node);
  }

  /** Reads every file anew. */
  refresh(): void {
    this.contents.forget();
    this.changed.fire(undefined);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const part of this.parts) part.dispose();
    this.changed.dispose();
  }

  private load(): Promise<SpotTree> {
    const { spot, contents, runs } = this;
    const sessionOf = (place: SpotPlace) => this.sessions.get(place.id);
    this.tree ??= import('./tree').then(({ SpotTree }) => new SpotTree({ spot, contents, runs, sessionOf }));
    return this.tree;
  }

  private redraw(): void {
    if (this.tree === undefined) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.changed.fire(undefined);
    }, TOGETHER_MS);
  }

  /** Which welcome text the empty view shows. */
  private say(empty: 'loading' | 'none' | 'no'): void {
    void vscode.commands.executeCommand('setContext', 'greenroom.spotEmpty', empty);
  }
}
