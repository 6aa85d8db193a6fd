import { createLanguage, createValueIndex, type Language } from '../language';
import type { Model } from '../model';
import type { Policy } from '../runtime';
import { parseProof } from './parse';
import type { AskStep, Proof, ProofBlock } from './types';

/** What is known of a sandbox whose data was not read. */
export interface ProofContext {
  readonly model?: Model | undefined;
  readonly policy?: Policy | undefined;
}

/** What no data could make right. A word that is not defined may be a value, so that is left for the proof. */
const CERTAIN: ReadonlySet<string> = new Set(['cannot-slice', 'invalid-date']);

/**
 * What is wrong with a block before anything runs: its directives and expectations, who is named in it, and questions
 * that have to be answered and cannot be, whatever the data holds. Undefined when it can be run.
 */
export function checkProof(block: ProofBlock, context: ProofContext = {}): string | undefined {
  const parsed = parseProof(block);
  if ('problems' in parsed) {
    const [first] = parsed.problems;
    return first && `Line ${first.line}: ${first.message}`;
  }
  // Of a model of its own, nothing is known here.
  if (parsed.proof.model !== undefined) return undefined;
  return unknownUser(parsed.proof, context.policy) ?? unanswerable(parsed.proof, context.model);
}

function unknownUser({ steps }: Proof, policy: Policy | undefined): string | undefined {
  for (const step of steps) {
    if (!policy || step.do !== 'ask' || step.user === undefined || step.connection !== undefined) continue;
    if (!policy.users.has(step.user)) return `Line ${step.line}: the policy knows no user "${step.user}".`;
  }
  return undefined;
}

function unanswerable({ steps }: Proof, model: Model | undefined): string | undefined {
  if (!model) return undefined;
  for (const step of steps) {
    if (step.do !== 'ask' || step.language !== 'spot' || step.follow.length > 0 || !isAnswered(step)) continue;
    const problem = refusalOf(step, languageOf(model));
    if (problem !== undefined) return `Line ${step.line}: ${problem}`;
  }
  return undefined;
}

/** A deck has many blocks and one model. */
const languages = new WeakMap<Model, Language>();

function languageOf(model: Model): Language {
  const language = languages.get(model) ?? createLanguage(model, createValueIndex([]));
  languages.set(model, language);
  return language;
}

const isAnswered = ({ expectations }: AskStep): boolean =>
  expectations.every((one) => one.is !== 'status' || one.status === 'answered');

/** Any day will do where none is given. */
function refusalOf({ text, now = '2000-01-01' }: AskStep, language: Language): string | undefined {
  try {
    const result = language.parse(text, { now });
    return result.status === 'refused' && CERTAIN.has(result.reason) ? result.message : undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
