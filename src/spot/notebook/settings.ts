import type { NotebookSettings } from './types';

const NAMES = ['model', 'user', 'tenant', 'now'] as const;
type Name = (typeof NAMES)[number];

/** What a cell's own line says, and the first thing in it that means nothing. */
export interface CellOptions {
  readonly settings: Omit<NotebookSettings, 'model'>;
  readonly unknown?: string;
}

/** Reads `user=gita now=2025-06-30`; a value with blanks stands in double quotes. */
export function settingsOf(options: string): CellOptions {
  const settings: Partial<Record<Name, string>> = {};
  let unknown: string | undefined;
  for (const [word, name = '', quoted, bare = ''] of options.matchAll(/([^\s="]+)=(?:"([^"]*)"|([^\s"]+))|\S+/g)) {
    if (isName(name) && name !== 'model') settings[name] = quoted ?? bare;
    else unknown ??= word;
  }
  return { settings, ...(unknown === undefined ? {} : { unknown }) };
}

/**
 * The front matter at the top of a file's lines, if it has any: its settings, and how many lines it takes. Settings
 * that Spot does not know are left alone.
 */
export function readFrontMatter(lines: readonly string[]): {
  readonly settings: NotebookSettings;
  readonly lines: number;
} {
  const [opening = ''] = lines;
  if (!/^\uFEFF?---[ \t]*[\r\n]/.test(opening)) return { settings: {}, lines: /^\uFEFF$/.test(opening) ? 1 : 0 };
  const end = lines.findIndex((line, index) => index > 0 && /^---[ \t]*[\r\n]*$/.test(line));
  if (end < 0) return { settings: {}, lines: 0 };
  const settings: Partial<Record<Name, string>> = {};
  for (const line of lines.slice(1, end)) {
    const [, name = '', value = ''] = /^([a-z]+)[ \t]*:(.*)/.exec(line) ?? [];
    const plain = unquoted(value.trim());
    if (isName(name) && plain !== '') settings[name] ??= plain;
  }
  return { settings, lines: end + 1 };
}

function unquoted(value: string): string {
  const [, quoted] = /^(?:"([^"]*)"|'[^']*')/.exec(value) ?? [];
  if (quoted !== undefined) return quoted;
  if (/^'[^']*'/.test(value)) return value.slice(1, value.indexOf("'", 1));
  return value.replace(/(?:^|[ \t])#.*$/, '').trimEnd();
}

const isName = (name: string): name is Name => (NAMES as readonly string[]).includes(name);
