import type { Refusal, RefusalReason } from './types';

/** Thrown inside the checks, caught at their public face. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(reason: RefusalReason, message: string, suggestions: readonly string[] = []) {
    super(message);
    this.name = 'Refused';
    this.refusal = { reason, message, suggestions };
  }
}

/** Runs a check; a refusal comes back as a value. */
export function refusing<T>(check: () => T): T | { readonly refusal: Refusal } {
  try {
    return check();
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.refusal };
    throw error;
  }
}
