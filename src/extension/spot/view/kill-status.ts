import * as vscode from 'vscode';
import type { SpotService } from '../service/service';

/** Once Spot was opened in this window: the kill switch of all places, in the status bar. */
export class KillStatus implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly listener: vscode.Disposable;
  private used = false;

  constructor(private readonly spot: SpotService) {
    this.item = vscode.window.createStatusBarItem('greenroom.killSwitch', vscode.StatusBarAlignment.Left, -1);
    this.item.name = vscode.l10n.t('Spot: kill switch');
    this.item.command = 'greenroom.spot.killSwitch';
    this.say();
    this.listener = spot.onDidChange(({ what }) => {
      this.used ||= what === 'opened' || what === 'switch';
      this.update();
    });
  }

  dispose(): void {
    this.item.dispose();
    this.listener.dispose();
  }

  private update(): void {
    if (!this.used) return;
    const { stopped, of } = stoppedPlaces(this.spot);
    const all = isStopped(this.spot);
    const some = !all && stopped > 0;
    const name = all
      ? vscode.l10n.t('Spot is stopped')
      : some
        ? vscode.l10n.t('Spot is stopped at {0} of {1}', stopped, of)
        : vscode.l10n.t('Stop Spot');
    // While all is well the icon is enough.
    this.item.text = all || some ? `$(debug-stop) ${name}` : '$(debug-stop)';
    this.item.backgroundColor = all || some ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.item.tooltip = all
      ? vscode.l10n.t('The kill switch is pulled: nothing runs at any model. Click to release it.')
      : vscode.l10n.t('Kill switch: stops what Spot runs, at every model, until it is released.');
    this.item.accessibilityInformation = { label: all ? vscode.l10n.t('{0}. Release the kill switch', name) : name };
    this.item.show();
    this.say();
  }

  /** The key does something only where there is something to stop. */
  private say(): void {
    void vscode.commands.executeCommand('setContext', 'greenroom.spotUsed', this.used);
  }
}

/** Pulls the kill switch of every place; puts it back when nothing runs anywhere. */
export function toggleAll(spot: SpotService): void {
  if (isStopped(spot)) spot.release('all');
  else spot.kill('all');
}

function isStopped(spot: SpotService): boolean {
  const { stopped, of } = stoppedPlaces(spot);
  return of > 0 ? stopped === of : spot.pulled('all') === true;
}

function stoppedPlaces(spot: SpotService): { readonly stopped: number; readonly of: number } {
  const open = spot.openNow();
  return { stopped: open.filter((place) => spot.pulled(place) === true).length, of: open.length };
}
