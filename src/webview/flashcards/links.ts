import type { Panel } from './panel';

/**
 * Sends clicks on links to the extension: code opens beside the panel, anything else in the browser. With Alt, or by a
 * middle click, the focus goes into the code.
 */
export function handleLinks(root: HTMLElement, panel: Panel): void {
  const open = (event: MouseEvent | KeyboardEvent, focus: boolean): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null) return;
    event.preventDefault();
    // The webview's own listener would open it a second time.
    event.stopPropagation();
    const code = link.dataset['code'];
    if (link.classList.contains('code') || code !== undefined) panel.openCode(code ?? link.textContent, focus);
    else panel.openLink(link.getAttribute('href') ?? '');
  };
  root.addEventListener('click', (event) => {
    open(event, event.altKey);
  });
  root.addEventListener('auxclick', (event) => {
    if (event.button === 1) open(event, true);
  });
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.repeat && !event.ctrlKey && !event.metaKey) open(event, event.altKey);
  });
}
