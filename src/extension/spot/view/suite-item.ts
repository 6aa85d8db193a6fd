import * as vscode from 'vscode';
import type { SuiteRun } from '../testing/results';
import type { SuiteNode } from './nodes';
import { finish, openAt } from './shared';
import { suiteUri } from './contents';

/** "410 of 413 passed · gate passed" */
export function describeRun({ passed, total, of, gate }: SuiteRun): string {
  const counts = vscode.l10n.t('{0} of {1} passed', passed, total);
  if (gate === undefined) return total === of ? counts : `${counts} · ${vscode.l10n.t('{0} in the suite', of)}`;
  return `${counts} · ${gate ? vscode.l10n.t('gate passed') : vscode.l10n.t('gate failed')}`;
}

export function suiteItem({ place, problems, cases, run, progress }: SuiteNode): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const broken = problems.length > 0;
  const inside = broken ? Expanded : (run?.failures.length ?? 0) > 0 ? Collapsed : None;
  const item = new vscode.TreeItem(vscode.l10n.t('Golden suite'), inside);
  const [icon, color] = broken
    ? ['error', 'problemsErrorIcon.foreground']
    : progress
      ? ['loading~spin', undefined]
      : run?.gate === undefined
        ? ['checklist', undefined]
        : run.gate
          ? ['testing-passed-icon', 'testing.iconPassed']
          : ['testing-failed-icon', 'testing.iconFailed'];
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  const count = cases?.length ?? 0;
  item.description = broken
    ? vscode.l10n.t('cannot be read')
    : progress
      ? vscode.l10n.t('{0} of {1} run', progress.done, progress.total)
      : run
        ? describeRun(run)
        : count === 1
          ? vscode.l10n.t('1 case, not run yet')
          : vscode.l10n.t('{0} cases, not run yet', count);
  item.tooltip = [
    suiteUri(place).fsPath,
    ...(run ? [vscode.l10n.t('Last run: {0}', new Date(run.at).toLocaleString(vscode.env.language))] : []),
    vscode.l10n.t('The gate: more than 95 % of all cases must pass.'),
  ].join('\n');
  item.contextValue = broken ? 'suite broken' : 'suite';
  item.command = openAt(suiteUri(place), { line: 1, column: 1 });
  return finish(item, place.id, 'suite');
}
