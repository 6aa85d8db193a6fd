import type { Fix, Problem, ProblemCode, Range, Severity } from './types';

/**
 * How bad each problem is. An error hides or loses something that the author wrote; a warning is probably a mistake; an
 * info is a thing to finish.
 *
 * | code | severity |
 * |---|---|
 * | `duplicate-id`, `unclosed-fence`, `bad-front-matter`, `broken-code-link`, `lost-anchor`, `broken-query`, `unreadable-text` | error |
 * | `double-encoded`, `duplicate-question`, `duplicate-answer`, `duplicate-round-number`, `empty-answer`, `unknown-id`, `ambiguous-code-link`, `no-questions` | warning |
 * | `round-without-cards` | info |
 */
const SEVERITY: Readonly<Record<ProblemCode, Severity>> = {
  'duplicate-id': 'error',
  'unclosed-fence': 'error',
  'bad-front-matter': 'error',
  'broken-code-link': 'error',
  'lost-anchor': 'error',
  'broken-query': 'error',
  'unreadable-text': 'error',
  'double-encoded': 'warning',
  'duplicate-question': 'warning',
  'duplicate-answer': 'warning',
  'duplicate-round-number': 'warning',
  'empty-answer': 'warning',
  'unknown-id': 'warning',
  'ambiguous-code-link': 'warning',
  'no-questions': 'warning',
  'round-without-cards': 'info',
};

interface Details {
  readonly message: string;
  /** Where it weighs less than its code usually does. */
  readonly severity?: Problem['severity'];
  readonly related?: Problem['related'];
  readonly fixes?: readonly Fix[];
}

/** A problem, with its code's severity unless told otherwise. */
export function problem(code: ProblemCode, range: Range, details: Details): Problem {
  const { message, severity = SEVERITY[code], related, fixes = [] } = details;
  const own = { code, severity, message, range, fixes };
  return related ? { ...own, related } : own;
}
