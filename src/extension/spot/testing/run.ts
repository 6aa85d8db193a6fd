import * as vscode from 'vscode';
import type { CaseResult, SemanticQuery, SuiteResult } from '../../../spot';
import { SpotFailure, describeProblem } from '../service/failure';
import type { SpotPlace } from '../service/place';
import type { SpotService } from '../service/service';
import { describeRun } from '../view/suite-item';
import { coverageOf } from './coverage';
import { runPrototype } from './prototype';
import { MOST_FAILURES, type SuiteRun, type SuiteRuns } from './results';
import { selectTests, type Selected } from './select';
import type { Known } from './suite-tests';

export interface RunParts {
  readonly controller: vscode.TestController;
  readonly spot: SpotService;
  readonly runs: SuiteRuns;
}

/** Rows of each table that a failed case shows. */
const KEPT_ROWS = 500;
const MESSAGE_MS = 15_000;

/** Runs what was asked for, place after place; ends when the token says so or somebody pulls a kill switch. */
export async function runAll(
  parts: RunParts,
  knownOf: (item: vscode.TestItem) => Known | undefined,
  included: readonly vscode.TestItem[],
  request: vscode.TestRunRequest,
  token: vscode.CancellationToken,
  kind: vscode.TestRunProfileKind,
): Promise<void> {
  const run = parts.controller.createTestRun(request);
  try {
    for (const selected of selectTests(knownOf, included, request.exclude ?? [])) {
      if (token.isCancellationRequested || run.token.isCancellationRequested) break;
      await runPlace(parts, run, selected, [token, run.token], kind);
    }
  } finally {
    run.end();
  }
}

async function runPlace(
  { spot, runs }: RunParts,
  run: vscode.TestRun,
  selected: Selected,
  tokens: readonly vscode.CancellationToken[],
  kind: vscode.TestRunProfileKind,
): Promise<void> {
  const { place, cases, gate, prototype, suite } = selected;
  const abort = new AbortController();
  const stop = () => {
    abort.abort();
  };
  const listeners = [
    ...tokens.map((token) => token.onCancellationRequested(stop)),
    spot.onDidChange(({ what }) => {
      if (what === 'switch' && spot.pulled(place) === true) stop();
    }),
  ];
  try {
    if (suite && selected.broken) errored(run, suite, vscode.l10n.t('The golden suite cannot be read.'));
    if (cases.size > 0 && spot.pulled(place) === true) stopped(run, selected);
    else if (cases.size > 0) await runCases({ spot, runs }, run, selected, abort.signal, kind);
    else if (gate) run.skipped(gate);
    if (prototype && !abort.signal.aborted) await runPrototype(run, prototype, abort.signal);
  } finally {
    for (const listener of listeners) listener.dispose();
    runs.progress(place, undefined);
  }
}

