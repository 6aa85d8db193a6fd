/** How a construction of the language goes on, for whoever is in the middle of writing it. */
export interface Form {
  /** The whole construction: `last [n] <unit>`. */
  readonly label: string;
  readonly detail: string;
  /** The places to fill, each as it stands in the label. */
  readonly slots: readonly { readonly text: string; readonly detail: string }[];
}

/** The form that the text before the cursor is in the middle of. */
export interface OpenForm {
  readonly form: Form;
  /** Index of the slot that comes next. */
  readonly slot: number;
}

interface Shape extends Form {
  readonly opens: RegExp;
  /** What has been filled in so far, one pattern per slot; a slot that was left out is passed over. */
  readonly filled: readonly RegExp[];
}

const UNIT = { text: '<unit>', detail: 'hour, day, week, month, quarter or year' };
const DATE = { text: '<date>', detail: 'an ISO date, March 2025, Q3 2025, 2025, today, 3 days ago …' };
const NUMBER = /^\d+$/;
const ANY = /^.+$/;
/** Longest stretch of text that is looked at. */
const REACH = 120;

const shape = (
  opens: RegExp,
  label: string,
  detail: string,
  slots: readonly (Form['slots'][number] & { readonly filled?: RegExp })[],
): Shape => ({
  opens,
  label,
  detail,
  slots: slots.map(({ text, detail }) => ({ text, detail })),
  filled: slots.map(({ filled }) => filled ?? ANY),
});

const SHAPES: readonly Shape[] = [
  shape(/^(last|past|previous)$/, 'last [n] <unit>', 'the complete periods before now', [
    { text: '[n]', detail: 'how many; 1 when left out', filled: NUMBER },
    UNIT,
  ]),
  shape(/^(next|coming)$/, 'next [n] <unit>', 'the complete periods after now', [
    { text: '[n]', detail: 'how many; 1 when left out', filled: NUMBER },
    UNIT,
  ]),
  shape(/^this$/, 'this <unit>', 'the whole period that holds now', [UNIT]),
  shape(/^between$/, 'between <a> and <b>', 'both ends included', [
    { text: '<a>', detail: 'a date or a number' },
    { text: '<b>', detail: 'a date or a number, after “and”' },
  ]),
  shape(/^before$/, 'before <date>', 'earlier than the first day named', [DATE]),
  shape(/^after$/, 'after <date>', 'later than the last day named', [DATE]),
  shape(/^since$/, 'since <date>', 'from the first day named on', [DATE]),
  shape(/^until$/, 'until <date>', 'up to the last day named', [DATE]),
  shape(
    /^growth of$/,
    'growth of <measure> by <date attribute> <period>',
    'the change from one period to the next; the first has none',
    [
      { text: '<measure>', detail: 'what grows' },
      { text: '<date attribute>', detail: 'after “by”: which of its dates' },
      { text: '<period>', detail: 'daily, weekly, monthly, quarterly or yearly; then “year over year” if wanted' },
    ],
  ),
  shape(/^(top|bottom)$/, 'top [n] <attribute> by <measure> [per <attribute>]', 'the first n, ties by name', [
    { text: '[n]', detail: 'how many; 1 when left out', filled: NUMBER },
    { text: '<attribute>', detail: 'what is ranked' },
    { text: '<measure>', detail: 'after “by”: what it is ranked by' },
    { text: '[per <attribute>]', detail: 'n within each of these' },
  ]),
  shape(/^moving average$/, 'moving average <n> of <measure> by <date>', 'over the n rows up to each', [
    { text: '<n>', detail: 'how many rows', filled: NUMBER },
    { text: '<measure>', detail: 'after “of”' },
    { text: '<date>', detail: 'after “by”: the order' },
  ]),
];

/** Words that lead to the next slot and fill none. */
const LEADS: ReadonlySet<string> = new Set(['and', 'by', 'of', 'per', 'for', 'each']);

/** What construction the text before the cursor has begun and not finished; undefined outside of one. */
export function openForm(before: string): OpenForm | undefined {
  const text = before.slice(-REACH).toLowerCase();
  const words = text.split(/\s+/);
  // The word at the cursor is still being written.
  words.pop();
  for (let from = words.length - 1; from >= 0; from -= 1) {
    for (const length of [2, 1]) {
      if (from + length > words.length) continue;
      const opening = words.slice(from, from + length).join(' ');
      const found = SHAPES.find(({ opens }) => opens.test(opening));
      if (found) return within(found, words.slice(from + length));
    }
  }
  return undefined;
}

function within({ label, detail, slots, filled }: Shape, words: readonly string[]): OpenForm | undefined {
  let slot = 0;
  for (const word of words) {
    if (LEADS.has(word)) continue;
    while (slot < filled.length && !filled[slot]?.test(word)) slot += 1;
    slot += 1;
  }
  return slot < slots.length ? { form: { label, detail, slots }, slot } : undefined;
}
