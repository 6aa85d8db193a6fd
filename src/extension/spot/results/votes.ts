import * as vscode from 'vscode';
import type { SpotService } from '../service/service';
import type { HeldAnswer } from './answers';

/** A thumb on an answer. An up-vote settles what its words mean from then on; a down-vote is kept for review. */
export async function voteOn(
  spot: SpotService,
  { place, request, answer }: HeldAnswer,
  vote: 'up' | 'down',
): Promise<void> {
  const { question, user } = request;
  const { query, interpretation, tenant } = answer;
  if (question === undefined || query === undefined) {
    throw new Error(vscode.l10n.t('Only answers to questions can be voted on.'));
  }
  await spot.use(place, ({ sandbox }) =>
    sandbox.feedback.vote({ user, tenant, vote, question, query, interpretation }),
  );
}