async function runCases(
  { spot, runs }: Pick<RunParts, 'spot' | 'runs'>,
  run: vscode.TestRun,
  { place, cases, gate, suite, of }: Selected,
  signal: AbortSignal,
  kind: vscode.TestRunProfileKind,
): Promise<void> {
  const order = [...cases];
  const items = [...order.map(([, item]) => item), ...(gate ? [gate] : [])];
  for (const item of items) run.enqueued(item);
  const start = (at: number) => {
    const item = order[at]?.[1];
    if (item) run.started(item);
  };
  const queries: SemanticQuery[] = [];
  const failures: CaseResult[] = [];
  let done = 0;
  let result: SuiteResult;
  const onResult = (each: CaseResult, count: number, total: number) => {
    if (signal.aborted) return;
    done = count;
    const item = cases.get(each.golden);
    if (item) report(run, item, each);
    if (each.query) queries.push(each.query);
    if (!each.passed) failures.push(each);
    runs.progress(place, { done: count, total });
    start(count);
  };
  const { runSuite, passesGate, differenceOf } = await import('../../../spot');
  const report = (to: vscode.TestRun, item: vscode.TestItem, each: CaseResult) => {
    if (each.passed) to.passed(item, each.milliseconds);
    else to.failed(item, failureMessage(each, item, differenceOf(each)), each.milliseconds);
  };
  try {
    const golden = order.map(([each]) => each);
    result = await spot.use(
      place,
      ({ sandbox }) => {
        start(0);
        return runSuite(sandbox, golden, { onResult, signal, keep: KEPT_ROWS });
      },
      signal,
    );
  } catch (error) {
    for (const item of items.slice(done)) run.skipped(item);
    if (signal.aborted) return;
    errored(run, suite ?? order[0]?.[1], failureText(error));
    return;
  }
  if (signal.aborted) {
    for (const item of items.slice(done)) run.skipped(item);
    run.appendOutput(crlf(vscode.l10n.t('Stopped after {0} of {1} cases.', done, order.length)));
  }
  const whole = !signal.aborted && result.total === of;
  const passed = passesGate(result);
  if (gate && whole && passed) run.passed(gate);
  else if (gate && whole) run.failed(gate, new vscode.TestMessage(gateText(result)));
  else if (gate && !signal.aborted) run.skipped(gate);
  const summary: SuiteRun = {
    at: new Date().toISOString(),
    passed: done - failures.length,
    total: done,
    of,
    ...(whole ? { gate: passed } : {}),
    failures: failures.slice(0, MOST_FAILURES).map(({ golden: { ask, line }, reason = '' }) => ({ ask, line, reason })),
  };
  const text = `${place.title}: ${describeRun(summary)}`;
  run.appendOutput(crlf(text));
  vscode.window.setStatusBarMessage(`$(beaker) ${text}`, MESSAGE_MS);
  if (kind === vscode.TestRunProfileKind.Coverage) await addCoverage(spot, run, place, queries);
  await runs.keep(place, summary);
}

/** Asking all the same would only show that the switch works. */
function stopped(run: vscode.TestRun, { cases, gate, suite }: Selected): void {
  const items = [...cases.values(), ...(gate ? [gate] : [])];
  for (const item of items) run.skipped(item);
  errored(run, suite ?? items[0], vscode.l10n.t('The kill switch is pulled: nothing runs until it is released.'));
}

async function addCoverage(
  spot: SpotService,
  run: vscode.TestRun,
  place: SpotPlace,
  queries: readonly SemanticQuery[],
): Promise<void> {
  const { modelCoverage } = await import('../../../spot');
  const parts = await spot.use(place, ({ sandbox }) => Promise.resolve(modelCoverage(sandbox.model, queries)));
  run.addCoverage(coverageOf(place.model, parts));
  const unused = parts.filter(({ uses }) => uses === 0).map(({ name }) => name);
  const text =
    unused.length === 0
      ? vscode.l10n.t('Every column and formula of the model is used by a question.')
      : vscode.l10n.t('No question uses: {0}', unused.join(', '));
  run.appendOutput(crlf(text));
}

function failureMessage(
  { golden, reason = '' }: CaseResult,
  item: vscode.TestItem,
  { expected, actual }: { readonly expected: string; readonly actual: string },
): vscode.TestMessage {
  const message = vscode.TestMessage.diff(sentence(reason), expected, actual);
  if (item.uri) message.location = new vscode.Location(item.uri, item.range ?? new vscode.Position(golden.line - 1, 0));
  return message;
}

function gateText({ passed, total, accuracy }: SuiteResult): string {
  const percent = (accuracy * 100).toFixed(1);
  return vscode.l10n.t('{0} of {1} passed: {2} %. The gate needs more than 95 %.', passed, total, percent);
}

function errored(run: vscode.TestRun, item: vscode.TestItem | undefined, text: string): void {
  run.appendOutput(crlf(text));
  if (item) run.errored(item, new vscode.TestMessage(text));
}

function failureText(error: unknown): string {
  if (error instanceof SpotFailure) return error.problems.map(describeProblem).join('\n');
  return error instanceof Error ? error.message : String(error);
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What a terminal wants. */
const crlf = (text: string): string => `${text.replace(/\r?\n/g, '\r\n')}\r\n`;
