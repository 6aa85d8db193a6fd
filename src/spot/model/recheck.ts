import { checkExpression } from './expression/check';
import { parseExpression } from './expression/parser';
import { ExpressionError } from './expression/tokens';
import { childrenOf, FormulaNames, indexColumns } from './names';
import type { Expression, Model, ModelFormula, Span } from './types';

/** Checks formulas again, now that the columns' types are known. A formula that no longer fits stays as it was. */
export function recheckFormulas(
  model: Model,
  report: (span: Span, message: string) => void,
): Map<string, ModelFormula> {
  const index = indexColumns(model);
  const names = new Map([...model.formulas.keys()].map((name) => [name.toLowerCase(), name]));
  const checked = new Map<string, ModelFormula>();
  for (const formula of inOrder(model.formulas)) {
    const scope = new FormulaNames(model, index, new Map([...model.formulas, ...checked]), names, formula.table);
    try {
      const level = formula.table === undefined ? 'aggregate' : 'row';
      const expression = checkExpression(parseExpression(formula.source), scope, level);
      checked.set(formula.name, { ...formula, expression, valueType: expression.type });
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      report(formula.span, `Formula "${formula.name}" does not fit the data: ${error.message}`);
      checked.set(formula.name, formula);
    }
  }
  return new Map(
    [...model.formulas.keys()].flatMap((name) => {
      const formula = checked.get(name);
      return formula ? [[name, formula] as const] : [];
    }),
  );
}

/** Each after those that it uses. There are no circles: the model has been loaded. */
function inOrder(formulas: ReadonlyMap<string, ModelFormula>): ModelFormula[] {
  const ordered = new Set<ModelFormula>();
  const visit = (formula: ModelFormula): void => {
    if (ordered.has(formula)) return;
    const uses = (expression: Expression): void => {
      const used = expression.node === 'formula' ? formulas.get(expression.name) : undefined;
      if (used && used !== formula) visit(used);
      for (const child of childrenOf(expression)) uses(child);
    };
    uses(formula.expression);
    ordered.add(formula);
  };
  for (const formula of formulas.values()) visit(formula);
  return [...ordered];
}
