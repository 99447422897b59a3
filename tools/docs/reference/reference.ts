import { chartValuesSection } from './chart-values.ts';
import { alertsSection, metricsSection, panelsSection } from './dashboard-section.ts';
import { resultSection } from './result-section.ts';
import type { Section } from './section.ts';
import { apiEnvironmentSection, portsSection, variablesSection } from './variables-section.ts';
import { flagsSection, otherTargetsSection, verbsSection } from './verbs-section.ts';

const anchorOf = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

function formatSection({ title, words, table }: Section): string {
  return [`## ${title}`, ...(words ? [words] : []), table].join('\n\n');
}

/** What has to be in docs/reference.md: all that has a name, from the code that gives it. */
export async function referenceText(): Promise<string> {
  const sections = [
    verbsSection(),
    flagsSection(),
    otherTargetsSection(),
    variablesSection(),
    portsSection(),
    apiEnvironmentSection(),
    await metricsSection(),
    panelsSection(),
    alertsSection(),
    resultSection(),
    chartValuesSection(),
  ];
  const contents = sections.map(({ title }) => `[${title}](#${anchorOf(title)})`).join(' · ');
  return `${['# Reference', '<!-- Written by `make docs` from the code: change it there. -->', contents, ...sections.map(formatSection)].join('\n\n')}\n`;
}
