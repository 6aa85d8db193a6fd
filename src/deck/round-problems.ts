import type { OutlineRound } from './outline';
import { problem } from './problem';
import type { StoredText } from './stored';
import type { Problem } from './types';

/** Round numbers that there are twice. */
export function roundProblems(rounds: readonly OutlineRound[], stored: StoredText): Problem[] {
  const problems: Problem[] = [];
  const first = new Map<number, OutlineRound>();
  let next = rounds.reduce((most, round) => Math.max(most, round.number ?? 0), 0) + 1;
  for (const round of rounds) {
    if (round.number === undefined) continue;
    const other = first.get(round.number);
    if (!other) {
      first.set(round.number, round);
      continue;
    }
    const { line } = round.headingRange.start;
    const written = /round\s*#?(\d+)/di.exec(stored.line(line))?.indices?.[1];
    const fixes = written
      ? [
          {
            title: `Call this round ${next}`,
            edits: [
              {
                range: { start: { line, column: written[0] }, end: { line, column: written[1] } },
                newText: String(next),
              },
            ],
          },
        ]
      : [];
    next += 1;
    problems.push(
      problem('duplicate-round-number', round.headingRange, {
        message: `There is a round ${round.number} already. Give this one a number of its own.`,
        related: { message: `The first round ${round.number}`, range: other.headingRange },
        fixes,
      }),
    );
  }
  return problems;
}

/** Nothing in the file is a question. */
export function noQuestions(stored: StoredText): Problem {
  const start = { line: 0, column: 0 };
  return problem(
    'no-questions',
    { start, end: { line: 0, column: stored.line(0).length } },
    {
      message: 'No questions were found. A question is a line of its own: **Q: …**, and its answer stands below it.',
    },
  );
}
