import { Caller } from '../../protocol';
import type { SpotLanguage, SpotResultRequests } from '../../protocol';
import { defineElement, SpotResultElement } from './element';
import { revealInNotebook } from './reveal';

/** What VS Code hands to a notebook renderer, as far as it is used here. */
export interface RendererContext {
  postMessage?(message: unknown): void;
  onDidReceiveMessage?(listener: (message: unknown) => void): unknown;
}

interface OutputItem {
  readonly id: string;
  json(): unknown;
}

export interface Renderer {
  renderOutputItem(item: OutputItem, element: HTMLElement): void;
  disposeOutputItem(id?: string): void;
}

/** A big result is sorted or written before it answers. */
const TIMEOUT_MS = 120_000;

/** One renderer draws all Spot results of a notebook. */
export function createRenderer(context: RendererContext): Renderer {
  defineElement();
  const shown = new Map<string, SpotResultElement>();
  const post = context.postMessage?.bind(context);
  const caller = new Caller<SpotResultRequests, object>((message) => post?.(message), TIMEOUT_MS);
  context.onDidReceiveMessage?.((message) => {
    caller.receive(message);
  });
  let language: SpotLanguage | undefined;
  if (post !== undefined) {
    caller.request('strings', {}).then(
      (answer) => {
        language = answer;
        for (const element of shown.values()) element.language = answer;
      },
      () => {
        // The results speak English then; what else is asked says by itself that nobody answers.
      },
    );
  }
  const create = (): SpotResultElement => {
    const element = new SpotResultElement();
    if (post !== undefined) element.request = (name, params) => caller.request(name, params);
    if (language !== undefined) element.language = language;
    element.reveal = (part) => {
      void revealInNotebook(part, element);
    };
    return element;
  };
  return {
    renderOutputItem(item, parent) {
      const before = shown.get(item.id);
      const element = before?.parentElement === parent ? before : create();
      shown.set(item.id, element);
      element.result = readJson(item);
      if (element.parentElement !== parent) parent.replaceChildren(element);
    },
    disposeOutputItem(id) {
      const gone = id === undefined ? [...shown.keys()] : [id];
      for (const key of gone) {
        shown.get(key)?.dispose();
        shown.delete(key);
      }
    },
  };
}

function readJson(item: OutputItem): unknown {
  try {
    return item.json();
  } catch {
    return undefined;
  }
}
