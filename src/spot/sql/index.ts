export {
  buildTree,
  compileQuery,
  printTree,
  type Compiled,
  type CompiledQuery,
  type CompileOptions,
  type ResultColumn,
  type Tree,
} from './compile';
export { compileTogether } from './together';
export { fillRule, parseRule, type Mask, type ParsedRule, type Security, type TableSecurity } from './security';
export { compileTotals, type CompiledTotals } from './totals';
export { checkModelAgainstData, type CheckedModel } from './check-data';
