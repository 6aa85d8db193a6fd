import type { Dialect } from '../print';

/** Aggregates, which engines call alike but for the median. */
export function aggregateWith(median: (operand: string) => string): Dialect['aggregate'] {
  return (fn, operand) => {
    switch (fn) {
      case 'average':
        return `avg(${operand})`;
      case 'count_distinct':
        return `count(DISTINCT ${operand})`;
      case 'median':
        return median(operand);
      case 'stddev':
        return `stddev_samp(${operand})`;
      case 'variance':
        return `var_samp(${operand})`;
      case 'count_rows':
        return 'count(*)';
      default:
        return `${fn}(${operand})`;
    }
  };
}

/** The narrowest decimal that holds these digits: a wider one would make comparisons overflow. */
export function decimalType(digits: string): string {
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  const scale = Math.min(fraction.length, 37);
  return `DECIMAL(${Math.min(38, Math.max(1, whole.length) + scale)}, ${scale})`;
}
