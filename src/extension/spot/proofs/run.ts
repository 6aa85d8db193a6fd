import * as vscode from 'vscode';
import type { ClaimView, ProofsView, ProofStepView } from '../../../protocol';
import type { ClaimResult, ProofProgress, ProofStep, StepResult } from '../../../spot';
import type { IndexedCard } from '../../cards/card-index';
import type { Answers } from '../results/answers';
import { toSpotResult } from '../results/to-result';
import { UntrustedError } from '../service/failure';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';
import type { ProofOutcomes } from './outcomes';
import type { WindowPorts } from './ports';

/** The proofs of the card in front of the user: at most one card's at a time. */
export class CardProofs implements vscode.Disposable {
  private view: ProofsView | undefined;
  private running: AbortController | undefined;
  private ports: WindowPorts | undefined;
  private count = 0;
  private readonly listener: vscode.Disposable;

  /** @param show told of every change. */
  constructor(
    private readonly spot: SpotService,
    private readonly answers: Answers,
    private readonly extensionUri: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    private readonly outcomes: ProofOutcomes,
    private readonly show: (view: ProofsView) => void,
  ) {
    // A proof has switches of its own, to be pulled and put back; the user's stops it as well.
    this.listener = spot.onDidChange(({ what }) => {
      if (what === 'switch' && this.ports?.stopped === true) this.stop();
    });
  }

  /** What is known of this turn's proofs. */
  of(turn: string | undefined): ProofsView | undefined {
    return this.view?.turn === turn ? this.view : undefined;
  }

  /** Runs a card's proofs, or stops them when they are running. Does not wait for them. */
  toggle(card: IndexedCard, turn: string): void {
    if (this.runs(turn)) this.stop();
    else this.start(card, turn);
  }

  /** Runs a card's proofs unless they are running. Does not wait for them. */
  start(card: IndexedCard, turn: string): void {
    if (this.runs(turn)) return;
    this.stop();
    const controller = new AbortController();
    this.running = controller;
    this.run(card, turn, controller.signal).catch((error: unknown) => {
      this.log.error(error instanceof Error ? error : String(error));
    });
  }

  /** Another turn: what still runs for an earlier one is of no use any more. */
  follow(turn: string | undefined): void {
    if (this.view !== undefined && this.view.turn !== turn) this.stop();
  }

  dispose(): void {
    this.listener.dispose();
    this.stop();
  }

  private runs(turn: string): boolean {
    return this.running !== undefined && this.view?.turn === turn;
  }

  private stop(): void {
    this.running?.abort(new vscode.CancellationError());
    this.running = undefined;
  }

  private async run(indexed: IndexedCard, turn: string, signal: AbortSignal): Promise<void> {
    const { card, deck } = indexed;
    const claims: ClaimView[] = card.queries.map(() => ({ state: 'waiting', steps: [] }));
    const tell = (state: ProofsView['state'], message?: string): void => {
      // A stopped run may still have something to say; a newer one has the word.
      if (signal.aborted && state === 'running') return;
      if (this.view?.turn === turn || !signal.aborted) {
        this.view = { turn, state, claims: [...claims], ...(message === undefined ? {} : { message }) };
        this.show(this.view);
      }
    };
    tell('running');
    try {
      if (!vscode.workspace.isTrusted) throw new UntrustedError();
      const [spot, engine, { WindowPorts: Ports }] = await Promise.all([
        import('../../../spot'),
        import('../../../engine'),
        import('./ports'),
      ]);
      const ports = new Ports(this.spot, engine, this.extensionUri, deck.source.uri);
      if (!signal.aborted) this.ports = ports;
      for (const [index, query] of card.queries.entries()) {
        const { language, info, text, range } = query;
        const parsed = spot.parseProof({ language, info, text, line: range.start.line + 2 });
        if ('problems' in parsed) {
          const detail = parsed.problems.map(({ line, message }) => vscode.l10n.t('Line {0}: {1}', line, message));
          claims[index] = { state: 'fails', detail: detail.join(' '), steps: [] };
          this.outcomes.keep(indexed, query, false);
          continue;
        }
        const onProgress = (progress: ProofProgress): void => {
          claims[index] = { state: 'running', progress: progressText(progress), steps: [] };
          tell('running');
        };
        claims[index] = { state: 'running', steps: [] };
        const result = await spot.runProof(parsed.proof, ports, { signal, onProgress });
        const asks = parsed.proof.steps.some((step) => step.do === 'ask' && step.connection === undefined);
        const place = asks ? await ports.place(parsed.proof.model) : undefined;
        claims[index] = this.claimView(result, place);
        this.outcomes.keep(indexed, query, result.held);
        tell('running');
      }
      tell('done');
    } catch (error) {
      const left: ClaimView = { state: 'waiting', steps: [] };
      for (const [index, claim] of claims.entries()) if (claim.state === 'running') claims[index] = left;
      if (signal.aborted) tell('stopped');
      else tell('failed', error instanceof Error ? error.message : String(error));
    } finally {
      if (this.running?.signal === signal) this.running = undefined;
    }
  }

  private claimView({ held, detail, steps }: ClaimResult, place: SpotPlace | undefined): ClaimView {
    return {
      state: held ? 'holds' : 'fails',
      ...(detail === undefined ? {} : { detail }),
      steps: steps.map((step) => this.stepView(step, place)),
    };
  }

  private stepView({ step, user, answer, verdicts }: StepResult, place: SpotPlace | undefined): ProofStepView {
    const view = { asked: stepText(step), how: stepHow(step, user), verdicts };
    if (!answer || step.do !== 'ask') return view;
    this.count += 1;
    const id = `proof-${String(this.count)}`;
    const { text, language } = step;
    const result = toSpotResult(answer, { id, language, text, user });
    if (place) {
      const request = { ...(language === 'spot' ? { question: text } : { sql: text }), user };
      this.answers.keep({ place, request, answer, result });
    }
    return { ...view, result };
  }
}

function progressText({ step, steps, cases }: ProofProgress): string {
  if (cases) return vscode.l10n.t('{0} of {1} cases', cases.done, cases.total);
  return vscode.l10n.t('step {0} of {1}', Math.min(step + 1, steps), steps);
}

function stepText(step: ProofStep): string {
  switch (step.do) {
    case 'ask':
      return step.text;
    case 'suite':
      return vscode.l10n.t('The golden suite');
    case 'vote':
      return step.vote === 'up' ? vscode.l10n.t('A thumb up.') : vscode.l10n.t('A thumb down.');
    case 'kill':
      return step.tenant === undefined
        ? vscode.l10n.t('The kill switch is pulled.')
        : vscode.l10n.t('The kill switch of {0} is pulled.', step.tenant);
    case 'release':
      return vscode.l10n.t('The kill switch is put back.');
  }
}

function stepHow(step: ProofStep, user: string | undefined): string[] {
  if (step.do !== 'ask') return [];
  const { connection, session, planner, elsewhere, follow } = step;
  return [
    ...(user === undefined ? [] : [user]),
    ...(connection === undefined ? [] : [vscode.l10n.t('connection {0}', connection)]),
    ...(session === undefined ? [] : [vscode.l10n.t('session {0}', session)]),
    ...(planner === undefined ? [] : [vscode.l10n.t('planner {0}', planner)]),
    ...(elsewhere ? [vscode.l10n.t('another process')] : []),
    ...follow.map((question) => vscode.l10n.t('after “{0}”', question)),
  ];
}
