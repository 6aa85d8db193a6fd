import { isWord, type CharacterSet } from './characters';
import { PatternError, type Pattern } from './pattern';

type Step =
  | { readonly do: 'set'; readonly set: CharacterSet }
  | { readonly do: 'assert'; readonly what: 'start' | 'end' | 'boundary' | 'inside' }
  | { readonly do: 'fork'; to: number; or: number }
  | { readonly do: 'jump'; to: number }
  | { readonly do: 'match' };

const MAX_STEPS = 20_000;

/**
 * Finds a pattern in a text by following all its readings at once, so that the time is linear in the text whatever the
 * pattern (K. Thompson, "Regular Expression Search Algorithm", 1968).
 */
export class Matcher {
  private readonly steps: Step[] = [];
  private readonly seen: Uint32Array;
  private generation = 0;

  /** Throws a PatternError when counted repetitions make the pattern too long. */
  constructor(pattern: Pattern) {
    this.add(pattern);
    this.push({ do: 'match' });
    this.seen = new Uint32Array(this.steps.length);
  }

  /** Whether the pattern is anywhere in the text. */
  test(text: string): boolean {
    const codes = Array.from(text, (one) => one.codePointAt(0) ?? 0);
    let active: number[] = [];
    for (let at = 0; at <= codes.length; at += 1) {
      this.generation += 1;
      const next: number[] = [];
      // A match may begin anywhere.
      for (const from of [...active, 0]) if (this.follow(from, at, codes, next)) return true;
      const code = codes[at];
      if (code === undefined) return false;
      active = next.filter((step) => this.takes(step, code)).map((step) => step + 1);
    }
    return false;
  }

  private takes(at: number, code: number): boolean {
    const step = this.steps[at];
    return step?.do === 'set' && step.set.has(code);
  }

  /** Collects the sets that can be reached without taking a character; true when the end can be. */
  private follow(from: number, at: number, codes: readonly number[], into: number[]): boolean {
    const waiting = [from];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (this.seen[index] === this.generation) continue;
      this.seen[index] = this.generation;
      const step = this.steps[index];
      if (!step || step.do === 'match') return true;
      if (step.do === 'set') into.push(index);
      else if (step.do === 'jump') waiting.push(step.to);
      else if (step.do === 'fork') waiting.push(step.to, step.or);
      else if (holds(step.what, at, codes)) waiting.push(index + 1);
    }
    return false;
  }

  private push(step: Step): number {
    if (this.steps.length >= MAX_STEPS)
      throw new PatternError('The numbers of repetitions multiply to more than can be matched. Lower them.', 0);
    return this.steps.push(step) - 1;
  }

  private add(pattern: Pattern): void {
    switch (pattern.is) {
      case 'set':
        this.push({ do: 'set', set: pattern.set });
        return;
      case 'assert':
        this.push({ do: 'assert', what: pattern.what });
        return;
      case 'sequence':
        for (const part of pattern.parts) this.add(part);
        return;
      case 'choice':
        this.addChoice(pattern.parts);
        return;
      case 'repeat':
        this.addRepeat(pattern);
    }
  }

  private addChoice(parts: readonly Pattern[]): void {
    const ends: Extract<Step, { do: 'jump' }>[] = [];
    parts.forEach((part, index) => {
      if (index === parts.length - 1) {
        this.add(part);
        return;
      }
      const fork: Step = { do: 'fork', to: this.steps.length + 1, or: 0 };
      this.push(fork);
      this.add(part);
      const end: Extract<Step, { do: 'jump' }> = { do: 'jump', to: 0 };
      this.push(end);
      ends.push(end);
      fork.or = this.steps.length;
    });
    for (const end of ends) end.to = this.steps.length;
  }

  private addRepeat({ part, least, most }: Extract<Pattern, { is: 'repeat' }>): void {
    for (let count = 0; count < least; count += 1) this.add(part);
    if (most === Infinity) {
      const fork: Step = { do: 'fork', to: this.steps.length + 1, or: 0 };
      const start = this.push(fork);
      this.add(part);
      this.push({ do: 'jump', to: start });
      fork.or = this.steps.length;
      return;
    }
    const forks: Extract<Step, { do: 'fork' }>[] = [];
    for (let count = least; count < most; count += 1) {
      const fork: Extract<Step, { do: 'fork' }> = { do: 'fork', to: this.steps.length + 1, or: 0 };
      this.push(fork);
      forks.push(fork);
      this.add(part);
    }
    for (const fork of forks) fork.or = this.steps.length;
  }
}

function holds(what: Extract<Step, { do: 'assert' }>['what'], at: number, codes: readonly number[]): boolean {
  if (what === 'start') return at === 0;
  if (what === 'end') return at === codes.length;
  const boundary = isWord(codes[at - 1]) !== isWord(codes[at]);
  return boundary === (what === 'boundary');
}
