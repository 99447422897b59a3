import { byId } from './element.js';
import { showEnd, showLab } from './lab-status.js';
import { panelGrid } from './panel-grid.js';

/** @import { LabView, MarkView, Opening, Tick } from '../view.ts' */

/** @type {MarkView[]} */
let marks = [];
const grid = panelGrid(byId('panels'), () => marks);
const connection = byId('connection');

/** @param {'live' | 'connecting' | 'reconnecting' | 'stopped'} state */
function showConnection(state) {
  if (connection.textContent === state) return;
  connection.textContent = state;
  connection.dataset.state = state;
}

/** @param {LabView} lab */
function show(lab) {
  marks = lab.marks;
  showLab(lab);
}

// The browser connects again by itself, and is told everything anew.
const events = new EventSource('events');

/** @template Data @param {string} name @param {(data: Data) => void} listen */
const on = (name, listen) => events.addEventListener(name, ({ data }) => listen(JSON.parse(data)));

on('opening', (/** @type {Opening} */ { rows, history, lab }) => {
  show(lab);
  grid.begin(rows, history);
  showConnection('live');
});
on('tick', (/** @type {Tick} */ tick) => grid.add(tick));
on('lab', show);
on('end', () => {
  showConnection('stopped');
  showEnd();
});
events.addEventListener('error', () => {
  if (connection.dataset.state !== 'stopped') showConnection('reconnecting');
});

document.addEventListener('visibilitychange', () => grid.show());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => grid.show());
