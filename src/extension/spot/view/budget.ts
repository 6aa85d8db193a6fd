import * as vscode from 'vscode';
import type { ControlStatus, Policy, Usage } from '../../../spot';
import type { SpotPlace } from '../service/place';
import type { BudgetNode } from './nodes';

type Limits = Partial<Usage>;

/** What may still be asked: of the open place, else what its policy gives. Undefined where nothing is limited. */
export function budgetNode(
  place: SpotPlace,
  policy: Policy | undefined,
  status: ControlStatus | undefined,
  tenant: string | undefined,
): BudgetNode | undefined {
  const whole = { session: policy?.budgets.session ?? {}, tenant: policy?.budgets.tenants.get(tenant ?? '') ?? {} };
  const left = { session: status?.session.left ?? whole.session, tenant: status?.tenant.left ?? whole.tenant };
  const session = describe(left.session, whole.session);
  const tenants = describe(left.tenant, whole.tenant);
  const [first = tenants[0]] = session;
  if (first === undefined) return undefined;
  const lines = [
    ...session.map((line) => vscode.l10n.t('This session: {0}', line)),
    ...tenants.map((line) => vscode.l10n.t('The tenant {0}: {1}', tenant ?? '', line)),
  ];
  return { type: 'budget', place, label: tightest(left, whole) ?? first, lines };
}

/** Queries say most; where fewer are left to the tenant than to the session, the tenant's. */
function tightest(
  left: { readonly session: Limits; readonly tenant: Limits },
  whole: { readonly session: Limits; readonly tenant: Limits },
): string | undefined {
  const ofTenant = (left.tenant.queries ?? Infinity) < (left.session.queries ?? Infinity);
  return ofTenant ? describe(left.tenant, whole.tenant)[0] : undefined;
}

function describe(left: Limits, { queries, seconds, rows }: Limits): string[] {
  const number = (value: number | undefined): string =>
    (value ?? 0).toLocaleString(vscode.env.language, { maximumFractionDigits: 1 });
  return [
    ...(queries === undefined ? [] : [vscode.l10n.t('{0} of {1} queries left', number(left.queries), number(queries))]),
    ...(seconds === undefined ? [] : [vscode.l10n.t('{0} of {1} seconds left', number(left.seconds), number(seconds))]),
    ...(rows === undefined ? [] : [vscode.l10n.t('{0} of {1} rows left', number(left.rows), number(rows))]),
  ];
}
