export { exportRows, type ExportColumn, type ExportForm } from './export';
