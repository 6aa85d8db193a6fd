import * as vscode from 'vscode';
import type * as EngineFolder from '../../../engine';
import type { Elsewhere, ProofPorts, Sandbox, ScratchDatabase } from '../../../spot';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';

/** The engine's folder, loaded with the first proof. */
type Engine = Pick<typeof EngineFolder, 'openElsewhere' | 'openScratch'>;

/** Where the proofs of a deck run: in the sandbox that the window has open anyway. */
export class WindowPorts implements ProofPorts {
  private readonly used: SpotPlace[] = [];

  constructor(
    private readonly spot: SpotService,
    private readonly engine: Engine,
    private readonly extensionUri: vscode.Uri,
    private readonly deck: vscode.Uri,
  ) {}

  async sandbox(model: string | undefined): Promise<Sandbox> {
    const place = await this.place(model);
    this.used.push(place);
    return (await this.spot.open(place)).sandbox;
  }

  /** Whether somebody has pulled the kill switch where the proofs run. */
  get stopped(): boolean {
    return this.used.some((place) => this.spot.pulled(place) === true);
  }

  scratch(): ScratchDatabase {
    return this.engine.openScratch({ worker: this.spot.worker });
  }

  /** The command line, which comes with the extension, in a process of its own. */
  async elsewhere(model: string | undefined): Promise<Elsewhere> {
    const place = await this.place(model);
    const cli = vscode.Uri.joinPath(this.extensionUri, 'dist', 'cli.js').fsPath;
    const args = [cli, 'serve', '--model', place.model.fsPath];
    return this.engine.openElsewhere({ command: process.execPath, args, env: { ELECTRON_RUN_AS_NODE: '1' } });
  }

  /** The deck's sandbox, or a model in one of its folders. */
  async place(model: string | undefined): Promise<SpotPlace> {
    const { finder } = this.spot;
    const main = await finder.around(this.deck);
    if (main === undefined) {
      throw new Error(
        vscode.l10n.t(
          'This deck has no sandbox. Put a model.yaml and a policy.yaml into a folder “sandbox” beside it.',
        ),
      );
    }
    if (model === undefined) return main;
    const file = vscode.Uri.joinPath(main.folder, model, 'model.yaml');
    const place = await finder.named(file.fsPath, undefined);
    if (place === undefined) throw new Error(vscode.l10n.t('There is no model in {0}.', file.fsPath));
    return place;
  }
}
