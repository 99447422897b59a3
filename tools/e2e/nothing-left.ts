import { run } from '../../scripts/lib/run.ts';
import { access, check } from './context.ts';

export interface Leftovers {
  containers: string;
  volumes: string;
  contexts: string;
  currentContext: string;
}

/** What Docker and the person's kubeconfig hold. */
export async function lookAround(): Promise<Leftovers> {
  const containers = await access.docker(['ps', '--all', '--quiet']);
  const volumes = await access.docker(['volume', 'ls', '--quiet']);
  const { stdout: contexts } = await run()`kubectl config get-contexts --output name`;
  const { stdout: currentContext } = await run()`kubectl config current-context`;
  return { containers, volumes, contexts, currentContext };
}

/** No container, no volume, no context more than before. */
export async function proveNothingLeft(before: Leftovers): Promise<void> {
  const after = await lookAround();
  for (const name of Object.keys(before) as (keyof Leftovers)[])
    check(`${name}: as before the cluster`, after[name] === before[name]);
}
