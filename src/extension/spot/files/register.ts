import * as vscode from 'vscode';
import type { SpotService } from '../service/service';
import { SPOT_FILES } from './place-files';
import { FileProblems } from './problems';
import type { Providers } from './providers';

/** Makes model.yaml, policy.yaml and golden.yaml more than YAML to the editor. What answers is loaded when it is first asked. */
export function registerSpotFiles(spot: SpotService, onError: (error: unknown) => void): vscode.Disposable {
  let loading: Promise<Providers> | undefined;
  const load = () => (loading ??= import('./providers').then(({ createProviders }) => createProviders(spot)));
  const { languages } = vscode;
  return vscode.Disposable.from(
    new FileProblems(onError),
    languages.registerDefinitionProvider(SPOT_FILES, {
      provideDefinition: async (document, at) => (await load()).navigation.provideDefinition(document, at),
    }),
    languages.registerReferenceProvider(SPOT_FILES, {
      provideReferences: async (document, at, context, token) =>
        (await load()).navigation.provideReferences(document, at, context, token),
    }),
    languages.registerRenameProvider(SPOT_FILES, {
      prepareRename: async (document, at) => (await load()).renaming.prepareRename(document, at),
      provideRenameEdits: async (document, at, name) => (await load()).renaming.provideRenameEdits(document, at, name),
    }),
    languages.registerHoverProvider(SPOT_FILES, {
      provideHover: async (document, at, token) => (await load()).hover.provideHover(document, at, token),
    }),
    languages.registerCompletionItemProvider(
      SPOT_FILES,
      {
        provideCompletionItems: async (document, at) => (await load()).completion.provideCompletionItems(document, at),
      },
      '[',
      ':',
    ),
  );
}
