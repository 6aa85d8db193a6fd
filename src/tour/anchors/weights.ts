/**
 * What counts how much when a line is looked for. Found by measuring on the history of flask alone
 * (`npm run bench -- anchors`), then frozen; the other histories were only measured.
 */
export const CONTEXT = {
  /** Each line further away weighs this much of the one before. */
  decay: 0.88,
  /** A line without letters, and the end of the file, beside a line that tells something. */
  trivial: 0.15,
  edge: 0.5,
  /** Per line that neighbours are further apart than they were. */
  drift: 0.05,
  /** Lines that may have come in between. */
  inserted: 24,
  /** From here on a changed neighbour is still the neighbour. */
  alike: 0.6,
} as const;

export const EVIDENCE = {
  /** A rare line of many letters by itself. */
  text: 3.2,
  /** Letters from which a line says all it can. */
  letters: 24,
  /** The same enclosing definition, one of the same last name, another one. */
  sameSymbol: 1,
  sameName: 0.6,
  otherSymbol: -0.8,
  /** The same one of as many same lines. */
  ordinal: 0.4,
  /** A line of another file. */
  otherFile: -0.6,
  /** The line that the old file's is, when both are put side by side. */
  aligned: 0.6,
  /** A changed line's share is this power of its similarity. */
  changed: 2,
} as const;

/** A changed line has at least this much of the text. */
export const LEAST_ALIKE = 0.6;

/**
 * Logarithmic odds that the best candidate is the right line: coefficients of a logistic regression over 5,800 lines of
 * flask, two to six years old, each resolved with and without the old file.
 */
export const CONFIDENCE = {
  base: -1.17,
  context: 3.64,
  /** Of the natural logarithm of the lead over the runner-up. */
  lead: 0.74,
  mostLead: 6,
  text: 0.32,
  symbol: 0.81,
  beside: 0.68,
  otherFile: -0.62,
  /** Not of the regression: the largest round value with which flask has no more wrong lines than without. */
  aligned: 1.5,
  changed: -1.67,
  unlike: -1.43,
} as const;

/** Least likelihood, and least lead whatever the likelihood. */
export const SURE = 0.85;
export const MARGIN = 0.1;
