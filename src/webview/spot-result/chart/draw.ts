import { View, parse } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';

/** A chart in the page. */
export interface DrawnChart {
  svg(): Promise<string>;
  /** Base64, twice the size on the screen. */
  png(): Promise<string>;
  dispose(): void;
}

/** Charts hold their data: nothing is ever fetched. */
const NO_LOADER = {
  load: () => Promise.reject(new Error('A chart loads nothing.')),
  sanitize: () => Promise.reject(new Error('A chart links to nothing.')),
  http: () => Promise.reject(new Error('A chart loads nothing.')),
  file: () => Promise.reject(new Error('A chart loads nothing.')),
};

/**
 * Draws a Vega-Lite chart as SVG. Its expressions are interpreted, not compiled: the page's policy forbids `eval`.
 * @param background the page's colour, for the saved files
 */
export async function drawChart(spec: TopLevelSpec, host: HTMLElement, background: string): Promise<DrawnChart> {
  const runtime = parse(compile(spec).spec, undefined, { ast: true });
  const create = (): View => new View(runtime, { expr: expressionInterpreter, loader: NO_LOADER, renderer: 'none' });
  const view = new View(runtime, {
    expr: expressionInterpreter,
    loader: NO_LOADER,
    renderer: 'svg',
    container: host,
    hover: false,
  });
  await view.runAsync();
  const copy = async <T>(use: (view: View) => Promise<T>): Promise<T> => {
    const other = create();
    try {
      other.background(background);
      await other.runAsync();
      return await use(other);
    } finally {
      other.finalize();
    }
  };
  return {
    svg: () => copy((other) => other.toSVG()),
    png: () =>
      copy(async (other) => {
        const canvas = await other.toCanvas(2);
        return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
      }),
    dispose: () => {
      view.finalize();
    },
  };
}
