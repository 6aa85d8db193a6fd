export { cellPlaces, parseNotebook, printNotebook } from './format';
export { settingsOf, type CellOptions } from './settings';
export type * from './types';
