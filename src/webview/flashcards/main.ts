import { render } from 'lit/html.js';
import { Effects } from './effects';
import './flashcards.css';
import { connect } from './host';
import { Keyboard } from './keyboard';
import { handleLinks } from './links';
import { Panel } from './panel';
import { START } from './state';
import { app } from './views/app';

const root = document.getElementById('app');
if (root !== null) start(root);

function start(root: HTMLElement): void {
  let state = START;
  let planned = false;
  const effects = new Effects(root);
  const draw = (): void => {
    planned = false;
    render(app(panel, state), root);
    effects.after(state);
  };
  const panel: Panel = new Panel(connect(), (next) => {
    state = next;
    if (planned) return;
    planned = true;
    queueMicrotask(draw);
  });
  const keyboard = new Keyboard(panel, () => state, root);

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
