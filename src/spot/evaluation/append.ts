import { isSeq, parseDocument, stringify } from 'yaml';

/** A question whose right answer somebody still has to write down. */
export interface CandidateCase {
  readonly ask: string;
  readonly user?: string | undefined;
  readonly tenant?: string | undefined;
  readonly now?: string | undefined;
  /** Why it is here; a comment above the case. */
  readonly comment: string;
}

export interface AppendedCase {
  readonly text: string;
  /** From 1: where the expected result is to be written. */
  readonly line: number;
}

const UNWRITTEN = 'SELECT NULL -- what the right answer is, from the base tables, with the tenant in its own WHERE';

/**
 * A suite with one more case at its end; everything else stays as it was written. The case fails until somebody writes
 * what is right. A suite in JSON's brackets is printed anew, one that cannot be read is refused with an Error.
 */
export function appendCase(suite: string, candidate: CandidateCase): AppendedCase {
  const document = parseDocument(suite);
  const [mistake] = document.errors;
  if (mistake) throw new Error(mistake.message);
  const { contents } = document;
  if (contents !== null && !isSeq(contents)) throw new Error('The suite is no list of cases.');
  const eol = /^[^\n]*\r\n/.test(suite) ? '\r\n' : '\n';
  let before = suite;
  if (contents?.flow === true && contents.items.length > 0) {
    contents.flow = false;
    before = document.toString();
  } else if (contents?.flow === true) {
    before = '';
  }
  if (before !== '' && !before.endsWith('\n')) before += eol;
  const indent = ' '.repeat(/^( *)- /m.exec(before)?.[1]?.length ?? 0);
  const lines = caseLines(candidate).map((line) => indent + line);
  const text = before + lines.join(eol) + eol;
  const position = lines.findIndex((line) => line.includes(UNWRITTEN));
  return { text, line: before.split('\n').length + position };
}

function caseLines({ ask, user, tenant, now, comment }: CandidateCase): string[] {
  const value = (name: string, text: string | undefined): string[] =>
    text === undefined ? [] : [`  ${name}: ${scalar(text)}`];
  return [
    `# ${comment.replace(/\s+/g, ' ').trim()}`,
    `- ask: ${scalar(ask)}`,
    '  tags: [down-voted]',
    ...value('user', user),
    ...(user === undefined ? value('tenant', tenant) : []),
    ...value('now', now),
    '  expect:',
    '    sql: |',
    `      ${UNWRITTEN}`,
  ];
}

/** On one line, quoted where YAML needs it. */
const scalar = (text: string): string =>
  /[\r\n\u2028\u2029]/.test(text)
    ? JSON.stringify(text)
    : stringify(text, { lineWidth: 0, blockQuote: false }).trimEnd();
