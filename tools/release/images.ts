import { LabError } from '../../scripts/lib/lab-error.ts';
import type { Report } from '../../scripts/lib/report.ts';
import { withNpmSecret } from '../../scripts/targets/kind/images/npm-settings.ts';
import { buildArguments } from './build-arguments.ts';
import type { Command } from './command.ts';
import { type ImageIndex, indexProblems } from './index-problems.ts';
import { type PublishedImage, publishedImages, versionedName } from './published.ts';
import type { ReleaseSettings } from './settings.ts';

/** The driver of the current builder: docker-container, remote, kubernetes, or docker. */
async function builderDriver(command: Command): Promise<string> {
  const [, driver = ''] = /^Driver:\s+(\S+)/m.exec(await command('docker', ['buildx', 'inspect'])) ?? [];
  return driver;
}

/**
 * Builds an image per platform and joins them: the driver `docker` builds one platform at a time,
 * and makes no attestations. The images keep tags of their own, such as 0.1.0-amd64.
 */
async function pushJoined(
  command: Command,
  image: PublishedImage,
  secret: string[],
  settings: ReleaseSettings,
): Promise<void> {
  const parts: string[] = [];
  for (const platform of settings.platforms) {
    const tag = `${image.tags[0]}-${platform.split('/').slice(1).join('-')}`;
    await command(
      'docker',
      buildArguments(image, { platforms: [platform], tags: [tag], attested: false, secret }, settings),
    );
    parts.push(`${image.repository}:${tag}`);
  }
  const names = image.tags.flatMap((tag) => ['--tag', `${image.repository}:${tag}`]);
  await command('docker', ['buildx', 'imagetools', 'create', ...names, ...parts]);
}

/** Reads every tag back from the registry. @throws {LabError} `release_failed` */
async function checkPushed(
  command: Command,
  image: PublishedImage,
  { platforms }: ReleaseSettings,
  attested: boolean,
): Promise<void> {
  const read = async (name: string) =>
    JSON.parse(await command('docker', ['buildx', 'imagetools', 'inspect', '--raw', name]));
  for (const tag of image.tags) {
    const index: ImageIndex = await read(`${image.repository}:${tag}`);
    const readAttestation = (digest: string) => read(`${image.repository}@${digest}`);
    const problems = await indexProblems(index, platforms, attested, readAttestation);
    if (problems.length > 0)
      throw new LabError(
        'release_failed',
        `${image.repository}:${tag} was pushed, but ${problems.join('; ')}.`,
        'Check the builder: docker buildx inspect',
      );
  }
}

/**
 * Builds and pushes every image, one index per tag.
 * @throws {LabError} `release_failed` if a build fails, or if the registry has less than expected
 */
export async function publishImages(command: Command, settings: ReleaseSettings, report: Report): Promise<void> {
  const attested = (await builderDriver(command)) !== 'docker';
  if (!attested)
    report.print(
      'Left out: SBOM and provenance, which the current builder (driver docker) cannot make. A builder that can: docker buildx create --driver docker-container --use',
    );
  const { platforms } = settings;
  for (const image of publishedImages(settings.registry, settings.version))
    await report.step(`Build and push ${versionedName(image)} for ${platforms.join(', ')}`, async () => {
      await withNpmSecret(async (secret) => {
        if (!attested) await pushJoined(command, image, secret, settings);
        else
          await command('docker', buildArguments(image, { platforms, tags: image.tags, attested, secret }, settings));
      });
      await checkPushed(command, image, settings, attested);
    });
}
