import { Matcher } from './matcher';
import { PatternError, parsePattern } from './pattern';
import { dangerOf } from './safety';
import { readings } from './text';

/** A named rule of a policy: what must not be talked about, and what to say instead. */
export interface GuardrailRule {
  readonly name: string;
  /** A regular expression; case never matters. */
  readonly pattern: string;
  readonly message: string;
}

/** What is wrong with a pattern, at an offset into it; undefined for a good one. */
export function checkPattern(source: string): { readonly message: string; readonly at: number } | undefined {
  try {
    const pattern = parsePattern(source);
    new Matcher(pattern);
    const danger = dangerOf(pattern);
    if (danger === undefined) return undefined;
    const message =
      danger === 'unknown'
        ? 'This pattern is too large to show that it takes linear time. Use smaller numbers of repetitions.'
        : `This pattern can take ${danger} time: some text fits it in many ways, as in (a+)+ or .*.*. Let each repetition take only what the next part cannot.`;
    return { message, at: 0 };
  } catch (error) {
    if (error instanceof PatternError) return { message: error.message, at: error.at };
    throw error;
  }
}

/** Checks questions against a policy's rules before anything else reads them. */
export class ContentGuardrail {
  private readonly rules: readonly { readonly rule: GuardrailRule; readonly matcher: Matcher }[];

  /** The patterns must have passed `checkPattern`. */
  constructor(rules: readonly GuardrailRule[]) {
    this.rules = rules.map((rule) => ({ rule, matcher: new Matcher(parsePattern(rule.pattern)) }));
  }

  /** The first rule that a text breaks. Linear in the text. */
  broken(text: string): GuardrailRule | undefined {
    const forms = readings(text);
    return this.rules.find(({ matcher }) => forms.some((form) => matcher.test(form)))?.rule;
  }
}
