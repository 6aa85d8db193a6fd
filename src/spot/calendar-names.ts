/** What days, months and quarters are called, in questions and in answers alike. Weeks are listed from Monday. */
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const QUARTERS: readonly string[] = ['Q1', 'Q2', 'Q3', 'Q4'];

/** Place of a name in its list, whatever its case; -1 when it is not there. */
export function indexOfName(names: readonly string[], text: string): number {
  const lower = text.toLowerCase();
  return names.findIndex((name) => name.toLowerCase() === lower);
}
