import type { SpotLanguage, SpotResult, SpotResultRequests } from '../../protocol';
import type { Caller } from '../../protocol';
import { proofsOf } from './state';
import type { State } from './state';

type Ask = Caller<SpotResultRequests, object>['request'];

/** The element of dist/webview/spot-result.js, as far as it is used here. */
interface ResultElement extends HTMLElement {
  request: Ask;
  language: SpotLanguage;
  result: SpotResult;
}

/** Where this script was loaded from: the result renderer lies beside it, and is loaded when a result is first seen. */
const HERE = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href;

/** Draws the results of proofs in the places that the view keeps for them, once their claim is opened. */
export class Results {
  private known: ReadonlyMap<string, SpotResult> = new Map();
  private ready: Promise<SpotLanguage | undefined> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly ask: Ask,
  ) {
    root.addEventListener(
      'toggle',
      () => {
        this.fill();
      },
      true,
    );
  }

  /** Call after each drawing. */
  after(state: State): void {
    const results = (proofsOf(state)?.claims ?? []).flatMap(({ steps }) => steps.flatMap(({ result }) => result ?? []));
    this.known = new Map(results.map((result) => [result.id, result]));
    this.fill();
  }

  private fill(): void {
    for (const place of this.root.querySelectorAll<HTMLElement>('details[open] [data-result]')) {
      const result = this.known.get(place.dataset['result'] ?? '');
      if (result === undefined || place.dataset['drawn'] === result.id) continue;
      place.dataset['drawn'] = result.id;
      void this.draw(place, result);
    }
  }

  private async draw(place: HTMLElement, result: SpotResult): Promise<void> {
    try {
      this.ready ??= this.load();
      const language = await this.ready;
      if (place.dataset['drawn'] !== result.id) return;
      const element = document.createElement('greenroom-spot-result') as ResultElement;
      element.request = this.ask;
      if (language !== undefined) element.language = language;
      element.result = result;
      place.replaceChildren(element);
    } catch (error) {
      this.ready = undefined;
      place.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  /** Without its texts, the element speaks English. */
  private async load(): Promise<SpotLanguage | undefined> {
    const module = (await import(new URL('spot-result.js', HERE).href)) as { defineElement(): void };
    module.defineElement();
    return this.ask('strings', {}).catch(() => undefined);
  }
}
