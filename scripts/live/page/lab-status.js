import { byId, element } from './element.js';

/** @import { LabView, AnnotationView, PlanView } from '../view.ts' */

/**
 * The time of day; with the date when it was another day's.
 * @param {number} atMs
 */
function timeOf(atMs) {
  const at = new Date(atMs);
  const time = at.toLocaleTimeString('en-GB');
  return at.toDateString() === new Date().toDateString() ? time : `${at.toLocaleDateString('en-CA')} ${time}`;
}

const stateNames = { reached: 'done', now: 'now', ahead: 'ahead' };

/** @param {LabView['stages']} stages */
const stageSteps = (stages) =>
  stages.map(({ title, state }) =>
    element(
      'li',
      { class: state, ...(state === 'now' && { 'aria-current': 'step' }) },
      title,
      element('span', { class: 'hidden' }, ` (${stateNames[state]})`),
    ),
  );

/** @param {LabView['next']} next */
const nextStep = ({ sentence, command }) => (command ? [`${sentence} `, element('code', {}, command)] : [sentence]);

/** @param {LabView['results']} results */
function resultsTable({ head, rows }) {
  const titles = [...head, 'measured at'].map((title) => element('th', { scope: 'col' }, title));
  const lines = rows.map(({ cells: [title = '', ...values], atMs }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, title),
      ...values.map((value) => element('td', {}, value || '–')),
      element('td', {}, atMs ? timeOf(atMs) : '–'),
    ),
  );
  return [element('thead', {}, element('tr', {}, ...titles)), element('tbody', {}, ...lines)];
}

/** @param {PlanView} plan */
function planCard({ title, lines }) {
  const items = lines.map(({ text, remark }) =>
    remark ? element('li', {}, element('mark', {}, text), element('p', {}, remark)) : element('li', {}, text),
  );
  return element('article', { class: 'card' }, element('h2', {}, title), element('ul', { class: 'plan' }, ...items));
}

/** @param {AnnotationView} annotation */
const annotationLine = ({ atMs, text }) =>
  element('li', {}, element('time', { datetime: new Date(atMs).toISOString() }, timeOf(atMs)), ` ${text}`);

/**
 * Replaces what an element holds, unless it would hold the same: a screen reader reads what is replaced.
 * @param {string} id
 * @param {(Node | string)[]} content
 */
function put(id, content) {
  const fresh = element('div', {}, ...content);
  const place = byId(id);
  if (place.innerHTML !== fresh.innerHTML) place.replaceChildren(...fresh.childNodes);
}

/**
 * Shows where the lab is and what it has measured.
 * @param {LabView} lab
 */
export function showLab(lab) {
  put('stages', stageSteps(lab.stages));
  put('state', [lab.state]);
  put('next', nextStep(lab.next));
  put('results', resultsTable(lab.results));
  put(
    'changes',
    lab.changes.map((change) => element('li', {}, change)),
  );
  put('plans', lab.plans.map(planCard));
  put('annotations', lab.annotations.map(annotationLine));
  document.title = `${lab.state} · feed-lab`;
}

/**
 * The lab has been stopped: what was measured stays, and nothing runs any more.
 * @param {string} restart the command that brings it back
 */
export function showEnd(restart) {
  put('stages', []);
  put('state', ['The lab has been stopped']);
  put('next', ['What it measured stays below. Start it again: ', element('code', {}, restart)]);
  document.title = 'stopped · feed-lab';
}
