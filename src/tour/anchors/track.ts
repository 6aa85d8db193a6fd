/** An edit of a document, as VS Code reports it: the range that was replaced, and the text that is there instead. */
export interface TextEdit {
  readonly range: { readonly start: Position; readonly end: Position };
  readonly text: string;
}

/** From 0; characters are UTF-16 units. */
interface Position {
  readonly line: number;
  readonly character: number;
}

/**
 * Where a line is after the edits of one change event, all of which speak of the document before it. Undefined when the
 * line was deleted, or replaced together with others: it is for its anchor to say then where it is.
 * @param text the line's text before the edits; with it, an edit in the white space around the code is told from one
 * in the code
 */
export function trackLine(line: number, edits: readonly TextEdit[], text?: string): number | undefined {
  // From the end backwards, none moves what another one speaks of.
  const ordered = [...edits].sort(
    (a, b) => b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character,
  );
  const indent = text === undefined ? 0 : text.length - text.trimStart().length;
  const end = text === undefined ? Infinity : text.trimEnd().length;
  let now: number | undefined = line;
  for (const edit of ordered) {
    if (now === undefined) return undefined;
    now = afterEdit(now, edit, { indent, end });
  }
  return now;
}

/** Columns of a line's code, without the white space around it. */
interface Code {
  readonly indent: number;
  readonly end: number;
}

function afterEdit(line: number, { range: { start, end }, text }: TextEdit, code: Code): number | undefined {
  const breaks = countBreaks(text);
  const shift = breaks - (end.line - start.line);
  if (line > end.line) return line + shift;
  if (line < start.line) return line;
  // What is left of the code is what stood before the range, or behind it.
  const keepsHead = line === start.line && start.character > code.indent;
  const keepsTail = line === end.line && end.character < code.end;
  if (keepsHead) return line;
  if (start.line < end.line) return keepsTail ? line + shift : undefined;
  const keepsAll = end.character <= code.indent;
  return breaks > 0 && (keepsAll || (keepsTail && Number.isFinite(code.end))) ? line + shift : line;
}

function countBreaks(text: string): number {
  let breaks = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) breaks++;
  }
  return breaks;
}
