import * as vscode from 'vscode';
import type { Study } from '../cards/study';

const FORECAST = 'greenroom.dueForecast';
/** How far ahead the forecast looks: 400 due times are 3 KB of storage. */
const FORECAST_LENGTH = 400;
const LOOK_AGAIN_MS = 60_000;

/**
 * The number of due cards on the activity bar. When a window opens, no deck is read for it: the due times that the last
 * session left behind are counted.
 */
export class DueBadge implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(
    private readonly view: Pick<vscode.TreeView<unknown>, 'badge'>,
    private readonly study: Study,
    private readonly memory: vscode.Memento,
  ) {
    this.subscription = study.onDidChange(() => {
      this.update();
    });
    this.timer = setInterval(() => {
      this.show();
    }, LOOK_AGAIN_MS);
    this.show();
  }

  /** Takes the due times of all cards anew, for now and for the next start. */
  update(): void {
    const opened = this.study.opened;
    if (opened === undefined) return;
    const times = opened.index.cards.flatMap(({ study }) => {
      const { due, suspended, buriedUntil } = opened.progress.state(study.uid);
      return due === undefined || suspended ? [] : [Math.max(due, buriedUntil ?? 0)];
    });
    times.sort((a, b) => a - b);
    void this.memory.update(FORECAST, times.slice(0, FORECAST_LENGTH));
    this.show(times);
  }

  dispose(): void {
    clearInterval(this.timer);
    this.subscription.dispose();
  }

  private show(times: readonly number[] = this.memory.get<number[]>(FORECAST, [])): void {
    const now = Date.now();
    const due = times.filter((time) => time <= now).length;
    const tooltip = due === 1 ? vscode.l10n.t('1 card due') : vscode.l10n.t('{0} cards due', due);
    this.view.badge = due === 0 ? undefined : { value: due, tooltip };
  }
}
