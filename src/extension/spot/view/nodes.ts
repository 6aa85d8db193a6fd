import type { GoldenCase, Model, ModelColumn, ModelDiagnostic, ModelFormula, ModelTable } from '../../../spot';
import type { Identity } from '../service/identities';
import type { SpotPlace } from '../service/place';
import type { FailedCase, SuiteProgress, SuiteRun } from '../testing/results';
import type { Sample } from './samples';

interface Of {
  readonly place: SpotPlace;
}

export interface PlaceNode extends Of {
  readonly type: 'place';
  readonly problems: readonly ModelDiagnostic[];
  /** The only sandbox there is. */
  readonly only: boolean;
  readonly stopped: boolean;
}

export interface ProblemNode extends Of {
  readonly type: 'problem';
  readonly problem: ModelDiagnostic;
}

/** Why nothing can be run. */
export interface UntrustedNode extends Of {
  readonly type: 'untrusted';
}

export interface TablesNode extends Of {
  readonly type: 'tables';
  readonly model: Model;
}

export interface TableNode extends Of {
  readonly type: 'table';
  readonly model: Model;
  readonly table: ModelTable;
}

export interface ColumnNode extends Of {
  readonly type: 'column';
  readonly model: Model;
  readonly column: ModelColumn;
}

export interface FormulasNode extends Of {
  readonly type: 'formulas';
  readonly model: Model;
}

export interface FormulaNode extends Of {
  readonly type: 'formula';
  readonly model: Model;
  readonly formula: ModelFormula;
}

export interface SamplesNode extends Of {
  readonly type: 'samples';
}

export interface SampleNode extends Of {
  readonly type: 'sample';
  readonly sample: Sample;
  /** Its place among the samples: two may read the same. */
  readonly index: number;
}

export interface AskersNode extends Of {
  readonly type: 'askers';
  readonly now: Identity;
  readonly askers: readonly AskerNode[];
}

export interface AskerNode extends Of {
  readonly type: 'asker';
  readonly identity: Identity;
  readonly roles: readonly string[];
  readonly current: boolean;
}

export interface SuiteNode extends Of {
  readonly type: 'suite';
  readonly problems: readonly ModelDiagnostic[];
  readonly cases: readonly GoldenCase[] | undefined;
  readonly run: SuiteRun | undefined;
  readonly progress: SuiteProgress | undefined;
}

/** A case that failed when the suite was last run. */
export interface FailureNode extends Of {
  readonly type: 'failure';
  readonly failure: FailedCase;
}

export interface BudgetNode extends Of {
  readonly type: 'budget';
  readonly label: string;
  readonly lines: readonly string[];
}

/** The kill switch of a place, or of one of its tenants. */
export interface SwitchNode extends Of {
  readonly type: 'switch';
  readonly tenant?: string;
  readonly pulled: boolean;
  readonly tenants: readonly string[];
}

export type SpotNode =
  | PlaceNode
  | ProblemNode
  | UntrustedNode
  | TablesNode
  | TableNode
  | ColumnNode
  | FormulasNode
  | FormulaNode
  | SamplesNode
  | SampleNode
  | AskersNode
  | AskerNode
  | SuiteNode
  | FailureNode
  | BudgetNode
  | SwitchNode;
