import * as vscode from 'vscode';
import type { StepOffer } from '../../tour';

/** Runs what a step offers: in a trusted workspace only, and only what the user has said yes to. */
export async function runOffers(offers: readonly StepOffer[]): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    const manage = vscode.l10n.t('Manage Workspace Trust');
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t('Greenroom: tours run nothing in a workspace that you have not trusted.'),
      manage,
    );
    if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return;
  }
  const offer = await pick(offers);
  if (offer === undefined) return;
  const run = vscode.l10n.t('Run');
  const question =
    offer.type === 'shell'
      ? vscode.l10n.t('Run this line in a terminal? It comes from the tour’s file.')
      : vscode.l10n.t('Run this command of the editor? It comes from the tour’s file.');
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail: detailOf(offer) }, run);
  if (chosen !== run) return;
  if (offer.type === 'command') await vscode.commands.executeCommand(offer.id, ...offer.args);
  else {
    const name = vscode.l10n.t('Greenroom Tour');
    const terminal = vscode.window.terminals.find((each) => each.name === name) ?? vscode.window.createTerminal(name);
    terminal.show(true);
    terminal.sendText(offer.line);
  }
}

async function pick(offers: readonly StepOffer[]): Promise<StepOffer | undefined> {
  if (offers.length < 2) return offers[0];
  const chosen = await vscode.window.showQuickPick(
    offers.map((offer) => ({ label: `$(${offer.type === 'shell' ? 'terminal' : 'gear'}) ${offerText(offer)}`, offer })),
    { title: vscode.l10n.t('This step offers to run'), placeHolder: vscode.l10n.t('Run which?') },
  );
  return chosen?.offer;
}

export const offerText = (offer: StepOffer): string => (offer.type === 'shell' ? offer.line : offer.id);

const detailOf = (offer: StepOffer): string =>
  offer.type === 'command' && offer.args.length > 0 ? `${offer.id} ${JSON.stringify(offer.args)}` : offerText(offer);
