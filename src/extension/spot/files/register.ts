import * as vscode from 'vscode';
import { FileNavigation } from './navigation';
import { SPOT_FILES } from './place-files';
import { FileProblems } from './problems';

/** Makes model.yaml, policy.yaml and golden.yaml more than YAML to the editor. */
export function registerSpotFiles(onError: (error: unknown) => void): vscode.Disposable {
  return vscode.Disposable.from(
    new FileProblems(onError),
    vscode.languages.registerDefinitionProvider(SPOT_FILES, new FileNavigation()),
  );
}
