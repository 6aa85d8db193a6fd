/** The colours and the font that the editor has now. */
export interface ChartTheme {
  readonly foreground: string;
  readonly quiet: string;
  readonly line: string;
  readonly background: string;
  readonly font: string;
  readonly fontSize: number;
  readonly colors: readonly string[];
  readonly highContrast: boolean;
}

/** Of the theme's chart colours; its yellow is hard to tell from its orange. */
const COLORS = ['blue', 'orange', 'green', 'purple', 'red', 'foreground'];

export function readTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const get = (name: string, fallback: string): string => style.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  const foreground = get('foreground', style.color);
  const highContrast =
    document.body.classList.contains('vscode-high-contrast') || matchMedia('(forced-colors: active)').matches;
  return {
    foreground,
    quiet: highContrast ? foreground : get('descriptionForeground', foreground),
    line: get('contrastBorder', get('panel-border', 'rgba(128, 128, 128, 0.35)')),
    background: get('notebook-editorBackground', get('editor-background', 'transparent')),
    font: style.fontFamily,
    fontSize: Math.max(9, Math.round((Number.parseFloat(style.fontSize) || 13) * 0.92)),
    colors: COLORS.map((color) => get(`charts-${color}`, foreground)),
    highContrast,
  };
}

/** Tells of every change of the theme until the returned function is called. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  return () => {
    observer.disconnect();
  };
}
