import type { CardAction, Rating } from '../../protocol';

/** What a key means, wherever the focus is. */
export type Command =
  | { readonly do: 'space' }
  | { readonly do: 'enter' }
  | { readonly do: 'rate'; readonly rating: Rating }
  | { readonly do: 'act'; readonly action: CardAction }
  | { readonly do: 'move'; readonly by: 1 | -1; readonly arrow: boolean }
  | { readonly do: 'toggle' | 'pause' | 'write' | 'help' };

/** The part of a keyboard event that decides. */
interface Key {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
}

const LETTERS: Readonly<Record<string, Command>> = {
  u: { do: 'act', action: 'undo' },
  n: { do: 'act', action: 'skip' },
  f: { do: 'act', action: 'flag' },
  s: { do: 'act', action: 'suspend' },
  b: { do: 'act', action: 'bury' },
  e: { do: 'act', action: 'edit' },
  t: { do: 'act', action: 'tour' },
  r: { do: 'act', action: 'run' },
  c: { do: 'act', action: 'code' },
  d: { do: 'act', action: 'changed' },
  j: { do: 'move', by: 1, arrow: false },
  k: { do: 'move', by: -1, arrow: false },
  x: { do: 'toggle' },
  p: { do: 'pause' },
  w: { do: 'write' },
};

/** The keys of the actions, as they are written on their controls. */
export const ACTION_KEYS: Readonly<Record<CardAction, string>> = {
  undo: 'U',
  skip: '→',
  flag: 'F',
  suspend: 'S',
  bury: 'B',
  edit: 'E',
  tour: 'T',
  run: 'R',
  code: 'C',
  changed: 'D',
};

const RATINGS: readonly Rating[] = [1, 2, 3, 4];

/** The command of a key that was pressed without Ctrl, Alt or Cmd; undefined when the panel has no use for it. */
export function commandOf(event: Key): Command | undefined {
  switch (event.key) {
    case ' ':
      return event.shiftKey ? { do: 'enter' } : { do: 'space' };
    case 'Enter':
      return { do: 'enter' };
    case 'ArrowRight':
      return { do: 'act', action: 'skip' };
    case 'ArrowDown':
      return { do: 'move', by: 1, arrow: true };
    case 'ArrowUp':
      return { do: 'move', by: -1, arrow: true };
    case '?':
      return { do: 'help' };
  }
  const rating = ratingOf(event);
  if (rating !== undefined) return { do: 'rate', rating };
  const letter = letterOf(event);
  return letter !== undefined && Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
}

/** Digits also by their place: on a French keyboard the digit row gives `&é"'`. */
function ratingOf({ key, code, shiftKey }: Key): Rating | undefined {
  const byPlace = shiftKey ? undefined : /^(?:Digit|Numpad)([1-4])$/.exec(code)?.[1];
  return RATINGS.find((rating) => String(rating) === key || String(rating) === byPlace);
}

/** On a keyboard without Latin letters the place of the key decides. */
function letterOf({ key, code }: Key): string | undefined {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  if (key.length !== 1 || key.charCodeAt(0) < 128) return undefined;
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
}

const onMac = navigator.userAgent.includes('Mac');
/** The modifier keys as this keyboard has them. */
export const COMMAND_KEY = onMac ? '⌘' : 'Ctrl';
export const ALT_KEY = onMac ? '⌥' : 'Alt';
