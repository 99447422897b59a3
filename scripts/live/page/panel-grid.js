import { element } from './element.js';
import { panelCard } from './panel-card.js';

/** @import { AnnotationView, RowView, Tick } from '../view.ts' */

/**
 * All panels, and the ticks that they show: the newest minutes of them.
 * @param {HTMLElement} place
 * @param {() => AnnotationView[]} annotations
 */
export function panelGrid(place, annotations) {
  /** @type {Tick[]} */
  let ticks = [];
  let shownSeconds = 0;
  /** What the panels were built from. */
  let built = '';
  /** @type {{ id: string, show: ReturnType<typeof panelCard>['show'] }[]} */
  let cards = [];

  /** What a panel shows, as columns: a curve has null where it had no value. @param {string} id */
  const dataOf = (id) => {
    const names = new Set(ticks.flatMap(({ values }) => Object.keys(values[id] ?? {})));
    return {
      times: ticks.map(({ atMs }) => atMs / 1000),
      curves: new Map([...names].map((name) => [name, ticks.map(({ values }) => values[id]?.[name] ?? null)])),
      shownSeconds,
    };
  };

  const show = () => {
    const latest = ticks.at(-1)?.values ?? {};
    const asked = [...Object.values(latest['successful-requests'] ?? {}), ...Object.values(latest['error-rate'] ?? {})];
    // Without an API there are no values, and nobody can say whether somebody asks.
    const isIdle = asked.length > 0 && asked.every((value) => value === 0);
    for (const { id, show: showCard } of cards) showCard(dataOf(id), latest[id] ?? {}, isIdle);
  };

  /** @param {RowView[]} rows */
  const build = (rows) => {
    cards = [];
    place.replaceChildren(
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
     * Shows what is told when a connection begins. The same panels stay, with what is open in them.
     * @param {RowView[]} rows
     * @param {Tick[]} history
     * @param {number} seconds how much of it is shown
     */
    begin(rows, history, seconds) {
      ticks = history;
      shownSeconds = seconds;
      if (built !== JSON.stringify(rows)) build(rows);
      built = JSON.stringify(rows);
      show();
    },

    /** @param {Tick} tick */
    add(tick) {
      ticks.push(tick);
      const beginMs = tick.atMs - shownSeconds * 1000;
      while (ticks[0] && ticks[0].atMs <= beginMs) ticks.shift();
      show();
    },

    show,
  };
}
