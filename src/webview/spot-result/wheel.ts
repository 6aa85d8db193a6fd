/** For so long, the wheel that has scrolled to an end moves nothing else. */
const LINGER_MS = 300;

/**
 * What the wheel scrolls in here, it scrolls alone. A notebook's page looks for something that scrolls under the mouse
 * before it passes the wheel on to the editor, and cannot look into a shadow tree.
 */
export function keepWheel(root: ShadowRoot): void {
  let last = -Infinity;
  root.addEventListener(
    'wheel',
    (event) => {
      if (!(event instanceof WheelEvent) || event.ctrlKey) return;
      const path = event.composedPath();
      const inside = path.slice(0, path.indexOf(root));
      const scrolls = inside.some((each) => each instanceof HTMLElement && canScroll(each, event.deltaY));
      if (scrolls) last = event.timeStamp;
      if (scrolls || event.timeStamp - last < LINGER_MS) event.stopPropagation();
    },
    { passive: true },
  );
}

function canScroll(element: HTMLElement, by: number): boolean {
  const { scrollTop, clientHeight, scrollHeight } = element;
  const room = by < 0 ? scrollTop : by > 0 ? scrollHeight - clientHeight - scrollTop : 0;
  // Heights are rounded: a single pixel may be none.
  return room > 1 && ['auto', 'scroll'].includes(getComputedStyle(element).overflowY);
}
