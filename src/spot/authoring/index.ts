export { namesInFormula, namesInRule, openBracket, type NameChoice } from './complete';
export type { TextChange } from './edits';
export { mentionsInModel, mentionsInPolicy } from './mentions';
export { problemsIn } from './problems';
export { questionsIn, QuestionReader } from './questions';
export { rename, type Renamed, type Renaming } from './rename';
export { sameThing, type Mention, type SpotText, type Thing } from './types';
