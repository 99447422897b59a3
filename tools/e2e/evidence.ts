import { mkdirSync, writeFileSync } from 'node:fs';
import { access, evidenceFolder } from './context.ts';

/** What a person would look at first, kept because the cluster goes. */
export async function keepEvidence(): Promise<void> {
  mkdirSync(evidenceFolder, { recursive: true });
  const keep = async (name: string, words: string[]) =>
    writeFileSync(`${evidenceFolder}/${name}.txt`, await access.kubectl(words).catch(String));
  await keep('pods', ['get', 'pods', '--output', 'wide']);
  await keep('events', ['get', 'events', '--sort-by', '.lastTimestamp']);
  const pods = await access.kubectl(['get', 'pods', '--output', 'name']).catch(() => '');
  for (const pod of pods.trim().split('\n').filter(Boolean))
    await keep(`log-${pod.replace('pod/', '')}`, ['logs', pod, '--all-containers', '--tail', '2000']);
  console.error(`logs and events are kept in ${evidenceFolder}`);
}
