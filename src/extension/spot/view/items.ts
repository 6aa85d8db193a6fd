import path from 'node:path';
import * as vscode from 'vscode';
import { describeIdentity } from '../notebook/identity-picker';
import { describeProblem } from '../service/failure';
import { columnItem, formulaItem, tableItem } from './model-items';
import type {
  AskerNode,
  AskersNode,
  BudgetNode,
  FailureNode,
  PlaceNode,
  ProblemNode,
  SampleNode,
  SpotNode,
  SwitchNode,
} from './nodes';
import { finish, openAt } from './shared';
import { suiteItem } from './suite-item';
import { suiteUri } from './contents';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** How a node is shown; each says in words what its icon and colour say. */
export function itemOf(node: SpotNode): vscode.TreeItem {
  switch (node.type) {
    case 'place':
      return placeItem(node);
    case 'problem':
      return problemItem(node);
    case 'untrusted':
      return untrustedItem(node.place.id);
    case 'tables': {
      const count = String(node.model.tables.size);
      return group(node.place.id, 'tables', 'table', vscode.l10n.t('Tables'), count);
    }
    case 'table':
      return tableItem(node);
    case 'column':
      return columnItem(node);
    case 'formulas': {
      const count = String(node.model.formulas.size);
      return group(node.place.id, 'formulas', 'symbol-operator', vscode.l10n.t('Formulas'), count);
    }
    case 'formula':
      return formulaItem(node);
    case 'samples':
      return group(node.place.id, 'samples', 'comment-discussion', vscode.l10n.t('Sample queries'), '');
    case 'sample':
      return sampleItem(node);
    case 'askers':
      return askersItem(node);
    case 'asker':
      return askerItem(node);
    case 'suite':
      return suiteItem(node);
    case 'failure':
      return failureItem(node);
    case 'budget':
      return budgetItem(node);
    case 'switch':
      return switchItem(node);
  }
}

function group(place: string, id: string, icon: string, label: string, description: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, Collapsed);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.description = description;
  return finish(item, place, id);
}

function placeItem({ place, problems, only, stopped }: PlaceNode): vscode.TreeItem {
  const broken = problems.length > 0;
  const item = new vscode.TreeItem(place.title, only || broken ? Expanded : Collapsed);
  item.iconPath = broken
    ? new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'))
    : stopped
      ? new vscode.ThemeIcon('debug-stop', new vscode.ThemeColor('problemsWarningIcon.foreground'))
      : new vscode.ThemeIcon('beaker');
  item.description = broken
    ? problems.length === 1
      ? vscode.l10n.t('1 problem')
      : vscode.l10n.t('{0} problems', problems.length)
    : stopped
      ? vscode.l10n.t('stopped')
      : '';
  item.tooltip = `${place.title}\n${place.model.fsPath}`;
  item.contextValue = broken ? 'place broken' : 'place';
  return finish(item, place.id, 'place');
}

function problemItem({ place, problem }: ProblemNode): vscode.TreeItem {
  const { file, span, message } = problem;
  const item = new vscode.TreeItem(message.replace(/\s+/g, ' ').trim(), None);
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'));
  item.description = `${path.basename(file)}:${String(span.line)}`;
  item.tooltip = describeProblem(problem);
  item.contextValue = 'problem';
  item.command = openAt(vscode.Uri.file(file), span);
  return finish(item, place.id, `problem ${file}:${String(span.line)}:${String(span.column)} ${message}`);
}

function untrustedItem(place: string): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Nothing runs in an untrusted workspace'), None);
  item.iconPath = new vscode.ThemeIcon('workspace-untrusted');
  item.tooltip = vscode.l10n.t(
    'Spot runs the SQL of this workspace’s model, so it waits until you trust the workspace.',
  );
  const title = vscode.l10n.t('Manage Workspace Trust');
  item.command = { command: 'workbench.trust.manage', title };
  return finish(item, place, 'untrusted');
}

