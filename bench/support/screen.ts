import type { Frame, Locator, Page } from 'playwright-core';

/** Longer than anything here takes: what has not come by then never will. */
const PATIENCE_MS = 30_000;

/** The moment (by the machine's one clock) at which a page shows an element with a text; asked for before it is brought about. */
export function appears(frame: Frame | Page, selector: string, text: string): Promise<number> {
  return frame.evaluate(
    ([wanted, words, patience]) =>
      new Promise<number>((resolve, reject) => {
        setTimeout(() => {
          reject(new Error(`Nothing shows ${wanted} with “${words}”.`));
        }, patience);
        const observer = new MutationObserver(() => {
          if (![...document.querySelectorAll(wanted)].some((each) => each.textContent.includes(words))) return;
          observer.disconnect();
          resolve(Date.now());
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      }),
    [selector, text, PATIENCE_MS] as const,
  );
}

/** Where something can be clicked at the moment at which the page has it; asked for before it is brought about. */
export function clickable(page: Page, selector: string): Promise<{ x: number; y: number; at: number }> {
  return page.evaluate(
    ([wanted, patience]) =>
      new Promise<{ x: number; y: number; at: number }>((resolve, reject) => {
        const end = Date.now() + patience;
        // Once a frame: to ask for boxes more often would lay the page out again and again.
        const timer = setInterval(() => {
          requestAnimationFrame(() => {
            const box = document.querySelector(wanted)?.getBoundingClientRect();
            const there = box !== undefined && box.width > 0;
            if (!there && Date.now() < end) return;
            clearInterval(timer);
            if (there) resolve({ x: box.x + box.width / 2, y: box.y + box.height / 2, at: Date.now() });
            else reject(new Error(`There is no ${wanted} to click at.`));
          });
        }, 16);
      }),
    [selector, PATIENCE_MS] as const,
  );
}

/** Has every frame of the page that is made from now on note the moment at which it first draws such an element. */
export async function noteFirst(page: Page, selector: string): Promise<void> {
  await page.addInitScript((wanted) => {
    const timer = setInterval(() => {
      if (document.querySelector(wanted) === null) return;
      clearInterval(timer);
      requestAnimationFrame(() => {
        document.documentElement.dataset['firstDrawn'] = String(Date.now());
      });
    }, 5);
  }, selector);
}

/** The moment that `noteFirst` had a frame note. */
export async function firstDrawn(frame: Frame): Promise<number> {
  return Number(await frame.locator('html[data-first-drawn]').getAttribute('data-first-drawn'));
}

/** Where to click: found beforehand, so that the driver's own look-up is not counted. */
export async function middle(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('Nothing to click at.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Milliseconds from a click to what it brings. */
export async function clicked(page: Page, place: { x: number; y: number }, shown: Promise<number>): Promise<number> {
  const start = Date.now();
  await page.mouse.click(place.x, place.y);
  return (await shown) - start;
}

/** The moment at which one more element of this kind is drawn. */
export function drawn(frame: Frame | Page, selector: string): Promise<number> {
  return frame.evaluate(
    ([wanted, patience]) =>
      new Promise<number>((resolve, reject) => {
        setTimeout(() => {
          reject(new Error(`No other ${wanted} is drawn.`));
        }, patience);
        const before = document.querySelectorAll(wanted).length;
        const observer = new MutationObserver(() => {
          if (document.querySelectorAll(wanted).length <= before) return;
          observer.disconnect();
          requestAnimationFrame(() => {
            resolve(Date.now());
          });
        });
        observer.observe(document.body, { subtree: true, childList: true });
      }),
    [selector, PATIENCE_MS] as const,
  );
}
