import { readFile } from 'node:fs/promises';
import { JsonLinesFile } from './control';
import type { Feedback, FeedbackStore } from './feedback';

/** Feedback in a file of one JSON object a line. A line that is cut off or no feedback is passed over. */
export class FeedbackFile implements FeedbackStore {
  private readonly lines: JsonLinesFile<Feedback>;
  private known: Feedback[] | undefined;

  constructor(private readonly file: string) {
    this.lines = new JsonLinesFile(file);
  }

  async append(feedback: Feedback): Promise<void> {
    const known = await this.all();
    await this.lines.append(feedback);
    if (this.known === known) this.known.push(feedback);
  }

  /** Read once; rejects when the file is there and cannot be read. */
  async all(): Promise<readonly Feedback[]> {
    if (this.known) return this.known;
    const text = await readFile(this.file, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    });
    this.known ??= text.split('\n').flatMap((line) => readLine(line) ?? []);
    return this.known;
  }
}

function readLine(line: string): Feedback | undefined {
  try {
    const value = JSON.parse(line) as Partial<Feedback> | null;
    const whole =
      typeof value === 'object' &&
      (value?.vote === 'up' || value?.vote === 'down') &&
      typeof value.question === 'string' &&
      Array.isArray(value.settled) &&
      Array.isArray(value.measures);
    return whole ? (value as Feedback) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
