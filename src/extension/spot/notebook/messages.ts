import * as vscode from 'vscode';
import { Answerer, SPOT_RESULT_RENDERER, type Handlers, type SpotResultRequests } from '../../../protocol';

/** Answers what the results in notebooks ask for. */
export function answerRenderer(
  handlers: Handlers<SpotResultRequests>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const messaging = vscode.notebooks.createRendererMessaging(SPOT_RESULT_RENDERER);
  const answerers = new WeakMap<vscode.NotebookEditor, Answerer<SpotResultRequests, Record<string, never>>>();
  const answererOf = (editor: vscode.NotebookEditor) => {
    const known = answerers.get(editor);
    if (known) return known;
    const post = (message: unknown) => void messaging.postMessage(message, editor);
    const made = new Answerer<SpotResultRequests, Record<string, never>>(post, handlers, (request, error) => {
      log.warn(`Spot result: ${request}: ${error instanceof Error ? error.message : String(error)}`);
    });
    answerers.set(editor, made);
    return made;
  };
  return messaging.onDidReceiveMessage(({ editor, message }) => void answererOf(editor).receive(message));
}
