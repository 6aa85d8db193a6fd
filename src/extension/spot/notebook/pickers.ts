import * as vscode from 'vscode';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';

/** The place to ask at: the only one there is, or the one that the user picks; undefined when they change their mind. */
export async function pickPlace(spot: SpotService): Promise<SpotPlace | undefined> {
  const places = await spot.places();
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
