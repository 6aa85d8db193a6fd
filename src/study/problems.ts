import type { StudyProblem, StudyProblemCode } from './types';

const MOST = 200;

/** Problems, each once, newest last. */
export class Problems {
  readonly #problems = new Map<string, StudyProblem>();

  get list(): readonly StudyProblem[] {
    return [...this.#problems.values()];
  }

  /** True when it was not known yet. */
  add(problem: StudyProblem): boolean {
    const key = `${problem.code}\n${problem.file ?? ''}\n${problem.line ?? ''}\n${problem.line === undefined ? problem.message : ''}`;
    if (this.#problems.has(key)) return false;
    this.#problems.set(key, problem);
    const [oldest] = this.#problems.keys();
    if (this.#problems.size > MOST && oldest !== undefined) this.#problems.delete(oldest);
    return true;
  }

  /** True when there was one to remove. */
  remove(code: StudyProblemCode): boolean {
    const before = this.#problems.size;
    for (const [key, problem] of this.#problems) if (problem.code === code) this.#problems.delete(key);
    return this.#problems.size < before;
  }
}
