/** What to type for a verb where the lab of this target runs. Verbs go to the cluster by themselves. */
export function makeCommand(verb: string, target: string): string {
  return target === 'kind' ? `make ${verb}` : `make ${verb} TARGET=${target}`;
}
