/**
 * The result renderer: a notebook renderer's entry, and an element for other pages. Those load the built file as a
 * module (`import()` of dist/webview/spot-result.js) rather than bundle it, so that charts stay a file of their own.
 */
import { createRenderer } from './renderer';
import type { Renderer, RendererContext } from './renderer';
import { defineElement } from './element';

export type { Ask } from './ask';
export type { SpotResultElement } from './element';
export { defineElement };

/** Called by VS Code when the first result of a notebook is to be drawn. */
export function activate(context: RendererContext): Renderer {
  return createRenderer(context);
}
