import { colorOf } from './colors.js';
import { drawCurves } from './curves.js';
import { element } from './element.js';
import { formatValue } from './format-value.js';
import { thresholdOf } from './threshold.js';

/** @import { AnnotationView, PanelView, PanelValues } from '../view.ts' */
/** @import { PanelData } from './curves.js' */

/** @param {PanelView} panel */
function heading({ id, title, description }) {
  return element(
    'details',
    { class: 'about' },
    element(
      'summary',
      {},
      element('h3', { id: `title-${id}` }, title),
      element('span', { class: 'sign', 'aria-hidden': 'true' }, 'i'),
    ),
    element('p', {}, description),
  );
}

/**
 * A panel with its words, its picture and its latest values. `isIdle` says that nobody asks for anything now.
 * @param {PanelView} panel
 * @param {() => AnnotationView[]} annotations
 * @returns {{ card: HTMLElement, show(data: PanelData, latest: PanelValues[string], isIdle: boolean): void }}
 */
export function panelCard(panel, annotations) {
  const values = element('ul', { class: 'values' });
  const picture = element('div', { class: panel.shape, role: 'img', 'aria-label': `${panel.title}: no numbers yet` });
  const card = element('article', { class: 'card', id: `panel-${panel.id}` }, heading(panel), picture, values);
  card.setAttribute('aria-labelledby', `title-${panel.id}`);
  const curves = panel.shape === 'curve' ? drawCurves(picture, panel, annotations) : undefined;

  return {
    card,
    show(data, latest, isIdle) {
      const entries = Object.entries(latest).map(([name, value]) => ({
        name,
        text: formatValue(value, panel.unit),
        value,
      }));
      const inWords = entries.map(({ name, text }) => `${name} ${text}`).join(', ');
      picture.setAttribute('aria-label', `${panel.title} now: ${inWords || 'nothing'}`);
      if (curves) {
        curves.draw(data);
        const names = [...data.curves.keys()];
        values.replaceChildren(
          ...names.map((name, index) => {
            const dot = element('span', { class: 'dot', 'data-color': colorOf(name, index) });
            const text = entries.find((entry) => entry.name === name)?.text ?? '–';
            return element('li', {}, dot, `${name} `, element('b', {}, text));
          }),
        );
        return;
      }
      const [only] = entries;
      picture.textContent = only?.text ?? '–';
      picture.dataset.color = !only || isIdle ? 'none' : thresholdOf(panel.thresholds, only.value);
      values.replaceChildren(element('li', {}, isIdle ? 'nobody asks right now' : (only?.name ?? '')));
    },
  };
}
