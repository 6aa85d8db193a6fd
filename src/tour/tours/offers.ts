import type { TourStep } from './types';

/** Something that a step wants to run. It is only ever offered: whether it runs is for the user to say. */
export type StepOffer =
  | { readonly type: 'shell'; readonly line: string }
  | { readonly type: 'command'; readonly id: string; readonly args: readonly unknown[] };

/**
 * In a description, a line `>> npm test` offers to run it in a terminal. What the user is asked about must be what runs:
 * nothing that a terminal acts on or that changes the order of what is read.
 */
const SHELL = /^>>[ \t]+((?:[^\p{Cc}\p{Bidi_Control}]|\t)+)$/u;
const COMMAND_ID = /^[\w.:-]{1,200}$/;

/** The shell lines of a step's text, then its commands. What cannot be read as a command is left out. */
export function stepOffers({ description, commands = [] }: TourStep): readonly StepOffer[] {
  const shell = linesOf(description).flatMap(({ shell: line }): StepOffer[] =>
    line === undefined ? [] : [{ type: 'shell', line }],
  );
  return [...shell, ...commands.flatMap((each) => commandOffer(each) ?? [])];
}

/** A step's text without its shell lines. */
export const stepNote = ({ description }: TourStep): string =>
  linesOf(description)
    .flatMap(({ text, shell }) => (shell === undefined ? [text] : []))
    .join('\n')
    .trim();

/** Nothing in a code fence is a shell line. */
function linesOf(description: string): readonly { readonly text: string; readonly shell?: string }[] {
  let fenced = false;
  return description.split(/\r?\n/).map((text) => {
    if (/^ {0,3}(```|~~~)/.test(text)) fenced = !fenced;
    const shell = fenced ? undefined : SHELL.exec(text)?.[1]?.trim();
    return shell === undefined || shell === '' ? { text } : { text, shell };
  });
}

function commandOffer(text: string): StepOffer | undefined {
  const bare = text.replace(/^command:/, '');
  const query = bare.indexOf('?');
  const id = query < 0 ? bare : bare.slice(0, query);
  if (!COMMAND_ID.test(id)) return undefined;
  if (query < 0) return { type: 'command', id, args: [] };
  const args = parsed(bare.slice(query + 1));
  if (args === undefined) return undefined;
  return { type: 'command', id, args: Array.isArray(args.value) ? args.value : [args.value] };
}

function parsed(text: string): { readonly value: unknown } | undefined {
  for (const each of [text, decoded(text)]) {
    try {
      return { value: JSON.parse(each) as unknown };
    } catch {
      // Plain JSON or an encoded address: both are in use.
    }
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
