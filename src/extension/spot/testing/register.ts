import * as vscode from 'vscode';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';
import type { PlaceContents } from '../view/contents';
import type { SuiteRuns } from './results';
import type { SuiteTests } from './suite-tests';

/** Golden suites in the Test Explorer. What reads and runs them is loaded on first use. */
export class GoldenTests implements vscode.Disposable {
  readonly controller = vscode.tests.createTestController('greenroom-golden', vscode.l10n.t('Golden Suites of Spot'));
  private readonly plain: vscode.TestRunProfile;
  private readonly coverage: vscode.TestRunProfile;
  private readonly listeners: vscode.Disposable[];
  private tests: Promise<SuiteTests> | undefined;

  constructor(
    private readonly spot: SpotService,
    private readonly contents: PlaceContents,
    private readonly runs: SuiteRuns,
    private readonly onError: (error: unknown) => void,
  ) {
    const { controller } = this;
    controller.resolveHandler = async (item) => (await this.load()).resolve(item);
    controller.refreshHandler = async () => {
      contents.forget();
      await (await this.load()).refreshAll();
    };
    const profile = (kind: vscode.TestRunProfileKind, label: string, byDefault: boolean): vscode.TestRunProfile =>
      controller.createRunProfile(
        label,
        kind,
        async (request, token) => (await this.load()).run(request, token, kind),
        byDefault,
      );
    this.plain = profile(vscode.TestRunProfileKind.Run, vscode.l10n.t('Run'), true);
    this.coverage = profile(vscode.TestRunProfileKind.Coverage, vscode.l10n.t('Run with Coverage'), true);
    this.coverage.loadDetailedCoverage = async (_, file) => (await import('./coverage')).detailsOf(file);
    this.listeners = [
      contents.onDidChange((place) => {
        this.again((tests) => tests.refresh(place));
      }),
      spot.onDidChange(({ what }) => {
        if (what === 'places') this.again((tests) => tests.discover());
      }),
      spot.finder.onDidChange(() => {
        this.again((tests) => tests.discover());
      }),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => {
        // Beside the cases of an open suite are the buttons that run them.
        if (uri.scheme === 'file' && uri.path.endsWith('/golden.yaml')) this.open(uri).catch(onError);
      }),
    ];
  }

  /** Runs the whole suite of a place, as the Test Explorer does. */
  async run(place: SpotPlace, kind: vscode.TestRunProfileKind, token?: vscode.CancellationToken): Promise<void> {
    const tests = await this.load();
    const profile = kind === vscode.TestRunProfileKind.Coverage ? this.coverage : this.plain;
    await tests.runWhole(place, profile, token ?? new vscode.CancellationTokenSource().token);
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
    this.controller.dispose();
  }

  private load(): Promise<SuiteTests> {
    const { controller, spot, contents, runs } = this;
    this.tests ??= import('./suite-tests').then(
      ({ SuiteTests }) => new SuiteTests({ controller, spot, contents, runs }),
    );
    return this.tests;
  }

  private async open(uri: vscode.Uri): Promise<void> {
    const place = await this.spot.finder.around(uri);
    if (place) await (await this.load()).show(place);
  }

  /** Only what has been looked at can be out of date. */
  private again(work: (tests: SuiteTests) => Promise<void>): void {
    this.tests?.then(work).catch(this.onError);
  }
}
