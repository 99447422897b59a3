import { byId } from './element.js';
import { showEnd, showLab } from './lab-status.js';
import { panelGrid } from './panel-grid.js';

/** @import { LabView, AnnotationView, Opening, Tick } from '../view.ts' */

/** @type {AnnotationView[]} */
let annotations = [];
let restart = '';
const grid = panelGrid(byId('panels'), () => annotations);
const connection = byId('connection');

/** @param {'live' | 'connecting' | 'reconnecting' | 'stopped'} state */
function showConnection(state) {
  if (connection.textContent === state) return;
  connection.textContent = state;
  connection.dataset.state = state;
}

/** @param {LabView} lab */
function show(lab) {
  annotations = lab.annotations;
  restart = lab.restart;
  showLab(lab);
}

/** After how long another try is made when the browser has given up by itself: another program had our port for a moment. */
const retryMs = 1000;
/** @type {EventSource | undefined} */
let events;

/** Listens from now on. What is told first has everything in it, so nothing is missed meanwhile. */
function listen() {
  const source = new EventSource('events');
  events = source;
  /** @template Data @param {string} name @param {(data: Data) => void} act */
  const on = (name, act) => source.addEventListener(name, ({ data }) => act(JSON.parse(data)));

  on('opening', (/** @type {Opening} */ { shownSeconds, rows, history, lab }) => {
    show(lab);
    grid.begin(rows, history, shownSeconds);
    showConnection('live');
  });
  on('tick', (/** @type {Tick} */ tick) => grid.add(tick));
  on('lab', show);
  on('end', () => {
    showConnection('stopped');
    showEnd(restart);
  });
  source.addEventListener('error', () => {
    if (connection.dataset.state !== 'stopped') showConnection('reconnecting');
    // The browser tries again by itself, unless it took what answered for no stream.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => {
      if (events === source) listen();
    }, retryMs);
  });
}

// A browser opens six connections to one place: pages that nobody looks at give theirs back, or the seventh would wait for ever.
function followVisibility() {
  events?.close();
  events = undefined;
  if (!document.hidden) listen();
}

document.addEventListener('visibilitychange', followVisibility);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => grid.show());
followVisibility();
