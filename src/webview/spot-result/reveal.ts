/** Room between what is shown and the edge. */
const MARGIN_PX = 12;
/** The editor has scrolled by then. */
const SETTLED_MS = 80;
const MOST_TRIES = 4;

/** Counts what was to be shown: later wishes replace earlier ones. */
let wishes = 0;

/**
 * Scrolls a notebook so that a part of a result is in sight. The notebook's page is as long as all of its results and is
 * scrolled by the editor around it, which does not follow the focus. Looks again afterwards: keys that follow one another
 * quickly may have moved on before the editor has scrolled.
 */
export async function revealInNotebook(part: () => Element | null, result: HTMLElement): Promise<void> {
  wishes += 1;
  const wish = wishes;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const moved = await scrollOnce(part, result);
    if (wish !== wishes || (!moved && tries > 0)) return;
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    if (wish !== wishes) return;
  }
}

/** The editor follows a link within the page to where that leads: here to itself. Tells whether there was need to. */
function scrollOnce(part: () => Element | null, result: HTMLElement): Promise<boolean> {
  const link = document.createElement('a');
  link.id = `greenroom-reveal-${String(wishes)}`;
  link.href = `#${link.id}`;
  link.tabIndex = -1;
  link.ariaHidden = 'true';
  // As high as the page: what an observer sees of it is what the editor shows.
  Object.assign(link.style, { position: 'fixed', top: '0', bottom: '0', width: '1px', pointerEvents: 'none' });
  link.addEventListener('click', (event) => {
    event.preventDefault();
  });
  result.after(link);
  return new Promise((resolve) => {
    const observer = new IntersectionObserver(([seen]) => {
      observer.disconnect();
      const view = seen?.intersectionRect;
      const box = part()?.getBoundingClientRect();
      // Whoever has left meanwhile is not to be taken back.
      const by = view === undefined || box === undefined || !document.hasFocus() ? 0 : distance(box, view);
      if (view !== undefined && by !== 0) {
        Object.assign(link.style, { top: `${String(view.top + by)}px`, bottom: 'auto', height: '1px' });
        link.click();
      }
      link.remove();
      resolve(by !== 0);
    });
    observer.observe(link);
  });
}

/** How far to scroll so that a box is in sight; its beginning when it is too high. */
function distance(box: DOMRect, view: DOMRectReadOnly): number {
  if (view.height === 0 || box.height === 0) return 0;
  const above = box.top - MARGIN_PX - view.top;
  const below = box.bottom + MARGIN_PX - view.bottom;
  if (above < 0) return above;
  return below > 0 ? Math.min(above, below) : 0;
}
