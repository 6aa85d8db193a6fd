/** Height of a row in pixels, the heading's too; the style sheet has it as well. */
export const ROW_PX = 26;
/** Drawn beyond either edge, so that scrolling shows no gaps. */
const SPARE_ROWS = 6;
/** Browsers end a box at some tens of millions of pixels; beyond this height, scrolling is scaled. */
const TALLEST_PX = 8_000_000;

/** Which rows a scrolled table shows, and where. */
export interface Window {
  /** Height of all rows together. */
  readonly height: number;
  /** The first row to draw, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Where the first drawn row begins. */
  readonly top: number;
}

/**
 * @param rows how many there are
 * @param scroll how far they are scrolled, in pixels
 * @param view how high the part in sight is, in pixels
 */
export function windowOf(rows: number, scroll: number, view: number): Window {
  const full = rows * ROW_PX;
  const height = Math.min(full, TALLEST_PX);
  const first = firstInSight(rows, scroll, view);
  const from = Math.max(0, Math.floor(first) - SPARE_ROWS);
  const to = Math.min(rows, Math.ceil(first + view / ROW_PX) + SPARE_ROWS);
  const top = full === height ? from * ROW_PX : scroll - (first - from) * ROW_PX;
  return { height, from, to, top };
}

/** How far to scroll so that a row is in sight; the present scroll where it is. */
export function scrollTo(row: number, rows: number, scroll: number, view: number): number {
  const fits = Math.max(1, Math.floor(view / ROW_PX));
  const first = firstInSight(rows, scroll, view);
  if (row >= first && row + 1 <= first + view / ROW_PX) return scroll;
  const target = row < first ? row : row - fits + 1;
  return Math.max(0, target) * ROW_PX * scaleOf(rows, view);
}

function firstInSight(rows: number, scroll: number, view: number): number {
  const most = Math.max(0, rows - view / ROW_PX);
  return Math.min(most, Math.max(0, scroll) / ROW_PX / scaleOf(rows, view));
}

/** Pixels of scrolling for each pixel of rows; 1 unless there are very many. */
function scaleOf(rows: number, view: number): number {
  const full = rows * ROW_PX;
  return full <= TALLEST_PX ? 1 : (TALLEST_PX - view) / (full - view);
}
