import { hint } from '../model/nearest';
import type { Condition } from './types';
import { Words } from './words';

/** Thrown inside the parser, told at its line. */
export class Misread extends Error {}

const REASONS = {
  answered: [],
  refused: ['unknown-term', 'ambiguous', 'cannot-slice', 'not-permitted', 'invalid-date', 'too-complex'],
  blocked: ['guardrail', 'budget', 'killed'],
  failed: ['bind', 'execution', 'timeout', 'cancelled', 'verification', 'invalid-request'],
} as const;
const STEPS = [
  'control',
  'guard',
  'read',
  'plan',
  'validate',
  'permit',
  'cache',
  'compile',
  'bind',
  'execute',
  'verify',
];
const CHECKS = ['totals', 'rows', 'values', 'tenant'];
const TEXTS = ['sql', 'message', 'suggestion'] as const;

/** Reads what follows `-- expect`. `asked`: the number of the question that it is about. Throws Misread. */
export function readCondition(text: string, asked: number): Condition {
  const words = new Words(text);
  const condition = statusOf(words) ?? comparison(words, asked) ?? counted(words) ?? named(words);
  if (!condition) {
    throw new Misread(
      `"${text.slice(0, 80)}" is nothing that can be expected. Say for instance "answered", "refused: unknown-term", ` +
        `"5 rows", "row: West | 12", "the same rows as step 1" or "cache hit".`,
    );
  }
  if (!words.done) throw new Misread(`"${words.rest().slice(0, 80)}" is not understood after "expect".`);
  return condition;
}

function statusOf(words: Words): Condition | undefined {
  for (const status of ['answered', 'refused', 'blocked', 'failed'] as const) {
    if (!words.take(status)) continue;
    words.take('as');
    if (words.done) return { is: 'status', status };
    const reason = oneOf(REASONS[status], words.next(), `reason to be ${status}`);
    return { is: 'status', status, reason };
  }
  return undefined;
}

function comparison(words: Words, asked: number): Condition | undefined {
  const how = words.take('the', 'same', 'rows', 'as')
    ? 'same'
    : words.take('other', 'rows', 'than')
      ? 'other'
      : words.take('no', 'row', 'of')
        ? 'none'
        : undefined;
  if (!how) return undefined;
  const step = words.take('before') ? asked - 1 : words.take('step') ? words.number() : undefined;
  if (step === undefined) throw new Misread('Say which rows: "before" or "step 1".');
  if (step < 1 || step >= asked) throw new Misread(`There is no earlier question with the number ${step}.`);
  return { is: 'compared', how, with: step };
}

function counted(words: Words): Condition | undefined {
  const count = words.number();
  if (count === undefined) return undefined;
  if (words.take('row') || words.take('rows')) return { is: 'rows', count };
  if (words.take('proposal') || words.take('proposals')) return { is: 'proposals', count };
  throw new Misread(`What are ${count}: rows or proposals?`);
}

function named(words: Words): Condition | undefined {
  const present = !words.take('no');
  for (const of of TEXTS) {
    if (words.take(of)) return { is: 'text', of, holds: needed(words, of), present };
  }
  if (words.take('step')) {
    const step = oneOf(STEPS, words.next(), 'step of the trace');
    return { is: 'step', step, holds: words.quoted() ?? '', present };
  }
  if (!present) return undefined;
  if (words.take('row')) return { is: 'row', cells: words.rest().split('|').map(cell) };
  if (words.take('cache', 'hit')) return { is: 'cache', cache: 'hit' };
  if (words.take('cache', 'miss')) return { is: 'cache', cache: 'miss' };
  if (words.take('check')) return { is: 'check', name: oneOf(CHECKS, words.next(), 'check') };
  if (words.take('accuracy', 'above')) {
    const percent = Number(words.next().replace('%', '') || 'none');
    words.take('%');
    if (!(percent >= 0 && percent < 100)) throw new Misread('Say a percentage: "accuracy above 95 %".');
    return { is: 'accuracy', above: percent / 100 };
  }
  return undefined;
}

function needed(words: Words, of: string): string {
  const text = words.quoted();
  if (text === undefined || text === '') throw new Misread(`Put what the ${of} must hold in double quotes.`);
  return text;
}

function cell(text: string): string | null | undefined {
  const trimmed = text.trim();
  return trimmed === '*' ? undefined : trimmed === '' || trimmed === '—' ? null : trimmed;
}

function oneOf<T extends string>(known: readonly T[], given: string, what: string): T {
  const found = known.find((one) => one === given.toLowerCase());
  if (found === undefined) throw new Misread(`"${given.slice(0, 40)}" is no ${what}. ${hint(given, known)}`.trim());
  return found;
}
