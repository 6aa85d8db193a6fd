import type { Card } from '../../deck';
import { said, type ClaimResult, type ProofStep, type StepResult } from '../../spot';

export interface CardClaims {
  readonly card: Card;
  readonly results: readonly ClaimResult[];
}

/** Rows of an answer that are worth passing on. */
const SHOWN = 20;

/** A card's claims for a person: each with what was asked, what was expected and what came. */
export function printCard(file: string, { card, results }: CardClaims): void {
  console.log(`${card.question} (${card.id})`);
  for (const { claim, line, held, steps, detail } of results) {
    console.log(`  ${mark(held)} ${claim}`);
    for (const { step, user, answer, verdicts } of steps) {
      const who = user === undefined ? '' : `${user}: `;
      console.log(`      ${who}${describeStep(step)}${answer ? ` → ${said(answer)}` : ''}`);
      for (const verdict of verdicts) {
        // An answer that came as expected has been told above.
        if (verdict.held && verdict.came === (answer && said(answer))) continue;
        console.log(`        ${mark(verdict.held)} ${verdict.expected}: ${verdict.came}`);
      }
    }
    if (!held) console.log(`      ${file}:${line}: ${detail ?? ''}`);
  }
  console.log('');
}

function mark(held: boolean): string {
  return held ? '✓' : '✗';
}

function describeStep(step: ProofStep): string {
  switch (step.do) {
    case 'kill':
    case 'release':
      return `${step.do === 'kill' ? 'the kill switch is pulled' : 'the kill switch is put back'} for ${step.tenant ?? 'all'}`;
    case 'vote':
      return `a thumb ${step.vote}`;
    case 'suite':
      return 'the golden suite';
    case 'ask': {
      const { connection, planner, elsewhere, session } = step;
      const how = [
        ...(connection === undefined ? [] : [`connection ${connection}`]),
        ...(session === undefined ? [] : [`session ${session}`]),
        ...(planner === undefined ? [] : [`planner ${planner}`]),
        ...(elsewhere ? ['another process'] : []),
      ];
      return `${step.text.replace(/\s+/g, ' ')}${how.length > 0 ? ` (${how.join(', ')})` : ''}`;
    }
  }
}

export function claimJson({ id }: Card, { claim, line, held, steps, detail }: ClaimResult): Record<string, unknown> {
  return { card: id, line, claim, held, steps: steps.map(stepJson), detail };
}

function stepJson({ step, user, answer, verdicts }: StepResult): Record<string, unknown> {
  const { line } = step;
  if (!answer) return { line, do: step.do, ...('tenant' in step ? { tenant: step.tenant } : {}), verdicts };
  const { status, reason, message, columns, rows, cache, trace, sql } = answer;
  return {
    ...{ line, do: step.do, user, verdicts, status, reason, message, sql, cache },
    ...(step.do === 'ask' ? { asked: step.text } : {}),
    columns: columns.map(({ name }) => name),
    rows: rows.slice(0, SHOWN),
    rowCount: rows.length,
    trace: trace.map(({ step: name, detail }) => ({ step: name, detail })),
  };
}
