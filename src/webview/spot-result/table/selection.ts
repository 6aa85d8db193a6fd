/** A cell of the table; row -1 is the heading. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** The cell that the keyboard is at, and the corner across from it of what is selected. */
export interface Selection {
  readonly active: Place;
  readonly anchor: Place;
}

export interface Size {
  readonly rows: number;
  readonly columns: number;
  /** Rows that fit into the part in sight. */
  readonly page: number;
}

/** First and last row and column, both included. */
export interface Area {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export const START: Selection = { active: { row: 0, column: 0 }, anchor: { row: 0, column: 0 } };

/** Where a key leads to, as in a spreadsheet; undefined for a key that moves nothing. */
export function afterKey(
  { active, anchor }: Selection,
  { key, ctrl, shift }: { readonly key: string; readonly ctrl: boolean; readonly shift: boolean },
  size: Size,
): Selection | undefined {
  const next = target(active, key, ctrl, size);
  if (next === undefined) return undefined;
  const row = clamp(next.row, shift ? 0 : -1, size.rows - 1);
  const place = { row, column: clamp(next.column, 0, size.columns - 1) };
  return shift && anchor.row >= 0 ? { active: place, anchor } : { active: place, anchor: place };
}

function target({ row, column }: Place, key: string, ctrl: boolean, { rows, columns, page }: Size): Place | undefined {
  switch (key) {
    case 'ArrowUp':
      return { row: ctrl ? 0 : row - 1, column };
    case 'ArrowDown':
      return { row: ctrl ? rows - 1 : row + 1, column };
    case 'ArrowLeft':
      return { row, column: ctrl ? 0 : column - 1 };
    case 'ArrowRight':
      return { row, column: ctrl ? columns - 1 : column + 1 };
    case 'PageUp':
      return { row: Math.max(0, row - page), column };
    case 'PageDown':
      return { row: row + page, column };
    case 'Home':
      return { row: ctrl ? 0 : row, column: 0 };
    case 'End':
      return { row: ctrl ? rows - 1 : row, column: columns - 1 };
    default:
      return undefined;
  }
}

/** Whether no row is selected: the keyboard is at the name of a column. */
export function isHeading({ active, anchor }: Selection): boolean {
  return active.row < 0 && anchor.row < 0;
}

export function areaOf({ active, anchor }: Selection): Area {
  return {
    top: Math.max(0, Math.min(active.row, anchor.row)),
    bottom: Math.max(0, active.row, anchor.row),
    left: Math.min(active.column, anchor.column),
    right: Math.max(active.column, anchor.column),
  };
}

export function isInside({ top, bottom, left, right }: Area, row: number, column: number): boolean {
  return row >= top && row <= bottom && column >= left && column <= right;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
