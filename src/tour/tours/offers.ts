import type { TourStep } from './types';

/** Something that a step wants to run. It is only ever offered: whether it runs is for the user to say. */
export type StepOffer =
  | { readonly type: 'shell'; readonly line: string }
  | { readonly type: 'command'; readonly id: string; readonly args: readonly unknown[] };

/** In a description, a line `>> npm test` offers to run it in a terminal. */
const SHELL = /^>>[ \t]+(.+)$/;
const COMMAND_ID = /^[\w.:-]{1,200}$/;

/** The shell lines of a step's text, then its commands. What cannot be read as a command is left out. */
export function stepOffers({ description, commands = [] }: TourStep): readonly StepOffer[] {
  const shell = outsideFences(description).flatMap((line): StepOffer[] => {
    const text = SHELL.exec(line)?.[1]?.trim();
    return text === undefined || text === '' ? [] : [{ type: 'shell', line: text }];
  });
  return [...shell, ...commands.flatMap((each) => commandOffer(each) ?? [])];
}

function outsideFences(description: string): string[] {
  let fenced = false;
  return description.split(/\r?\n/).filter((line) => {
    if (!/^ {0,3}(```|~~~)/.test(line)) return !fenced;
    fenced = !fenced;
    return false;
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
