import { byId, element } from './element.js';

/** @import { LabView, AnnotationView, PlanView } from '../view.ts' */

/**
 * The time of day, with the date when that is not today.
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
const nextStep = ({ praise, sentence, command }) => [
  ...(praise ? [element('strong', { class: 'praise' }, praise), ' '] : []),
  ...(command ? [`${sentence} `, element('code', {}, command)] : [sentence]),
];

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

/** Whether the plans were to be open the last time: readers may close them afterwards. */
let wereOpened = false;

/** @param {LabView} lab */
function showPlans({ plans, openPlans }) {
  setContent('plans', plans.map(planCard));
  const fold = byId('plans-fold');
  fold.hidden = plans.length === 0;
  if (openPlans && !wereOpened) fold.setAttribute('open', '');
  wereOpened = openPlans;
}

/** @param {AnnotationView} annotation */
const annotationLine = ({ atMs, text }) =>
  element('li', {}, element('time', { datetime: new Date(atMs).toISOString() }, timeOf(atMs)), ` ${text}`);

/**
 * Replaces the content of an element if it differs: a screen reader reads replaced content again.
 * @param {string} id
 * @param {(Node | string)[]} content
 */
function setContent(id, content) {
  const updated = element('div', {}, ...content);
  const container = byId(id);
  if (container.innerHTML !== updated.innerHTML) container.replaceChildren(...updated.childNodes);
}

/** @param {LabView} lab */
export function showLab(lab) {
  setContent('stages', stageSteps(lab.stages));
  setContent('state', [lab.state]);
  setContent('next', nextStep(lab.next));
  setContent('results', resultsTable(lab.results));
  setContent(
    'changes',
    lab.changes.map((change) => element('li', {}, change)),
  );
  showPlans(lab);
  setContent('annotations', lab.annotations.map(annotationLine));
  document.title = `${lab.state} · feed-lab`;
}

/** @param {string} restart the command that starts the lab again */
export function showEnd(restart) {
  setContent('stages', []);
  setContent('state', ['The lab has been stopped']);
  setContent('next', ['Its results stay below. To start it again: ', element('code', {}, restart)]);
  document.title = 'stopped · feed-lab';
}
