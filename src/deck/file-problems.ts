import type { OpenFence } from './fences';
import { problem } from './problem';
import type { StoredText } from './stored';
import type { Problem } from './types';

const STRUCTURE = /^(#{1,2}\s|\*\*q\b|---\s*$)/i;

/** Problems of the file as a whole. Ranges are in the stored text. */
export function unreadableText(offset: number, stored: StoredText): Problem {
  const start = stored.placeOf(offset);
  return problem(
    'unreadable-text',
    { start, end: { line: start.line, column: start.column + 1 } },
    {
      message:
        'Some characters cannot be read and are shown as \ufffd. Save the file as UTF-8 from the program that made it.',
    },
  );
}

export function doubleEncoded(stored: StoredText): Problem {
  const line = firstRepaired(stored);
  const from = firstDifference(stored.line(line), stored.read.line(line));
  return problem(
    'double-encoded',
    { start: { line, column: from }, end: { line, column: stored.line(line).length } },
    {
      message:
        'This file was saved with the wrong encoding (“â€™” instead of “’”). It is shown repaired; repair the file to keep it so.',
      fixes: [{ title: 'Repair the whole file', edits: [{ range: stored.whole, newText: stored.read.text }] }],
    },
  );
}

export function unclosedFence(fence: OpenFence, stored: StoredText): Problem {
  const range = {
    start: { line: fence.line, column: fence.start },
    end: { line: fence.line, column: stored.line(fence.line).length },
  };
  const line = stored.line(fence.line);
  const indent = /^[\s>]*/.exec(line)?.[0] ?? '';
  const closing = (fence.start > indent.length ? ' '.repeat(fence.start) : indent) + line.slice(fence.start, fence.end);
  let before = fence.line + 1;
  while (before < fence.before && !STRUCTURE.test(stored.line(before))) before += 1;
  const last = before - 1;
  const end = { line: last, column: stored.line(last).length };
  return problem('unclosed-fence', range, {
    message: 'This code block is never closed, so everything below it counts as code. Close it.',
    fixes: [
      {
        title: 'Close the code block',
        edits: [{ range: { start: end, end }, newText: `${stored.lineEnd}${closing}` }],
      },
    ],
  });
}

function firstRepaired(stored: StoredText): number {
  let line = 0;
  while (line < stored.lineCount - 1 && stored.line(line) === stored.read.line(line)) line += 1;
  return line;
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}
