import { inGroups } from './number';

/** Puts values into a text: `{0}` is the first. */
export function fill(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (place, index: string) => String(values[Number(index)] ?? place));
}

/** Control characters as the small pictures that Unicode has for them: seen, and without effect. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\uFFFD';
  });
}

/** A count of rows and the like, in groups of thousands. */
export function count(value: number): string {
  return inGroups(String(Math.max(0, Math.trunc(value))));
}
