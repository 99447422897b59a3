import { element } from './element.js';
import { panelCard } from './panel-card.js';

/** @import { AnnotationView, InitialState, PanelSample, RowView } from '../view.ts' */

/**
 * All panels, with the samples of the last minutes.
 * @param {HTMLElement} container
 * @param {() => AnnotationView[]} annotations
 */
export function panelGrid(container, annotations) {
  /** @type {PanelSample[]} */
  let samples = [];
  let shownSeconds = 0;
  /** The rows that the cards were built from. */
  let builtRows = '';
  /** @type {{ id: string, show: ReturnType<typeof panelCard>['show'] }[]} */
  let cards = [];

  /** The samples of a panel as columns; null where a curve has no value. @param {string} id */
  const dataOf = (id) => {
    const names = new Set(samples.flatMap(({ values }) => Object.keys(values[id] ?? {})));
    return {
      times: samples.map(({ atMs }) => atMs / 1000),
      curves: new Map([...names].map((name) => [name, samples.map(({ values }) => values[id]?.[name] ?? null)])),
      shownSeconds,
    };
  };

  const show = () => {
    const latest = samples.at(-1)?.values ?? {};
    const rates = [...Object.values(latest['successful-requests'] ?? {}), ...Object.values(latest['error-rate'] ?? {})];
    // Without values, the API does not answer, which does not mean that it is idle.
    const isIdle = rates.length > 0 && rates.every((rate) => rate === 0);
    for (const { id, show: showCard } of cards) showCard(dataOf(id), latest[id] ?? {}, isIdle);
  };

  /** @param {RowView[]} rows */
  const build = (rows) => {
    cards = [];
    container.replaceChildren(
      ...rows.map(({ title, panels }) => {
        const heading = title ? [element('h2', {}, title)] : [];
        const grid = element('div', { class: 'grid' });
        for (const panel of panels) {
          const { card, show: showCard } = panelCard(panel, annotations);
          cards.push({ id: panel.id, show: showCard });
          grid.append(card);
        }
        return element('section', { 'aria-label': title || 'The four panels to look at first' }, ...heading, grid);
      }),
    );
  };

  return {
    /**
     * Starts from the history of a new connection. The cards stay when the panels are the same.
     * @param {Omit<InitialState, 'lab'>} state
     */
    reset({ rows, history, shownSeconds: seconds }) {
      samples = history;
      shownSeconds = seconds;
      if (builtRows !== JSON.stringify(rows)) build(rows);
      builtRows = JSON.stringify(rows);
      show();
    },

    /** @param {PanelSample} sample */
    add(sample) {
      samples.push(sample);
      while (samples[0] && samples[0].atMs <= sample.atMs - shownSeconds * 1000) samples.shift();
      show();
    },

    show,
  };
}
