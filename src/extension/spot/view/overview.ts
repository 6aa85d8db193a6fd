import type * as vscode from 'vscode';
import type { CommandHandler } from '../../commands';
import type { SpotService } from '../service/service';
import { suiteCommands } from '../testing/commands';
import { GoldenTests } from '../testing/register';
import { SuiteRuns } from '../testing/results';
import { AuditLogs } from './audit';
import { spotViewCommands } from './commands';
import { PlaceContents } from './contents';
import { KillStatus } from './kill-status';
import { SpotView } from './register';

/** Spot to look at: its view, the golden suites in the Test Explorer, the kill switch and the audit log. */
export class SpotOverview implements vscode.Disposable {
  readonly suites: SuiteRuns;
  readonly golden: GoldenTests;
  readonly view: SpotView;
  readonly commands: Record<string, CommandHandler>;
  private readonly parts: readonly { dispose(): unknown }[];

  constructor(spot: SpotService, memory: vscode.Memento, onError: (error: unknown) => void) {
    const contents = new PlaceContents();
    const audit = new AuditLogs(spot);
    this.suites = new SuiteRuns(memory);
    this.golden = new GoldenTests(spot, contents, this.suites, onError);
    this.view = new SpotView(spot, contents, this.suites);
    this.commands = { ...spotViewCommands({ spot, view: this.view, audit }), ...suiteCommands(spot, this.golden) };
    this.parts = [this.view, this.golden, this.suites, audit, contents, new KillStatus(spot)];
  }

  dispose(): void {
    for (const part of this.parts) part.dispose();
  }
}
