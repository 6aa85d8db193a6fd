import { CLAUSES } from './clauses';
import { CONDITIONS } from './conditions';
import type { GrammarLine } from './types';

/** The whole grammar: the parser, completion, explanations and the published reference all read this table. */
export const GRAMMAR: readonly GrammarLine[] = [...CONDITIONS, ...CLAUSES];

export type { Expects, GrammarLine, Keyword } from './types';
