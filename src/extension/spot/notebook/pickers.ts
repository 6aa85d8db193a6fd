import * as vscode from 'vscode';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';

/**
 * The place to ask at: the only one there is, or the one that the user picks; undefined when they change their mind.
 * `sandboxes`: only those that lie in a deck or in the workspace.
 */
export async function pickPlace(spot: SpotService, among: 'all' | 'sandboxes' = 'all'): Promise<SpotPlace | undefined> {
  const found = await spot.places();
  const places = among === 'all' ? found : found.filter(({ live }) => live === undefined);
  if (places.length === 0) {
    throw new Error(
      vscode.l10n.t('There is no Spot model here. A deck’s sandbox is a folder with model.yaml and policy.yaml.'),
    );
  }
  if (places.length === 1) return places[0];
  const items = places.map((place) => ({
    label: place.title,
    description: place.note ?? vscode.workspace.asRelativePath(place.model),
    place,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Ask Spot'),
    placeHolder: vscode.l10n.t('Which model?'),
    matchOnDescription: true,
  });
  return chosen?.place;
}
