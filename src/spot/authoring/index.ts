export { mentionsInModel, mentionsInPolicy } from './mentions';
export { problemsIn } from './problems';
export { sameThing } from './types';
export type { Mention, SpotText, Thing } from './types';
