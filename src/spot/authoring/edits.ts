import type { SpotText } from './types';

/** A change to a file's text. Offsets are those of the text before any change. */
export interface TextChange {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /**
   * Why somebody must look at it first. `sql`: a word in SQL that may mean something else; `data`: where rows come from,
   * whose column must be called so too; `question`: the new name does not mean the same in this question.
   */
  readonly doubt?: 'sql' | 'data' | 'question';
}

/** A text with changes in it; changes do not overlap. */
export function changed(text: string, changes: readonly Omit<TextChange, 'file'>[]): string {
  let result = '';
  let at = 0;
  for (const change of [...changes].sort((a, b) => a.start - b.start)) {
    result += text.slice(at, change.start) + change.text;
    at = change.end;
  }
  return result + text.slice(at);
}

/** A file with all changes that nobody need look at first. */
export function changedFile<T extends SpotText>(file: T, changes: readonly TextChange[]): T {
  const own = changes.filter((change) => change.file === file.file && change.doubt === undefined);
  return { ...file, text: changed(file.text, own) };
}
