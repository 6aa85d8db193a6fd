import type { Candidate } from './search';
import { CONFIDENCE, MARGIN, SURE } from './weights';

/** A line that is taken for the anchor's, and how likely it is. */
export interface Accepted {
  readonly candidate: Candidate;
  readonly confidence: number;
}

/**
 * The first of the candidates, best first, when it is likely enough and leads the second one. The only line of its kind
 * in its own file is the anchor's however much has changed around it.
 */
export function accepted([best, second]: readonly Candidate[]): Accepted | undefined {
  if (best === undefined) return undefined;
  const lead = best.evidence - Math.max(0, second?.evidence ?? 0);
  if (best.sole && best.target.own)
    return { candidate: best, confidence: Math.max(SURE, likelihood(best, Math.max(MARGIN, lead))) };
  if (lead < MARGIN) return undefined;
  const confidence = likelihood(best, lead);
  return confidence >= SURE ? { candidate: best, confidence } : undefined;
}

/** The share of such lines that were the right ones: a logistic regression. */
function likelihood(best: Candidate, lead: number): number {
  const { alike, context, text, symbol, beside, target, aligned } = best;
  const sum =
    CONFIDENCE.base +
    CONFIDENCE.context * context +
    CONFIDENCE.lead * Math.log(Math.min(CONFIDENCE.mostLead, lead)) +
    CONFIDENCE.text * text +
    CONFIDENCE.symbol * symbol +
    CONFIDENCE.beside * beside +
    (aligned ? CONFIDENCE.aligned : 0) +
    (target.own ? 0 : CONFIDENCE.otherFile) +
    (alike < 1 ? CONFIDENCE.changed + CONFIDENCE.unlike * (1 - alike) : 0);
  return 1 / (1 + Math.exp(-sum));
}
