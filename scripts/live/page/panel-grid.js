import { element } from './element.js';
import { panelCard } from './panel-card.js';

/** @import { MarkView, RowView, Tick } from '../view.ts' */

/** As long as Grafana's dashboard shows. */
const shownSeconds = 300;

/**
 * All panels, and the ticks that they show: the newest five minutes of them.
 * @param {HTMLElement} place
 * @param {() => MarkView[]} marks
 */
export function panelGrid(place, marks) {
  /** @type {Tick[]} */
  let ticks = [];
  /** @type {{ id: string, show: ReturnType<typeof panelCard>['show'] }[]} */
  let cards = [];

  /** What a panel shows, as columns: a curve has null where it had no value. @param {string} id */
  const dataOf = (id) => {
    const names = new Set(ticks.flatMap(({ values }) => Object.keys(values[id] ?? {})));
    return {
      times: ticks.map(({ atMs }) => atMs / 1000),
      curves: new Map([...names].map((name) => [name, ticks.map(({ values }) => values[id]?.[name] ?? null)])),
    };
  };

  const show = () => {
    const latest = ticks.at(-1)?.values ?? {};
    const asked = [...Object.values(latest['successful-requests'] ?? {}), ...Object.values(latest['error-rate'] ?? {})];
    const isIdle = asked.every((value) => value === 0);
    for (const { id, show: showCard } of cards) showCard(dataOf(id), latest[id] ?? {}, isIdle);
  };

  return {
    /** Builds the panels anew. @param {RowView[]} rows @param {Tick[]} history */
    begin(rows, history) {
      ticks = history;
      cards = [];
      place.replaceChildren(
        ...rows.map(({ title, panels }) => {
          const heading = title ? [element('h2', {}, title)] : [];
          const grid = element('div', { class: 'grid' });
          for (const panel of panels) {
            const { card, show: showCard } = panelCard(panel, marks);
            cards.push({ id: panel.id, show: showCard });
            grid.append(card);
          }
          return element('section', { 'aria-label': title || 'The four panels to look at first' }, ...heading, grid);
        }),
      );
      show();
    },

    /** @param {Tick} tick */
    add(tick) {
      ticks.push(tick);
      const beginMs = tick.atMs - shownSeconds * 1000;
      while (ticks[0] && ticks[0].atMs <= beginMs) ticks.shift();
      // Nobody looks at a page in the background; it catches up when it comes back.
      if (!document.hidden) show();
    },

    show,
  };
}
