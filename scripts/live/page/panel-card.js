import { colorOf, thresholdColor } from './colors.js';
import { drawCurves } from './curves.js';
import { element } from './element.js';
import { formatValue } from './format-value.js';

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
 * A panel with its description, picture and latest values. `isIdle`: the API gets no requests.
 * @param {PanelView} panel
 * @param {() => AnnotationView[]} annotations
 */
export function panelCard(panel, annotations) {
  const values = element('ul', { class: 'values' });
  const picture = element('div', { class: panel.shape, role: 'img', 'aria-label': `${panel.title}: no values yet` });
  const card = element('article', { class: 'card', id: `panel-${panel.id}` }, heading(panel), picture, values);
  card.setAttribute('aria-labelledby', `title-${panel.id}`);
  const curves = panel.shape === 'number' ? undefined : drawCurves(picture, panel, annotations);

  return {
    card,
    /** @param {PanelData} data @param {PanelValues[string]} latest @param {boolean} isIdle */
    show(data, latest, isIdle) {
      const texts = new Map(Object.entries(latest).map(([name, value]) => [name, formatValue(value, panel.unit)]));
      // Without requests, a number is NaN, and NaN is not sent.
      const withoutValue = isIdle ? 'idle' : 'no values';
      const description = [...texts].map(([name, text]) => `${name} ${text}`).join(', ');
      picture.setAttribute('aria-label', `${panel.title} now: ${description || withoutValue}`);
      if (curves) {
        curves.draw(data);
        values.replaceChildren(
          ...[...data.curves.keys()].map((name, index) => {
            const dot = element('span', { class: 'dot' });
            dot.style.background = `var(${colorOf(panel, name, index)})`;
            return element('li', {}, dot, `${name} `, element('b', {}, texts.get(name) ?? '–'));
          }),
        );
        return;
      }
      const [name, value] = Object.entries(latest)[0] ?? ['', undefined];
      picture.textContent = texts.get(name) ?? (isIdle ? 'idle' : '–');
      picture.dataset.color = value === undefined || isIdle ? 'none' : thresholdColor(panel.thresholds, value);
      values.replaceChildren(element('li', {}, isIdle ? 'no requests right now' : name));
    },
  };
}
