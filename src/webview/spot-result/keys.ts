/** Keys that mean something to a control, a table or a text that scrolls, and something else to the notebook around. */
const SHARED = new Set(
  'ArrowUp ArrowDown ArrowLeft ArrowRight PageUp PageDown Home End Enter Delete Backspace'.split(' '),
);

/**
 * What is typed in here stays here: a notebook would take Enter for leaving a button, an arrow for going on to the next
 * cell, and Delete for deleting this one. Escape, Tab and whatever is pressed with Ctrl are the editor's, as everywhere.
 */
export function keepKeys(root: ShadowRoot): void {
  root.addEventListener('keydown', (event) => {
    if (event instanceof KeyboardEvent && isTyped(event)) event.stopPropagation();
  });
}

function isTyped({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  // With Shift, Enter runs the cell.
  if (key === 'Enter') return !shiftKey;
  return key.length === 1 || SHARED.has(key);
}

/** Keys that move nothing in here; Escape is about to leave. */
const STILL = new Set(['Alt', 'Control', 'Escape', 'Meta', 'Shift']);

/** Tells where the keyboard is whenever it may have moved: what has the focus, or the cell of a table that does. */
export function followFocus(root: ShadowRoot, moved: (part: () => Element | null) => void): void {
  let planned = false;
  const plan = (): void => {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => {
      planned = false;
      if (root.activeElement?.matches(':focus-visible') !== true) return;
      moved(() => root.activeElement?.querySelector('.cell.active') ?? root.activeElement);
    });
  };
  root.addEventListener('focusin', plan);
  // A table's own keys go no further than the table.
  root.addEventListener(
    'keydown',
    (event) => {
      if (event instanceof KeyboardEvent && !STILL.has(event.key)) plan();
    },
    { capture: true },
  );
}
