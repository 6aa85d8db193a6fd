import * as vscode from 'vscode';
import type { CommandHandler } from '../../commands';
import { pickPlace } from '../notebook/pickers';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';
import type { GoldenTests } from './register';

/** Commands that run a place's golden suite; the Spot view hands in the node. */
export function suiteCommands(spot: SpotService, tests: GoldenTests): Record<string, CommandHandler> {
  const run = (kind: vscode.TestRunProfileKind) => async (node?: { readonly place?: SpotPlace }) => {
    const place = node?.place ?? (await pickPlace(spot, 'sandboxes'));
    if (place) await tests.run(place, kind);
  };
  return {
    'spot.runSuite': run(vscode.TestRunProfileKind.Run),
    'spot.coverSuite': run(vscode.TestRunProfileKind.Coverage),
  };
}
