import { byId } from './element.js';
import { showEnd, showLab } from './lab-status.js';
import { panelGrid } from './panel-grid.js';

/** @import { AnnotationView, InitialState, LabView, PanelSample } from '../view.ts' */

/** @type {AnnotationView[]} */
let annotations = [];
let restart = '';
const grid = panelGrid(byId('panels'), () => annotations);
const connection = byId('connection');

/** @param {'live' | 'reconnecting' | 'stopped'} state */
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

/** Browsers do not reconnect after a response that is not an event stream; this page does. */
const retryMs = 1000;
/** @type {EventSource | undefined} */
let events;

/** Connects. The first event has the whole state, so nothing is lost between two connections. */
function connect() {
  const source = new EventSource('events');
  events = source;
  /** @template Data @param {string} name @param {(data: Data) => void} handle */
  const on = (name, handle) => source.addEventListener(name, ({ data }) => handle(JSON.parse(data)));

  on('initial-state', (/** @type {InitialState} */ { lab, ...panels }) => {
    show(lab);
    grid.reset(panels);
    showConnection('live');
  });
  on('sample', (/** @type {PanelSample} */ sample) => grid.add(sample));
  on('lab', show);
  on('end', () => {
    showConnection('stopped');
    showEnd(restart);
  });
  source.addEventListener('error', () => {
    if (connection.dataset.state !== 'stopped') showConnection('reconnecting');
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => {
      if (events === source) connect();
    }, retryMs);
  });
}

// Browsers open at most six connections to an origin: unless hidden pages close theirs, a seventh
// page would wait forever.
function followVisibility() {
  events?.close();
  events = undefined;
  if (!document.hidden) connect();
}

document.addEventListener('visibilitychange', followVisibility);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => grid.show());
followVisibility();
