import type { CodeLink } from '../types';

/** Extensions of files that answers point at: source code, and the plain text that travels with it. */
const SOURCE_EXTENSIONS = new Set(
  (
    'py pyi ipynb ts tsx mts cts js jsx mjs cjs go java kt kts scala rs c h cc cpp cxx hpp hxx cs fs rb php swift lua ' +
    'pl r jl ex exs erl hs clj dart zig m mm sh bash zsh ps1 sql spot tml yaml yml toml json jsonl ini cfg conf env ' +
    'md txt csv html css scss vue svelte tf proto graphql gradle xml'
  ).split(' '),
);

/** Products that are named like files. */
const NOT_FILES = new Set([
  'node.js',
  'next.js',
  'vue.js',
  'nuxt.js',
  'three.js',
  'd3.js',
  'express.js',
  'react.js',
  'asp.net',
]);

const PATH = /^[\w.@~+()[\]-]+(?:\/[\w.@~+()[\]-]+)*$/;
const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
const CALL = /\(\)$/;
const ALL_CAPS = /^[\p{Lu}\p{N}]+$/u;
const MAX_LENGTH = 200;

/** The part of a file that a path may go on to name: `#L10-L20`, `#Name`, `:10`, `:10:5`. */
const PART = /(?:#[\p{L}\p{N}_.$-]+|:\d+(?:[-:]\d+)?)$/u;

/** Whether the path ends in an extension of source code; such a path can be reported as broken. */
export function hasSourceExtension(text: string): boolean {
  const path = text.replace(PART, '');
  const dot = path.lastIndexOf('.');
  return dot >= 0 && SOURCE_EXTENSIONS.has(path.slice(dot + 1).toLowerCase());
}

/**
 * What inline code may name: a path, a symbol, or nothing (text, an operator, a query). A leading `!` says that it must
 * resolve, and then any single identifier will do.
 */
export function classifyCode(content: string): Pick<CodeLink, 'text' | 'form' | 'required'> | undefined {
  if (content.length === 0 || content.length > MAX_LENGTH) return undefined;
  const required = content.startsWith('!');
  const text = required ? content.slice(1) : content;
  if (NOT_FILES.has(text.toLowerCase())) return undefined;
  const form = isPath(text) ? 'path' : isSymbol(text, required) ? 'symbol' : undefined;
  return form && { text, form, required };
}

/** How many characters of inline code are the author's mark that it must resolve, which no reader sees. */
export function markLength(content: string): number {
  return content.startsWith('!') && classifyCode(content)?.required === true ? 1 : 0;
}

function isPath(content: string): boolean {
  const text = content.replace(PART, '');
  if (!text.includes('.') || !PATH.test(text)) return false;
  if (hasSourceExtension(text)) return /[\w\])]\.\w+$/.test(text);
  return text.includes('/') && /[^/.]\.[A-Za-z][A-Za-z0-9]{0,9}$/.test(text);
}

function isSymbol(text: string, required: boolean): boolean {
  const name = text.replace(CALL, '');
  const parts = name.split('.');
  if (!parts.every((part) => IDENTIFIER.test(part))) return false;
  if (parts.length > 1 || name !== text || required) return true;
  if (/[^_]_[^_]|^__\w+__$/.test(name)) return true;
  if (ALL_CAPS.test(name)) return false;
  return /^\p{Lu}/u.test(name) || /\p{Ll}\p{Lu}/u.test(name);
}

/** An explicit link's target, when it is a relative path. */
export function explicitTarget(href: string): CodeLink['target'] {
  const bare = href.startsWith('<') && href.endsWith('>') ? href.slice(1, -1) : href;
  if (bare === '' || /^[a-z][a-z0-9+.-]*:|^[/#?\\]/i.test(bare)) return undefined;
  const hash = bare.indexOf('#');
  const path = decode(hash < 0 ? bare : bare.slice(0, hash));
  return hash < 0 || hash === bare.length - 1 ? { path } : { path, fragment: decode(bare.slice(hash + 1)) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray `%` is part of the name.
    return text;
  }
}
