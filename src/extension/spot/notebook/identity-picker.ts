import * as vscode from 'vscode';
import { peopleOf, tenantsOf, type Identity } from '../service/identities';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';

/** How an identity is shown: "ana · acme". */
export function describeIdentity({ user, tenant }: Identity): string {
  const parts = [user, tenant].filter((part) => part !== undefined);
  return parts.length === 0 ? vscode.l10n.t('nobody') : parts.join(' · ');
}

interface Choice extends vscode.QuickPickItem {
  readonly identity?: Identity;
}

/** Lets the user choose who asks at a place, from the people and tenants of its policy. */
export async function pickIdentity(spot: SpotService, place: SpotPlace, wish?: Identity): Promise<void> {
  const { sandbox } = await spot.open(place);
  const now = spot.identityNow(place, wish);
  const mark = (one: Identity): string =>
    one.user === now?.user && one.tenant === now?.tenant ? '$(check)' : '$(blank)';
  const people = peopleOf(sandbox.policy);
  if (people.length === 0) {
    const message = vscode.l10n.t('The policy of {0} names nobody who may ask. Add users to policy.yaml.', place.title);
    void vscode.window.showInformationMessage(message);
    return;
  }
  const choices: Choice[] = [
    { label: vscode.l10n.t('People'), kind: vscode.QuickPickItemKind.Separator },
    ...people.map((identity) => ({
      label: `${mark(identity)} ${identity.user ?? ''}`,
      description: identity.tenant ?? '',
      detail: sandbox.policy?.users.get(identity.user ?? '')?.roles.join(', ') ?? '',
      identity,
    })),
    { label: vscode.l10n.t('Tenants, without a role'), kind: vscode.QuickPickItemKind.Separator },
    ...tenantsOf(sandbox.policy).map((tenant) => ({ label: `${mark({ tenant })} ${tenant}`, identity: { tenant } })),
  ];
  const chosen = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Ask Spot as …'),
    placeHolder: vscode.l10n.t('Who asks decides which rows an answer is made from.'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen?.identity) await spot.setIdentity(place, chosen.identity);
}
