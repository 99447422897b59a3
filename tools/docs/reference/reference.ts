import { slug } from 'github-slugger';
import { alertsSection, metricsSection, panelsSection } from './dashboard-section.ts';
import { logSection } from './log-section.ts';
import { metricNamesSection } from './metric-names-section.ts';
import { resultSection } from './result-section.ts';
import { apiEnvironmentSection, portsSection, variablesSection } from './variables-section.ts';
import { flagsSection, otherTargetsSection, verbsSection } from './verbs-section.ts';

/** The text of docs/reference.md, generated from the code that defines each name. */
export async function referenceText(): Promise<string> {
  const sections = [
    verbsSection(),
    flagsSection(),
    otherTargetsSection(),
    variablesSection(),
    portsSection(),
    apiEnvironmentSection(),
    logSection(),
    await metricsSection(),
    metricNamesSection(),
    panelsSection(),
    alertsSection(),
    resultSection(),
  ];
  return `${[
    '# Reference',
    '<!-- Written by `make docs` from the code: change it there. -->',
    sections.map(({ title }) => `[${title}](#${slug(title)})`).join(' · '),
    ...sections.map(({ markdown }) => markdown),
  ].join('\n\n')}\n`;
}