function sampleItem(node: SampleNode): vscode.TreeItem {
  const { place, sample, index } = node;
  const item = new vscode.TreeItem(sample.text.replace(/\s+/g, ' '), None);
  item.iconPath = new vscode.ThemeIcon(sample.sql ? 'database' : 'search');
  item.description = sample.from;
  item.tooltip = `${sample.text}\n\n${vscode.l10n.t('Click to run it in a notebook.')}`;
  item.contextValue = 'sample';
  item.command = { command: 'greenroom.spot.runSample', title: vscode.l10n.t('Run'), arguments: [node] };
  return finish(item, place.id, `sample ${String(index)}`);
}

function askersItem({ place, now }: AskersNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Asked as'), Collapsed);
  item.iconPath = new vscode.ThemeIcon('account');
  item.description = describeIdentity(now);
  item.tooltip = vscode.l10n.t('Who asks decides which rows an answer is made from.');
  return finish(item, place.id, 'askers');
}

function askerItem(node: AskerNode): vscode.TreeItem {
  const { place, identity, roles, current } = node;
  const { user, tenant } = identity;
  const item = new vscode.TreeItem(user ?? tenant ?? '', None);
  item.iconPath = new vscode.ThemeIcon(current ? 'check' : user === undefined ? 'organization' : 'person');
  const role = user === undefined ? vscode.l10n.t('the tenant, without a role') : roles.join(', ');
  item.description = [
    ...(user !== undefined && tenant !== undefined ? [tenant] : []),
    ...(role === '' ? [] : [role]),
    ...(current ? [vscode.l10n.t('asks now')] : []),
  ].join(' · ');
  item.tooltip = current
    ? vscode.l10n.t('Questions are asked as {0}.', describeIdentity(identity))
    : vscode.l10n.t('Click to ask as {0}.', describeIdentity(identity));
  item.contextValue = current ? 'asker current' : 'asker';
  item.command = { command: 'greenroom.spot.askAs', title: vscode.l10n.t('Ask as'), arguments: [node] };
  return finish(item, place.id, `asker ${JSON.stringify([user, tenant])}`);
}

function failureItem({ place, failure }: FailureNode): vscode.TreeItem {
  const { ask, line, reason } = failure;
  const item = new vscode.TreeItem(ask, None);
  item.iconPath = new vscode.ThemeIcon('testing-failed-icon', new vscode.ThemeColor('testing.iconFailed'));
  item.description = reason;
  item.tooltip = `golden.yaml:${String(line)}: ${ask}\n${reason}`;
  item.command = openAt(suiteUri(place), { line, column: 1 });
  return finish(item, place.id, `failure ${String(line)}`);
}

function budgetItem({ place, label, lines }: BudgetNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Budget'), None);
  item.iconPath = new vscode.ThemeIcon('dashboard');
  item.description = label;
  item.tooltip = lines.join('\n');
  item.contextValue = 'budget';
  return finish(item, place.id, 'budget');
}

function switchItem(node: SwitchNode): vscode.TreeItem {
  const { place, tenant, pulled, tenants } = node;
  const item = new vscode.TreeItem(tenant ?? vscode.l10n.t('Kill switch'), tenants.length > 0 ? Collapsed : None);
  const [icon, color] = pulled ? ['debug-stop', 'problemsWarningIcon.foreground'] : ['pass', undefined];
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.description = pulled ? vscode.l10n.t('pulled: nothing runs') : vscode.l10n.t('released');
  item.tooltip = pulled
    ? vscode.l10n.t('Click to release it.')
    : vscode.l10n.t('Click to pull it: what runs stops, and nothing starts until it is released.');
  item.contextValue = pulled ? 'switch pulled' : 'switch';
  item.command = {
    command: 'greenroom.spot.killSwitch',
    title: pulled ? vscode.l10n.t('Release') : vscode.l10n.t('Stop'),
    arguments: [node],
  };
  return finish(item, place.id, tenant === undefined ? 'switch' : `switch ${tenant}`);
}
