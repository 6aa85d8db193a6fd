/** An edit of a document. Lines and columns from 0, before the edit. */
export interface LineEdit {
  readonly start: { readonly line: number; readonly column: number };
  /** Exclusive. */
  readonly end: { readonly line: number; readonly column: number };
  readonly text: string;
}

/** Where a line is after an edit; undefined when the edit took it away. */
export function followEdit(line: number, { start, end, text }: LineEdit): number | undefined {
  const inserted = text.split('\n').length - 1;
  const isAbove = end.line < line || (end.line === line && end.column === 0);
  if (isAbove) return line + inserted - (end.line - start.line);
  if (start.line > line || (start.line === line && (start.column > 0 || end.line === line))) return line;
  // What is left of the line hangs on to what stands before the edit.
  if (end.line === line) return start.line + inserted;
  return undefined;
}
