/** Room between what is shown and the edge. */
const MARGIN_PX = 12;

let known = 0;

/**
 * Scrolls a notebook so that a part of a result is in sight. The notebook's page is as long as all of its results and is
 * scrolled by the editor around it, which does not follow the focus. It follows a link within the page, to where that
 * leads: here to itself.
 */
export function revealInNotebook(target: Element, result: HTMLElement): void {
  const link = document.createElement('a');
  known += 1;
  link.id = `greenroom-reveal-${String(known)}`;
  link.href = `#${link.id}`;
  link.tabIndex = -1;
  link.ariaHidden = 'true';
  // As high as the page: what an observer sees of it is what the editor shows.
  Object.assign(link.style, { position: 'fixed', top: '0', bottom: '0', width: '1px', pointerEvents: 'none' });
  link.addEventListener('click', (event) => {
    event.preventDefault();
  });
  const observer = new IntersectionObserver(([seen]) => {
    observer.disconnect();
    const by = seen === undefined ? 0 : distance(target.getBoundingClientRect(), seen.intersectionRect);
    if (seen !== undefined && by !== 0) {
      Object.assign(link.style, { top: `${String(seen.intersectionRect.top + by)}px`, bottom: 'auto', height: '1px' });
      link.click();
    }
    link.remove();
  });
  result.after(link);
  observer.observe(link);
}

/** How far to scroll so that a box is in sight; its beginning when it is too high. */
function distance(box: DOMRect, view: DOMRectReadOnly): number {
  if (view.height === 0 || box.height === 0) return 0;
  const above = box.top - MARGIN_PX - view.top;
  const below = box.bottom + MARGIN_PX - view.bottom;
  if (above < 0) return above;
  return below > 0 ? Math.min(above, below) : 0;
}
