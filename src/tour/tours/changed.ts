import { createHash } from 'node:crypto';
import type { LinkTarget } from '../links';
import { absolutePath } from '../links';

/** The code behind a card at one time: for each thing that it links to, a digest of its text. Plain JSON. */
export type CodeState = Readonly<Record<string, string>>;

/** One thing that a card links to. */
export interface LinkedCode {
  /** What the reader calls it, and what a change is reported as: `ControlPlane`. */
  readonly text: string;
  readonly target: LinkTarget;
}

/**
 * Takes the state of the code behind a card: a definition's lines, the lines that a link gives, or a whole file. White
 * space at the ends of lines does not count, and neither does where in the file a definition stands.
 * @param read a file's text; undefined leaves its links out
 */
export async function codeState(
  links: readonly LinkedCode[],
  read: (absolutePath: string) => Promise<string | undefined>,
): Promise<CodeState> {
  const state = new Map<string, string>();
  for (const { text, target } of links) {
    const content = await read(absolutePath(target.file));
    if (content !== undefined) state.set(text, digest(linesOf(target, content)));
  }
  return Object.fromEntries(state);
}

/** What has changed since: names that are in both states with different code. A link that came or went is no change. */
export function changedCode(before: CodeState, now: CodeState): readonly string[] {
  return Object.keys(now).filter((text) => Object.hasOwn(before, text) && before[text] !== now[text]);
}

function linesOf({ line, endLine, symbol }: LinkTarget, content: string): readonly string[] {
  const lines = content.split(/\r?\n/);
  if (symbol !== undefined) return lines.slice(symbol.startLine, symbol.endLine + 1);
  if (endLine === undefined && line === 0) return lines;
  return lines.slice(line, (endLine ?? line) + 1);
}

function digest(lines: readonly string[]): string {
  const text = lines.map((line) => line.trimEnd()).join('\n');
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
