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
