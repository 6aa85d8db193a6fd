import * as vscode from 'vscode';
import type { CoveredPart } from '../../../spot';

/** Which columns and formulas of a model.yaml the questions of a run use: each counts as a statement. */
class ModelCoverage extends vscode.FileCoverage {
  constructor(
    uri: vscode.Uri,
    readonly details: readonly vscode.StatementCoverage[],
  ) {
    const covered = details.filter(({ executed }) => executed !== 0 && executed !== false).length;
    super(uri, new vscode.TestCoverageCount(covered, details.length));
  }
}

export function coverageOf(model: vscode.Uri, parts: readonly CoveredPart[]): vscode.FileCoverage {
  const details = parts.map(({ uses, span }) => {
    const range = new vscode.Range(span.line - 1, span.column - 1, span.endLine - 1, span.endColumn - 1);
    return new vscode.StatementCoverage(uses, range);
  });
  return new ModelCoverage(model, details);
}

export function detailsOf(file: vscode.FileCoverage): vscode.FileCoverageDetail[] {
  return file instanceof ModelCoverage ? [...file.details] : [];
}
