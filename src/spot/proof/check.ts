import type { Policy } from '../runtime';
import { parseProof } from './parse';
import type { ProofBlock } from './types';

/**
 * What is wrong with a block before anything runs: its directives and expectations, and who is named in it. Undefined
 * when it can be run. That a question is refused is no fault of the block: that is for the proof to show.
 */
export function checkProof(block: ProofBlock, policy?: Policy): string | undefined {
  const parsed = parseProof(block);
  if ('problems' in parsed) {
    const [first] = parsed.problems;
    return first && `Line ${first.line}: ${first.message}`;
  }
  // Of a model of its own, the policy is not known here.
  if (!policy || parsed.proof.model !== undefined) return undefined;
  for (const step of parsed.proof.steps) {
    if (step.do !== 'ask' || step.user === undefined || step.connection !== undefined) continue;
    if (!policy.users.has(step.user)) return `Line ${step.line}: the policy knows no user "${step.user}".`;
  }
  return undefined;
}
