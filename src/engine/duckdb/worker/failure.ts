import type { WorkerError } from '../messages';

/** An error of the worker that crosses to the parent as it stands. */
export class Failure extends Error {
  constructor(
    readonly kind: WorkerError['kind'],
    message: string,
    readonly details: WorkerError['details'] = {},
  ) {
    super(message);
    this.name = 'Failure';
  }
}

export function asWorkerError(error: unknown): WorkerError {
  if (error instanceof Failure) return { kind: error.kind, message: error.message, details: error.details };
  const { kind, message, details } = engineFailure(error);
  return { kind, message, details };
}

const KINDS: Readonly<Record<string, WorkerError['kind']>> = {
  Binder: 'bind',
  Catalog: 'bind',
  Parser: 'syntax',
  Syntax: 'syntax',
  'Out of Memory': 'out-of-memory',
  INTERRUPT: 'cancelled',
  Permission: 'forbidden',
};

/** What DuckDB threw (it is set to report errors as JSON) in the port's terms. Positions are byte offsets here. */
export function engineFailure(error: unknown): Failure {
  const text = error instanceof Error ? error.message : String(error);
  const report = jsonReport(text);
  if (!report) {
    const [, type, rest] = /^([A-Za-z ]{1,40}) Error: ([\s\S]*)$/.exec(text) ?? [];
    return new Failure(KINDS[type ?? ''] ?? 'runtime', rest ?? text);
  }
  const position = Number(report['position']);
  const candidates = candidatesOf(report);
  return new Failure(KINDS[report['exception_type'] ?? ''] ?? 'runtime', message(report), {
    ...(report['position'] !== undefined && Number.isSafeInteger(position) ? { position } : {}),
    ...(candidates.length > 0 ? { candidates } : {}),
  });
}

/** The report follows a prefix such as `Parser Error: ` in some messages. */
function jsonReport(text: string): Record<string, string> | undefined {
  const start = text.indexOf('{"exception_type"');
  if (start < 0) return undefined;
  try {
    return JSON.parse(text.slice(start)) as Record<string, string>;
  } catch {
    return undefined;
  }
}

function message(report: Record<string, string>): string {
  // DuckDB's own text is advice about settings that are locked here.
  if (report['exception_type'] === 'Out of Memory')
    return 'The statement needs more memory than it may use. Filter or aggregate earlier, or ask for less at once.';
  const text = (report['exception_message'] ?? 'The statement failed.').trim();
  if (text.startsWith('memory exhausted')) return 'The statement is nested too deeply to be read.';
  return text.replace(/ Use "SET [^"\n]*" to [^\n]*$/, '');
}

/** Only the candidates that are names: for a function of wrong arguments DuckDB lists signatures, which the message holds. */
function candidatesOf(report: Record<string, string>): string[] {
  if (report['error_subtype'] === 'NO_MATCHING_FUNCTION') return [];
  const text = report['exception_message'] ?? '';
  const listed = /(?:Candidate bindings: :?|Did you mean)\s*([^\n]*)/.exec(text)?.[1] ?? '';
  const quoted = [...listed.matchAll(/"((?:[^"]|"")*)"/g)].map((match) => (match[1] ?? '').replaceAll('""', '"'));
  return [...new Set(quoted)];
}
