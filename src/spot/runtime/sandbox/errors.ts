import type { ModelDiagnostic } from '../../model';

/** Files or data that cannot be used: every reason, each at its place. */
export class SandboxError extends Error {
  constructor(readonly diagnostics: readonly ModelDiagnostic[]) {
    super(diagnostics.map(describeDiagnostic).join('\n'));
    this.name = 'SandboxError';
  }
}

/** `model.yaml:12:3: error: …`, on one line. */
export function describeDiagnostic({ file, span, severity, message }: ModelDiagnostic): string {
  return `${file}:${span.line}:${span.column}: ${severity}: ${message.replace(/\s+/g, ' ').trim()}`;
}

/** An error about a file as a whole, or about one of its lines, counted from 1. */
export function wholeFile(file: string, message: string, line = 1): ModelDiagnostic {
  return { severity: 'error', message, file, span: { line, column: 1, endLine: line, endColumn: 1 } };
}
