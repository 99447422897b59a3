import { run } from '../../scripts/lib/run.ts';
import { access, check } from './context.ts';

type Resources = Record<'containers' | 'volumes' | 'contexts' | 'current context', string>;

/** What Docker and the person's kubeconfig hold. */
export async function listResources(): Promise<Resources> {
  const { stdout: contexts } = await run()`kubectl config get-contexts --output name`;
  const { stdout: currentContext } = await run()`kubectl config current-context`;
  return {
    containers: await access.docker(['ps', '--all', '--quiet']),
    volumes: await access.docker(['volume', 'ls', '--quiet']),
    contexts,
    'current context': currentContext,
  };
}

export async function checkNothingLeft(before: Resources): Promise<void> {
  const after = await listResources();
  for (const name of Object.keys(before) as (keyof Resources)[])
    check(`${name}: as before the cluster`, after[name] === before[name]);
}
