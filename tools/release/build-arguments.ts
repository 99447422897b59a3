import type { PublishedImage } from './published.ts';
import type { ReleaseSettings } from './settings.ts';

interface Build {
  platforms: string[];
  tags: string[];
  /** With an SBOM, and provenance that lists every source and argument of the build. */
  attested: boolean;
  /** The options that pass npm's registry and token to the build. */
  secret: string[];
}

/** The arguments of `docker buildx` that build and push an image. */
export function buildArguments(
  { repository, dockerfile, variant }: PublishedImage,
  { platforms, tags, attested, secret }: Build,
  { version, source }: Pick<ReleaseSettings, 'version' | 'source'>,
): string[] {
  const labels = { 'org.opencontainers.image.version': version, 'org.opencontainers.image.source': source };
  return [
    ...['buildx', 'build', '--push', '--file', dockerfile, '--platform', platforms.join(',')],
    ...(attested ? ['--sbom=true', '--provenance=mode=max'] : ['--sbom=false', '--provenance=false']),
    ...secret,
    ...(variant ? ['--build-arg', `VARIANT=${variant}`] : []),
    ...Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...tags.flatMap((tag) => ['--tag', `${repository}:${tag}`]),
    '.',
  ];
}
