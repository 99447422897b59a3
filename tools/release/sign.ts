import type { Report } from '../../scripts/lib/report.ts';
import type { Command } from './command.ts';
import { chartName, publishedImages, versionedName } from './published.ts';
import type { ReleaseSettings } from './settings.ts';

/** The issuer of a GitHub workflow's identity. */
const githubIssuer = 'https://token.actions.githubusercontent.com';

/** Lists no Sigstore services, so that a signature with a key stays on this machine. */
const noServices = 'tools/release/signing-config.json';

/**
 * The arguments of cosign. Without a key, the workflow's identity signs, and Sigstore's public
 * transparency log makes the signature verifiable after its certificate has expired. With a key,
 * which is for registries on this machine, nothing is published.
 */
export function cosignArguments({
  cosignKey,
  workflowIdentity,
}: Pick<ReleaseSettings, 'cosignKey' | 'workflowIdentity'>): { sign: string[]; verify: string[] } {
  if (cosignKey)
    return {
      sign: ['sign', '--yes', '--key', cosignKey, '--signing-config', noServices],
      verify: ['verify', '--key', cosignKey.replace(/\.key$/, '.pub'), '--insecure-ignore-tlog'],
    };
  return {
    sign: ['sign', '--yes'],
    verify: ['verify', '--certificate-identity', workflowIdentity, '--certificate-oidc-issuer', githubIssuer],
  };
}

/** Signs the index of every image, and the chart, and verifies each signature. */
export async function signRelease(command: Command, settings: ReleaseSettings, report: Report): Promise<void> {
  const { registry, version } = settings;
  const { sign, verify } = cosignArguments(settings);
  const names = [...publishedImages(registry, version).map(versionedName), chartName(registry, version)];
  for (const name of names)
    await report.step(`Sign and verify ${name}`, async () => {
      const format = ['--format', '{{.Manifest.Digest}}'];
      const digest = (await command('docker', ['buildx', 'imagetools', 'inspect', name, ...format])).trim();
      // By digest: a tag may move between two commands.
      const signed = `${name.slice(0, name.lastIndexOf(':'))}@${digest}`;
      await command('cosign', [...sign, signed]);
      await command('cosign', [...verify, signed]);
    });
}
