import { render } from 'lit/html.js';
import { Effects } from './effects';
import './flashcards.css';
import { connect } from './host';
import { Keyboard } from './keyboard';
import { handleLinks } from './links';
import { Panel } from './panel';
import { Results } from './results';
import { Scrolling } from './scrolling';
import { START } from './state';
import { app } from './views/app';
import { Writing } from './writing';

const root = document.getElementById('app');
if (root !== null) {
  // The page came with a sign that it is on its way.
  root.replaceChildren();
  start(root);
}

function start(root: HTMLElement): void {
  let state = START;
  let planned = false;
  const draw = (): void => {
    planned = false;
    render(app(panel, state), root);
    effects.after(state);
    results.after(state);
  };
  const panel: Panel = new Panel(connect(), (next) => {
    state = next;
    if (planned) return;
    planned = true;
    queueMicrotask(draw);
  });
  const results = new Results(root, panel.askResult);
  const scrolling = new Scrolling(root);
  const writing = new Writing(root, panel, () => state.local.caret);
  const effects = new Effects(root, scrolling, writing);
  const keyboard = new Keyboard(panel, () => state, root, scrolling, writing);

  handleLinks(root, panel);
  window.addEventListener('keydown', (event) => {
    keyboard.onKeyDown(event);
  });
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    panel.receive(event.data);
  });
  window.addEventListener('focus', () => {
    effects.onFocus();
  });
  window.addEventListener('resize', () => {
    effects.onResize();
  });
  document.addEventListener('visibilitychange', () => {
    panel.setVisible(document.visibilityState === 'visible');
  });
  panel.start();
  panel.setVisible(document.visibilityState === 'visible');
  draw();
}
