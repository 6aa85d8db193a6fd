export { openForm, type Form, type OpenForm } from './forms';
export { textmateGrammar } from './textmate';
export { createLanguage, type Language } from './language';
export { createValueIndex, type ColumnValues, type ValueHit, type ValueIndex } from './lexicon/values';
export type * from './types';
