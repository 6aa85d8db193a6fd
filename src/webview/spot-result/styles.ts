import base from './css/base.css';
import chart from './css/chart.css';
import chips from './css/chips.css';
import contrast from './css/contrast.css';
import controls from './css/controls.css';
import details from './css/details.css';
import table from './css/table.css';

let sheets: CSSStyleSheet[] | undefined;

/** Made once, shared by all results of a page. */
export function styles(): CSSStyleSheet[] {
  sheets ??= [base, controls, chips, table, chart, details, contrast].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  return sheets;
}
