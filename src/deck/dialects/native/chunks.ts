import { startsQuestion } from './question';

/**
 * Cuts a file before every round heading and every question that stands outside of code, comments and raw HTML. Such a
 * line ends whatever block was open, so each chunk can be parsed by itself. `free`: see Fences. Returns the first line
 * of each chunk.
 */
export function chunkStarts(lines: readonly string[], free: Uint8Array): number[] {
  const starts = [0];
  for (let number = 1; number < lines.length; number += 1) {
    if (free[number] !== 1) continue;
    const line = lines[number] ?? '';
    const first = line.charCodeAt(0);
    const heading = first === 35 && /^##?(?:[ \t]|$)/.test(line);
    // Without a blank line above, a question may be the second line of a paragraph.
    const question = (first === 42 || first === 95) && (lines[number - 1] ?? '').trim() === '' && startsQuestion(line);
    if (heading || question) starts.push(number);
  }
  return starts;
}
