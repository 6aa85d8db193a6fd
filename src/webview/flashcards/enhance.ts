/**
 * Makes the author's markup usable without a mouse: code links can be reached, and what is too wide for the column
 * scrolls in a box of its own that can be reached too.
 */
export function enhance(root: HTMLElement): void {
  // Code says nothing about the direction of the text that it stands in.
  for (const code of root.querySelectorAll<HTMLElement>('code:not([dir])')) code.dir = 'ltr';
  for (const link of root.querySelectorAll<HTMLElement>('a.code:not([href], [tabindex])')) {
    link.tabIndex = 0;
    link.setAttribute('role', 'link');
  }
  for (const table of root.querySelectorAll('table')) {
    if (table.parentElement?.matches('.scroll-box') === true) continue;
    const box = document.createElement('div');
    box.className = 'scroll-box';
    table.replaceWith(box);
    box.append(table);
  }
  for (const code of root.querySelectorAll('pre:not(.scroll-box)')) code.classList.add('scroll-box');
  for (const box of root.querySelectorAll<HTMLElement>('.scroll-box')) {
    const wide = box.scrollWidth > box.clientWidth;
    if (wide) box.tabIndex = 0;
    else box.removeAttribute('tabindex');
  }
}
