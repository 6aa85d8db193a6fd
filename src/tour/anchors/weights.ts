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
  /** A changed line's share is this power of its similarity. */
  changed: 2,
} as const;

export const ACCEPT = {
  /** Least evidence, in the file and elsewhere. */
  evidence: 2.6,
  elsewhere: 4,
  /** Least lead over the runner-up: of its own, and as a share of the evidence. */
  margin: 0.5,
  marginShare: 0.1,
  /** A changed line: least similarity, and least share of the neighbours found again. */
  similarity: 0.6,
  changedContext: 0.25,
} as const;
