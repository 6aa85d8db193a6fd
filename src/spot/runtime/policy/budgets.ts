import { isScalar } from 'yaml';
import type { Entry, Reader } from '../../model/reader';
import type { Budget, Budgets } from './types';

const AMOUNTS = ['queries', 'seconds', 'rows'] as const;

export function readBudgets(reader: Reader, entry: Entry | undefined): Budgets {
  let session: Budget = {};
  const tenants = new Map<string, Budget>();
  if (!entry) return { session, tenants };
  for (const part of reader.entries(entry.value, '"budgets"', entry.keySpan, ['session', 'tenants'])) {
    if (part.key === 'session') session = readBudget(reader, part, 'The budget of a session');
    else {
      for (const tenant of reader.entries(part.value, '"tenants" of "budgets"', part.keySpan)) {
        tenants.set(tenant.key, readBudget(reader, tenant, `The budget of tenant "${tenant.key}"`));
      }
    }
  }
  return { session, tenants };
}

function readBudget(reader: Reader, entry: Entry, what: string): Budget {
  const budget: { queries?: number; seconds?: number; rows?: number } = {};
  for (const part of reader.entries(entry.value, what, entry.keySpan, AMOUNTS)) {
    const amount = isScalar(part.value) ? part.value.value : undefined;
    if (typeof amount === 'number' && Number.isFinite(amount) && amount >= 0) {
      budget[part.key as (typeof AMOUNTS)[number]] = amount;
    } else {
      reader.report(reader.spanOf(part.value, part.keySpan), `"${part.key}" must be a number of 0 or more.`);
    }
  }
  return budget;
}
